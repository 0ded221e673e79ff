// Schema versions, one row per room.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/check.h"
#include "catalog/database.h"

namespace amicast::catalog {
namespace {

// The first statement of `sql` without its `;`, taken off the front. A `;` in a quoted text or
// after `--` ends nothing.
std::string_view take_statement(std::string_view& sql) {
    bool quoted = false;
    bool comment = false;
    std::size_t end = 0;
    for (; end < sql.size(); ++end) {
        char c = sql[end];
        if (comment) {
            comment = c != '\n';
        } else if (c == '\'') {
            quoted = !quoted;
        } else if (!quoted && c == '-' && sql.substr(end, 2) == "--") {
            comment = true;
        } else if (!quoted && c == ';') {
            break;
        }
    }
    std::string_view statement = sql.substr(0, end);
    sql.remove_prefix(std::min(sql.size(), end + 1));
    return statement;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Status create_version_table(Database& database) {
    return database.write([](Transaction& tx) -> Status {
        auto made = tx.execute(
            "CREATE TABLE IF NOT EXISTS schema_version ("
            "room TEXT PRIMARY KEY, version BIGINT NOT NULL)",
            {});
        if (!made) return failure(made.error());
        return {};
    });
}

Result<std::int64_t> current_version(Transaction& tx, std::string_view room) {
    std::int64_t version = 0;
    Status read = tx.query("SELECT version FROM schema_version WHERE room = $1", {room},
                           [&](const Row& row) { version = row.integer(0); });
    if (!read) return failure(read.error());
    return version;
}

Status apply(Transaction& tx, std::string_view room, const Migration& migration) {
    // Read again inside the transaction: another server may have been here since.
    auto version = current_version(tx, room);
    if (!version) return failure(version.error());
    if (*version >= migration.version) return {};
    for (std::string_view rest = migration.sql; !rest.empty();) {
        std::string_view statement = take_statement(rest);
        if (is_blank(statement)) continue;
        auto ran = tx.execute(statement, {});
        if (!ran) return failure(ran.error());
    }
    auto noted = tx.execute(
        "INSERT INTO schema_version (room, version) VALUES ($1, $2) "
        "ON CONFLICT (room) DO UPDATE SET version = $2",
        {room, migration.version});
    if (!noted) return failure(noted.error());
    return {};
}

}  // namespace

Status migrate(Database& database, std::string_view room, std::span<const Migration> migrations) {
    for (std::size_t i = 0; i < migrations.size(); ++i) {
        check(migrations[i].version == static_cast<int>(i) + 1, "migrations count from 1");
    }
    if (Status made = create_version_table(database); !made) return made;
    auto version = database.read_value([&](Transaction& tx) { return current_version(tx, room); });
    if (!version) return failure(version.error());
    auto newest = static_cast<std::int64_t>(migrations.size());
    if (*version > newest) {
        return failure(ErrorKind::unsupported,
                       fmt::format("The catalog's tables of '{}' have version {}, written by a "
                                   "newer program; this one knows versions up to {}.",
                                   room, *version, newest));
    }
    for (const Migration& migration : migrations) {
        if (migration.version <= *version) continue;
        Status applied =
            database.write([&](Transaction& tx) -> Status { return apply(tx, room, migration); });
        if (!applied) return applied;
    }
    return {};
}

}  // namespace amicast::catalog
