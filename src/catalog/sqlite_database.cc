// SQLite as the catalog's engine: one connection that writes, several that read.
#include <cerrno>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "base/check.h"
#include "base/unique_fd.h"
#include "catalog/commit_queue.h"
#include "catalog/database.h"
#include "catalog/sqlite_connection.h"

namespace amicast::catalog {
namespace {

constexpr std::string_view in_memory = ":memory:";

// What the current thread is doing with which database, innermost first, so that a call from
// inside a transaction of the same database is an answer and not a deadlock.
class Scope {
  public:
    Scope(const Database& database, SqliteConnection* reader)
        : database_(database), reader_(reader), outer_(innermost) {
        innermost = this;
    }
    ~Scope() { innermost = outer_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    static const Scope* find(const Database& database) {
        const Scope* scope = innermost;
        while (scope != nullptr && &scope->database_ != &database)
            scope = scope->outer_;
        return scope;
    }
    // Null inside a write.
    SqliteConnection* reader() const { return reader_; }

  private:
    static thread_local const Scope* innermost;

    const Database& database_;
    SqliteConnection* reader_;
    const Scope* outer_;
};

thread_local const Scope* Scope::innermost = nullptr;

// Connections for reading, lent to one thread at a time.
class ReaderPool {
  public:
    void add(std::unique_ptr<SqliteConnection> reader) { free_.push_back(std::move(reader)); }

    std::unique_ptr<SqliteConnection> take() {
        std::unique_lock lock(mutex_);
        returned_.wait(lock, [this] { return !free_.empty(); });
        std::unique_ptr<SqliteConnection> reader = std::move(free_.back());
        free_.pop_back();
        return reader;
    }
    void give_back(std::unique_ptr<SqliteConnection> reader) {
        {
            std::lock_guard lock(mutex_);
            free_.push_back(std::move(reader));
        }
        returned_.notify_one();
    }

  private:
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<SqliteConnection>> free_;
};

// Work that throws has failed, no more: others wait for the end of its group or for its reader.
Status run_work(const Database::Work& work, SqliteConnection& connection) {
    try {
        return work(connection);
    } catch (const std::exception& stray) {
        return failure(ErrorKind::internal, "The work on the catalog ended with an internal error.",
                       stray.what());
    }
}

Status read_snapshot(SqliteConnection& connection, const Database::Work& work) {
    if (Status begun = connection.run("BEGIN"); !begun) return begun;
    Status result = run_work(work, connection);
    if (connection.in_transaction()) (void)connection.run("ROLLBACK");
    return result;
}

class SqliteDatabase final : public Database {
  public:
    SqliteDatabase(std::unique_ptr<SqliteConnection> writer, std::size_t group_max)
        : writer_(std::move(writer)), commits_(*writer_, writer_mutex_, group_max) {}

    void add_reader(std::unique_ptr<SqliteConnection> reader) {
        readers_.add(std::move(reader));
        has_readers_ = true;
    }

    Status write(const Work& work) override {
        if (Scope::find(*this) != nullptr) return nested("write");
        return commits_.write([&](Transaction&) -> Status {
            Scope scope(*this, nullptr);
            return run_work(work, *writer_);
        });
    }

    Status read(const Work& work) override {
        if (const Scope* outer = Scope::find(*this); outer != nullptr) {
            return outer->reader() == nullptr ? nested("read") : work(*outer->reader());
        }
        if (!has_readers_) return read_with_writer(work);
        std::unique_ptr<SqliteConnection> reader = readers_.take();
        Status result = [&] {
            Scope scope(*this, reader.get());
            return read_snapshot(*reader, work);
        }();
        readers_.give_back(std::move(reader));
        return result;
    }

  private:
    static Status nested(const char* what) {
        return failure(ErrorKind::internal, "The catalog was used wrongly.",
                       std::string(what) + " inside a transaction of the same database");
    }

    // In memory there is one connection, so reading waits its turn between commits.
    Status read_with_writer(const Work& work) {
        std::lock_guard lock(writer_mutex_);
        Scope scope(*this, writer_.get());
        writer_->set_read_only(true);
        Status result = read_snapshot(*writer_, work);
        writer_->set_read_only(false);
        return result;
    }

    std::mutex writer_mutex_;
    std::unique_ptr<SqliteConnection> writer_;  // closed last: it tidies the WAL away
    CommitQueue commits_;
    ReaderPool readers_;
    bool has_readers_ = false;
};

Status create_private_file(const std::string& path) {
    auto refuse = [&](const char* what) {
        int code = errno;
        return failure(
            ErrorKind::unavailable, "The catalog's file cannot be made.",
            std::string(what) + " " + path + ": " + std::generic_category().message(code));
    };
    // The log and index files beside it take its mode.
    UniqueFd file(::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600));
    if (!file) {
        if (errno == EEXIST) return {};
        return refuse("create");
    }
    std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (folder.empty()) folder = ".";
    UniqueFd directory(::open(folder.c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC));
    if (!directory || ::fsync(directory.get()) != 0) return refuse("flush the directory of");
    return {};
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options) {
    check(options.readers > 0, "a database needs a reader");
    bool memory = options.path == in_memory;
    if (!memory) {
        if (Status made = create_private_file(options.path); !made) return failure(made.error());
    }
    auto writer =
        SqliteConnection::open(options.path, SqliteConnection::Mode::writer, options.cache_bytes);
    if (!writer) return failure(writer.error());
    auto database = std::make_unique<SqliteDatabase>(std::move(*writer), options.group_max);
    for (std::size_t i = 0; !memory && i < options.readers; ++i) {
        auto reader = SqliteConnection::open(options.path, SqliteConnection::Mode::reader,
                                             options.cache_bytes);
        if (!reader) return failure(reader.error());
        database->add_reader(std::move(*reader));
    }
    return database;
}

}  // namespace amicast::catalog
