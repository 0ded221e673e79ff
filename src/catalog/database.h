// The catalog's engine behind one interface: SQLite today, PostgreSQL beside it, the same SQL text
// on both ($1 parameters, RETURNING, ON CONFLICT, BIGINT microseconds for times, BYTEA/BLOB bytes).
//
// A use case is one transaction, given as a function. write() returns when the transaction is
// durable; transactions that arrive together share one commit (group commit), each still all or
// nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace amicast::catalog {

// A value bound to `$n`. Text and bytes are viewed, so they must outlive the call.
class Parameter {
  public:
    using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, ByteView>;

    Parameter(std::nullptr_t) : value_(nullptr) {}
    Parameter(bool value) : value_(static_cast<std::int64_t>(value)) {}
    template <class T>
        requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
    Parameter(T value) : value_(static_cast<std::int64_t>(value)) {}
    Parameter(double value) : value_(value) {}
    Parameter(const char* value) : value_(std::string_view(value)) {}
    Parameter(std::string_view value) : value_(value) {}
    Parameter(const std::string& value) : value_(std::string_view(value)) {}
    Parameter(ByteView value) : value_(value) {}
    Parameter(const Bytes& value) : value_(ByteView(value)) {}
    Parameter(const Digest& value) : value_(ByteView(value)) {}
    Parameter(Time value) : value_(to_microseconds(value)) {}
    template <class T>
    Parameter(const std::optional<T>& value) : value_(nullptr) {
        if (value) value_ = Parameter(*value).value_;
    }

    const Value& value() const { return value_; }

  private:
    Value value_;
};

// One row of an answer, valid inside the callback only. Columns count from 0.
class Row {
  public:
    virtual ~Row() = default;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string_view text(int column) const = 0;
    virtual ByteView bytes(int column) const = 0;

    bool boolean(int column) const { return integer(column) != 0; }
    Time time(int column) const { return from_microseconds(integer(column)); }
    std::string string(int column) const { return std::string(text(column)); }
    Digest digest(int column) const;  // checks the length
    std::optional<std::string> optional_string(int column) const;
    std::optional<std::int64_t> optional_integer(int column) const;
    std::optional<Time> optional_time(int column) const;
};

class Transaction {
  public:
    using Parameters = std::span<const Parameter>;
    using RowFunction = std::function<void(const Row&)>;

    virtual ~Transaction() = default;

    // Runs one statement and calls `each` per row. Statements are prepared once and kept.
    // Errors: conflict (unique or foreign key), unavailable (busy, disk full, I/O), corrupt,
    // internal.
    virtual Status query(std::string_view sql, Parameters parameters, const RowFunction& each) = 0;
    // Runs one statement; the number of rows it inserted, updated or deleted.
    virtual Result<std::int64_t> execute(std::string_view sql, Parameters parameters) = 0;

    Status query(std::string_view sql, std::initializer_list<Parameter> parameters,
                 const RowFunction& each) {
        return query(sql, Parameters(parameters.begin(), parameters.size()), each);
    }
    Result<std::int64_t> execute(std::string_view sql,
                                 std::initializer_list<Parameter> parameters) {
        return execute(sql, Parameters(parameters.begin(), parameters.size()));
    }
};

class Database {
  public:
    using Work = std::function<Status(Transaction&)>;

    virtual ~Database() = default;

    // Runs `work` in a read-write transaction. A failing Status rolls back just this work. `work`
    // may run on another thread, and must not call the same database again. Durable when it
    // returns.
    virtual Status write(const Work& work) = 0;
    // Runs `work` on a consistent snapshot, in parallel with writers and other readers. Inside the
    // work of another read of the same database it shares that one's snapshot. `internal` when
    // `work` tries to write.
    virtual Status read(const Work& work) = 0;

    // The same for work that returns a value: F is Result<T>(Transaction&).
    template <class F>
    auto write_value(F&& work) -> std::invoke_result_t<F, Transaction&> {
        return with_value(std::forward<F>(work), [this](const Work& w) { return write(w); });
    }
    template <class F>
    auto read_value(F&& work) -> std::invoke_result_t<F, Transaction&> {
        return with_value(std::forward<F>(work), [this](const Work& w) { return read(w); });
    }

  private:
    template <class F, class Runner>
    static auto with_value(F&& work, Runner runner) -> std::invoke_result_t<F, Transaction&> {
        std::optional<std::invoke_result_t<F, Transaction&>> result;
        Status ran = runner([&](Transaction& transaction) -> Status {
            result.emplace(work(transaction));
            if (!*result) return failure(result->error());
            return {};
        });
        if (!ran) return failure(ran.error());
        return std::move(*result);
    }
};

// One step of a room's schema. Steps are applied in order, once, each in its own transaction.
struct Migration {
    int version;           // 1, 2, 3 … without gaps
    std::string_view sql;  // statements separated by `;`
};

// Brings the tables of `room` up to date. Refuses a database written by a newer program.
Status migrate(Database& database, std::string_view room, std::span<const Migration> migrations);

struct SqliteOptions {
    std::string path;         // ":memory:" for tests
    std::size_t readers = 4;  // connections for read()
    // Of the file, kept by each connection, the writer's too; beyond that the operating system has
    // it.
    std::size_t cache_bytes = 8U << 20;
    std::size_t group_max = 256;  // transactions that may share one commit
};

// WAL, synchronous=FULL: what write() returned survives power loss.
Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options);

}  // namespace amicast::catalog
