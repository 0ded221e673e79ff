#include "catalog/sqlite_connection.h"

#include <charconv>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "catalog/joined_log_writes.h"

namespace amicast::catalog {
namespace {

// Statements kept per connection. The house's own texts are some hundreds; what goes past this are
// lists of varying length.
constexpr std::size_t statements_max = 512;

class SqliteRow final : public Row {
  public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

    bool is_null(int column) const override {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }
    std::int64_t integer(int column) const override {
        return sqlite3_column_int64(statement_, column);
    }
    double real(int column) const override { return sqlite3_column_double(statement_, column); }
    std::string_view text(int column) const override {
        const unsigned char* data = sqlite3_column_text(statement_, column);
        if (data == nullptr) return {};
        return {reinterpret_cast<const char*>(data), size(column)};
    }
    ByteView bytes(int column) const override {
        const void* data = sqlite3_column_blob(statement_, column);
        if (data == nullptr) return {};
        return {static_cast<const std::uint8_t*>(data), size(column)};
    }

  private:
    std::size_t size(int column) const {
        return static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    }

    sqlite3_stmt* statement_;
};

struct Binder {
    sqlite3_stmt* statement;
    int slot;

    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, slot); }
    int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, slot, value); }
    int operator()(double value) const { return sqlite3_bind_double(statement, slot, value); }
    int operator()(std::string_view value) const {
        // A null pointer would bind NULL, an empty text is not that.
        return sqlite3_bind_text64(statement, slot, value.empty() ? "" : value.data(), value.size(),
                                   SQLITE_STATIC, SQLITE_UTF8);
    }
    int operator()(ByteView value) const {
        if (value.empty()) return sqlite3_bind_zeroblob(statement, slot, 0);
        return sqlite3_bind_blob64(statement, slot, value.data(), value.size(), SQLITE_STATIC);
    }
};

ErrorKind kind_of(int code) {
    switch (code & 0xFF) {
        case SQLITE_CONSTRAINT:
            return ErrorKind::conflict;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_NOMEM:
        case SQLITE_INTERRUPT:
            return ErrorKind::unavailable;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorKind::corrupt;
        default:
            return ErrorKind::internal;
    }
}

std::string_view message_of(int code, ErrorKind kind) {
    if ((code & 0xFF) == SQLITE_FULL) return "The catalog has no space left on its disk.";
    switch (kind) {
        case ErrorKind::conflict:
            return "The change conflicts with what is stored.";
        case ErrorKind::unavailable:
            return "The catalog cannot be used at the moment.";
        case ErrorKind::corrupt:
            return "The catalog's file is damaged.";
        default:
            return "The catalog refused a statement.";
    }
}

// WAL with synchronous=FULL flushes every commit. Ten seconds: another process, such as a backup,
// may hold the lock for a while.
constexpr const char* common_pragmas =
    "PRAGMA busy_timeout = 10000;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA temp_store = MEMORY;";
constexpr const char* writer_pragmas =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    // What is deleted, key material above all, is overwritten. Most builds do so anyway.
    "PRAGMA secure_delete = ON;"
    "PRAGMA wal_autocheckpoint = 4000;"
    "PRAGMA journal_size_limit = 67108864;";

// Which `$n` each of the statement's slots stands for: SQLite numbers slots by first appearance.
std::vector<int> slot_numbers(sqlite3_stmt* statement) {
    std::vector<int> numbers;
    int count = sqlite3_bind_parameter_count(statement);
    for (int slot = 1; slot <= count; ++slot) {
        const char* name = sqlite3_bind_parameter_name(statement, slot);
        int number = slot;
        if (name != nullptr) {
            std::string_view digits(name + 1);
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        }
        numbers.push_back(number);
    }
    return numbers;
}

}  // namespace

void SqliteConnection::CloseStatement::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void SqliteConnection::CloseDatabase::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path, Mode mode,
                                                                 std::size_t cache_bytes) {
    // The allocation statistics cost a global lock; this must come before the first connection.
    static std::once_flag configured;
    std::call_once(configured, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });

    std::unique_ptr<SqliteConnection> connection(new SqliteConnection());  // NOLINT: private
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE |
                (mode == Mode::writer ? SQLITE_OPEN_CREATE : 0);
    sqlite3* database = nullptr;
    int opened = sqlite3_open_v2(path.c_str(), &database, flags, joined_log_writes());
    connection->database_.reset(database);
    if (opened != SQLITE_OK) return connection->last_error("open " + path);
    sqlite3_extended_result_codes(database, 1);
    connection->read_only_ = mode == Mode::reader;
    // A negative size is in KiB.
    const std::string cache = fmt::format("PRAGMA cache_size = -{};", cache_bytes >> 10);
    for (const char* pragmas :
         {common_pragmas, mode == Mode::writer ? writer_pragmas : "", cache.c_str()}) {
        if (sqlite3_exec(database, pragmas, nullptr, nullptr, nullptr) != SQLITE_OK) {
            return connection->last_error(pragmas);
        }
    }
    return connection;
}

SqliteConnection::~SqliteConnection() {
    statements_.clear();  // before the connection that they belong to
}

Status SqliteConnection::query(std::string_view sql, Parameters parameters,
                               const RowFunction& each) {
    return step(sql, parameters, &each);
}

Result<std::int64_t> SqliteConnection::execute(std::string_view sql, Parameters parameters) {
    // sqlite3_changes() keeps the last count when a statement changes nothing by its nature.
    std::int64_t before = sqlite3_total_changes64(database_.get());
    Status ran = step(sql, parameters, nullptr);
    if (!ran) return failure(ran.error());
    if (sqlite3_total_changes64(database_.get()) == before) return 0;
    return sqlite3_changes64(database_.get());
}

Status SqliteConnection::run(std::string_view sql) {
    auto kept = prepared(sql);
    if (!kept) return failure(kept.error());
    return step_all(**kept, {}, nullptr);
}

bool SqliteConnection::in_transaction() const {
    return sqlite3_get_autocommit(database_.get()) == 0;
}

Result<SqliteConnection::Prepared> SqliteConnection::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    int made = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                  SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (made != SQLITE_OK) return last_error(sql);
    if (statement == nullptr) return failure(ErrorKind::internal, "An empty SQL statement.");
    Prepared prepared;
    prepared.statement.reset(statement);
    prepared.numbers = slot_numbers(statement);
    return prepared;
}

Result<SqliteConnection::Prepared*> SqliteConnection::prepared(std::string_view sql) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
        auto made = prepare(sql);
        if (!made) return failure(made.error());
        if (statements_.size() >= statements_max) forget_statements();
        found = statements_.emplace(std::string(sql), std::move(*made)).first;
    }
    return &found->second;
}

void SqliteConnection::forget_statements() {
    std::erase_if(statements_, [](const auto& entry) { return !entry.second.busy; });
}

Status SqliteConnection::bind(const Prepared& prepared, Parameters parameters) {
    sqlite3_stmt* statement = prepared.statement.get();
    for (std::size_t i = 0; i < prepared.numbers.size(); ++i) {
        auto number = static_cast<std::size_t>(prepared.numbers[i]);
        if (number < 1 || number > parameters.size()) {
            return failure(ErrorKind::internal, "The catalog refused a statement.",
                           fmt::format("${} is not among {} parameters: {}", number,
                                       parameters.size(), sqlite3_sql(statement)));
        }
        int bound =
            std::visit(Binder{statement, static_cast<int>(i) + 1}, parameters[number - 1].value());
        if (bound != SQLITE_OK) return last_error("bind");
    }
    return {};
}

Status SqliteConnection::step_all(Prepared& prepared, Parameters parameters,
                                  const RowFunction* each) {
    // Ends the stepping also when `each` throws: the statement would hold its snapshot forever.
    struct Stepping {
        explicit Stepping(Prepared& p) : prepared(p) { prepared.busy = true; }
        ~Stepping() {
            prepared.busy = false;
            sqlite3_reset(prepared.statement.get());
        }
        Stepping(const Stepping&) = delete;
        Stepping& operator=(const Stepping&) = delete;
        Prepared& prepared;
    };
    sqlite3_stmt* statement = prepared.statement.get();
    Status status = bind(prepared, parameters);
    Stepping stepping(prepared);
    SqliteRow row(statement);
    while (status) {
        int code = sqlite3_step(statement);
        if (code == SQLITE_DONE) break;
        if (code == SQLITE_ROW) {
            if (each != nullptr && *each) (*each)(row);
        } else {
            status = last_error(sqlite3_sql(statement));
        }
    }
    return status;
}

Status SqliteConnection::step(std::string_view sql, Parameters parameters,
                              const RowFunction* each) {
    auto kept = prepared(sql);
    if (!kept) return failure(kept.error());
    if (Status writable = check_writable(**kept); !writable) return writable;
    if (!(*kept)->busy) return step_all(**kept, parameters, each);
    // Called from the row function of the same statement: it needs a statement of its own.
    auto own = prepare(sql);
    if (!own) return failure(own.error());
    return step_all(*own, parameters, each);
}

Status SqliteConnection::check_writable(const Prepared& prepared) const {
    if (!read_only_ || sqlite3_stmt_readonly(prepared.statement.get()) != 0) return {};
    return failure(ErrorKind::internal, "The catalog refused a statement.",
                   fmt::format("a write inside a read: {}", sqlite3_sql(prepared.statement.get())));
}

tl::unexpected<Error> SqliteConnection::last_error(std::string_view doing) const {
    int code = sqlite3_extended_errcode(database_.get());
    ErrorKind kind = kind_of(code);
    return failure(kind, std::string(message_of(code, kind)),
                   fmt::format("SQLite {}: {} ({})", code, sqlite3_errmsg(database_.get()), doing));
}

}  // namespace amicast::catalog
