#include "logs/group.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "images/statement.h"
#include "logs/numbers.h"

namespace amicast::logs {
namespace {

constexpr std::size_t name_length_max = 512;
constexpr std::size_t rows_at_once = 64;
// Greater than every character of a name.
constexpr char beyond_names = '\x7f';

constexpr std::string_view columns =
    "id, account_id, name, created, class, retention_days, is_protected";

Group read_group(const catalog::Row& row) {
    Group group;
    int column = 0;
    group.id = row.integer(column++);
    group.account_id = row.string(column++);
    group.name = row.string(column++);
    group.created = row.time(column++);
    group.storage_class = row.string(column++);
    group.retention_days = row.optional_integer(column++);
    group.is_protected = row.boolean(column++);
    return group;
}

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '/' || c == '#' || c == '-';
}

}  // namespace

bool is_group_name(std::string_view name) {
    return !name.empty() && name.size() <= name_length_max &&
           std::all_of(name.begin(), name.end(), is_name_character);
}

std::string group_arn(std::string_view region, std::string_view account_id, std::string_view name) {
    return fmt::format("arn:aws:logs:{}:{}:log-group:{}", region, account_id, name);
}

Result<std::int64_t> next_number(catalog::Transaction& tx) {
    std::int64_t number = 0;
    Status counted = tx.query("UPDATE log_counter SET last_id = last_id + 1 RETURNING last_id", {},
                              [&](const catalog::Row& row) { number = row.integer(0); });
    if (!counted) return failure(counted.error());
    return number;
}

Result<Group> create_group(catalog::Transaction& tx, Group wanted, const images::Tags& tags,
                           Time now) {
    auto existing = find_group(tx, wanted.account_id, wanted.name);
    if (!existing) return failure(existing.error());
    if (*existing) return failure(ErrorKind::conflict, "The specified log group already exists");
    auto number = next_number(tx);
    if (!number) return failure(number.error());
    wanted.id = *number;
    wanted.created = now;
    Status inserted =
        images::run(tx,
                    "INSERT INTO log_groups (id, account_id, name, created, class, retention_days, "
                    "is_protected) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    {wanted.id, wanted.account_id, wanted.name, wanted.created,
                     wanted.storage_class, wanted.retention_days, wanted.is_protected});
    if (inserted) inserted = set_tags(tx, wanted, tags);
    if (!inserted) return failure(inserted.error());
    return wanted;
}

Result<std::optional<Group>> find_group(catalog::Transaction& tx, std::string_view account_id,
                                        std::string_view name) {
    static const std::string sql =
        fmt::format("SELECT {} FROM log_groups WHERE account_id = $1 AND name = $2", columns);
    std::optional<Group> group;
    Status read = tx.query(sql, {account_id, name},
                           [&](const catalog::Row& row) { group = read_group(row); });
    if (!read) return failure(read.error());
    return group;
}

Status update(catalog::Transaction& tx, const Group& group) {
    return images::run(tx,
                       "UPDATE log_groups SET retention_days = $2, is_protected = $3 WHERE id = $1",
                       {group.id, group.retention_days, group.is_protected});
}

Status erase_group(catalog::Transaction& tx, const Group& group) {
    for (std::string_view sql :
         {"DELETE FROM log_groups WHERE id = $1", "DELETE FROM log_group_tags WHERE group_id = $1",
          "INSERT INTO log_trash (group_id, stream_id) VALUES ($1, 0)"}) {
        if (Status done = images::run(tx, sql, {group.id}); !done) return done;
    }
    return {};
}

Result<std::int64_t> stored_bytes(catalog::Transaction& tx, const Group& group) {
    std::int64_t bytes = 0;
    Status read =
        tx.query("SELECT COALESCE(SUM(stored_bytes), 0) FROM log_streams WHERE group_id = $1",
                 {group.id}, [&](const catalog::Row& row) { bytes = row.integer(0); });
    if (!read) return failure(read.error());
    return bytes;
}

Status each_group(catalog::Transaction& tx, std::string_view account_id, std::string_view prefix,
                  std::string_view after, const std::function<Result<bool>(const Group&)>& visit) {
    // The lower bound of what has the prefix is the prefix itself, which the first page takes in.
    static const std::string from_prefix = fmt::format(
        "SELECT {} FROM log_groups WHERE account_id = $1 AND name >= $2 AND name < $3 "
        "ORDER BY name LIMIT $4",
        columns);
    static const std::string from_name = fmt::format(
        "SELECT {} FROM log_groups WHERE account_id = $1 AND name > $2 AND name < $3 "
        "ORDER BY name LIMIT $4",
        columns);
    const std::string end = std::string(prefix) + beyond_names;
    std::string last(std::max(after, prefix));
    bool inclusive = after < prefix;
    for (;;) {
        std::vector<Group> page;
        Status read =
            tx.query(inclusive ? from_prefix : from_name, {account_id, last, end, rows_at_once},
                     [&](const catalog::Row& row) { page.push_back(read_group(row)); });
        if (!read) return read;
        for (const Group& group : page) {
            auto more = visit(group);
            if (!more) return failure(more.error());
            if (!*more) return {};
        }
        if (page.size() < rows_at_once) return {};
        last = page.back().name;
        inclusive = false;
    }
}

Result<images::Tags> find_tags(catalog::Transaction& tx, const Group& group) {
    images::Tags tags;
    Status read = tx.query(
        "SELECT key, value FROM log_group_tags WHERE group_id = $1 ORDER BY key", {group.id},
        [&](const catalog::Row& row) { tags.emplace_back(row.string(0), row.string(1)); });
    if (!read) return failure(read.error());
    return tags;
}

Status set_tags(catalog::Transaction& tx, const Group& group, const images::Tags& tags) {
    for (const auto& [key, value] : tags) {
        Status set = images::run(tx,
                                 "INSERT INTO log_group_tags (group_id, key, value) "
                                 "VALUES ($1, $2, $3) "
                                 "ON CONFLICT (group_id, key) DO UPDATE SET value = $3",
                                 {group.id, key, value});
        if (!set) return set;
    }
    auto now = find_tags(tx, group);
    if (!now) return failure(now.error());
    if (now->size() <= limits::tags_per_resource_max) return {};
    return failure(ErrorKind::limit,
                   fmt::format("The log group '{}' would have {} tags; it may have at most {}.",
                               group.name, now->size(), limits::tags_per_resource_max));
}

Status remove_tag(catalog::Transaction& tx, const Group& group, std::string_view key) {
    return images::run(tx, "DELETE FROM log_group_tags WHERE group_id = $1 AND key = $2",
                       {group.id, key});
}

}  // namespace amicast::logs
