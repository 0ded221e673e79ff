// One connection to an SQLite database: statements prepared once and kept, values bound and read,
// errors turned into kinds. Used by one thread at a time; sqlite_database.cc sees to that.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace amicast::catalog {

class SqliteConnection final : public Transaction {
  public:
    enum class Mode { writer, reader };

    // Opens (and, as writer, creates) the database with the pragmas of the house.
    static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, Mode mode,
                                                          std::size_t cache_bytes);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    using Transaction::execute;
    using Transaction::query;
    Status query(std::string_view sql, Parameters parameters, const RowFunction& each) override;
    Result<std::int64_t> execute(std::string_view sql, Parameters parameters) override;

    // While set, query() and execute() refuse whatever would write.
    void set_read_only(bool read_only) { read_only_ = read_only; }
    // A statement without parameters or answer: BEGIN, COMMIT, SAVEPOINT …
    Status run(std::string_view sql);
    // False when SQLite has rolled the whole transaction back by itself, as it does for a full
    // disk and the like.
    bool in_transaction() const;

  private:
    struct CloseStatement {
        void operator()(sqlite3_stmt* statement) const;
    };
    struct CloseDatabase {
        void operator()(sqlite3* database) const;
    };
    struct Prepared {
        std::unique_ptr<sqlite3_stmt, CloseStatement> statement;
        std::vector<int> numbers;  // of the n-th slot SQLite counts: the `$number` it stands for
        bool busy = false;         // being stepped through further up the stack
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    SqliteConnection() = default;

    Result<Prepared> prepare(std::string_view sql);
    Result<Prepared*> prepared(std::string_view sql);
    Status bind(const Prepared& prepared, Parameters parameters);
    Status step_all(Prepared& prepared, Parameters parameters, const RowFunction* each);
    Status step(std::string_view sql, Parameters parameters, const RowFunction* each);
    Status check_writable(const Prepared& prepared) const;
    void forget_statements();
    tl::unexpected<Error> last_error(std::string_view doing) const;

    std::unique_ptr<sqlite3, CloseDatabase> database_;
    std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>> statements_;
    bool read_only_ = false;
};

}  // namespace amicast::catalog
