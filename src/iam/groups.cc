#include "iam/groups.h"

#include "base/ids.h"
#include "iam/attachments.h"
#include "iam/identity_rows.h"
#include "iam/messages.h"
#include "iam/policy_owner.h"
#include "iam/policy_pattern.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

Result<Group> require_group(Transaction& tx, std::string_view account_id, std::string_view name) {
    auto group = select_group(tx, account_id, name);
    if (!group) return failure(group.error());
    if (!*group) return no_such_entity("group", name);
    return std::move(**group);
}

// Both ends of a membership.
Status require_both(Transaction& tx, std::string_view account_id, std::string_view group,
                    std::string_view user) {
    if (auto found = require_group(tx, account_id, group); !found) return failure(found.error());
    auto found = select_user(tx, account_id, user);
    if (!found) return failure(found.error());
    if (!*found) return no_such_entity("user", user);
    return {};
}

Status check_room(Transaction& tx, std::string_view account_id) {
    auto count =
        select_count(tx, "SELECT count(*) FROM user_groups WHERE account_id = $1", {account_id});
    if (!count) return failure(count.error());
    if (*count >= groups_per_account_max)
        return quota_exceeded("GroupsPerAccount", groups_per_account_max);
    return {};
}

Status check_deletable(Transaction& tx, const Group& group) {
    auto members = select_count(
        tx, "SELECT count(*) FROM group_members WHERE account_id = $1 AND group_name = $2",
        {group.account_id, group.name});
    if (!members) return failure(members.error());
    if (*members > 0) {
        return failure(ErrorKind::conflict,
                       "Cannot delete entity, must remove users from group first.");
    }
    return require_no_policies(
        tx, {.kind = OwnerKind::group, .account_id = group.account_id, .name = group.name});
}

auto name_taken(std::string_view name) {
    return failure(ErrorKind::conflict,
                   "Group with name " + std::string(name) + " already exists.");
}

// The new name must be free, but for the case of the group's own letters.
Status check_new_name(Transaction& tx, const Group& group, std::string_view new_name) {
    if (ascii_lower(group.name) == ascii_lower(new_name)) return {};
    auto taken =
        select_count(tx, "SELECT count(*) FROM user_groups WHERE account_id = $1 AND name_key = $2",
                     {group.account_id, ascii_lower(new_name)});
    if (!taken) return failure(taken.error());
    if (*taken > 0) return name_taken(new_name);
    return {};
}

}  // namespace

Result<Group> create_group(IdentityStore& store, Group wanted) {
    wanted.id = new_unique_id("AGPA", 21, store.random());
    wanted.created = store.now();
    return store.change_value([&](Transaction& tx) -> Result<Group> {
        if (Status room = check_room(tx, wanted.account_id); !room) return failure(room.error());
        auto inserted = tx.execute(
            "INSERT INTO user_groups (account_id, name_key, name, path, id, created_us) "
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id, name_key) DO NOTHING",
            {wanted.account_id, ascii_lower(wanted.name), wanted.name, wanted.path, wanted.id,
             wanted.created});
        if (!inserted) return failure(inserted.error());
        if (*inserted == 0) return name_taken(wanted.name);
        return wanted;
    });
}

Result<std::optional<Group>> find_group(IdentityStore& store, std::string_view account_id,
                                        std::string_view name) {
    return store.catalog().read_value(
        [&](Transaction& tx) { return select_group(tx, account_id, name); });
}

Result<Page<Group>> list_groups(IdentityStore& store, std::string_view account_id,
                                std::string_view path_prefix, const PageRequest& page) {
    static const std::string sql =
        "SELECT " + std::string(group_columns) +
        " FROM user_groups WHERE account_id = $1 AND name_key > $2 AND substr(path, 1, $3) = $4 "
        "ORDER BY name_key LIMIT $5";
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<Group>> {
        std::vector<Group> groups;
        Status done =
            tx.query(sql, {account_id, page.after, path_prefix.size(), path_prefix, page.max + 1},
                     [&](const catalog::Row& row) { groups.push_back(read_group(row)); });
        if (!done) return failure(done.error());
        return make_page(std::move(groups), page.max,
                         [](const Group& group) { return ascii_lower(group.name); });
    });
}

Status update_group(IdentityStore& store, std::string_view account_id, std::string_view name,
                    const std::optional<std::string>& new_name,
                    const std::optional<std::string>& new_path) {
    return store.change([&](Transaction& tx) -> Status {
        Result<Group> group = require_group(tx, account_id, name);
        if (!group) return failure(group.error());
        const std::string& to_name = new_name ? *new_name : group->name;
        if (Status is_free = check_new_name(tx, *group, to_name); !is_free) return is_free;
        PolicyOwner owner{.kind = OwnerKind::group, .account_id = account_id, .name = group->name};
        if (Status moved = move_belongings(tx, owner, to_name); !moved) return moved;
        return run(tx,
                   "UPDATE user_groups SET name = $1, name_key = $2, path = $3 WHERE "
                   "account_id = $4 AND name_key = $5",
                   {to_name, ascii_lower(to_name), new_path ? *new_path : group->path, account_id,
                    ascii_lower(name)});
    });
}

Status delete_group(IdentityStore& store, std::string_view account_id, std::string_view name) {
    return store.change([&](Transaction& tx) -> Status {
        Result<Group> group = require_group(tx, account_id, name);
        if (!group) return failure(group.error());
        if (Status is_free = check_deletable(tx, *group); !is_free) return is_free;
        return run(tx, "DELETE FROM user_groups WHERE account_id = $1 AND name_key = $2",
                   {account_id, ascii_lower(name)});
    });
}

Status add_group_member(IdentityStore& store, std::string_view account_id, std::string_view group,
                        std::string_view user) {
    return store.change([&](Transaction& tx) -> Status {
        if (Status known = require_both(tx, account_id, group, user); !known) return known;
        auto others = select_count(tx,
                                   "SELECT count(*) FROM group_members WHERE account_id = $1 AND "
                                   "user_name = $2 AND group_name <> $3",
                                   {account_id, user, group});
        if (!others) return failure(others.error());
        if (*others >= groups_per_user_max)
            return quota_exceeded("GroupsPerUser", groups_per_user_max);
        return run(tx,
                   "INSERT INTO group_members (account_id, user_name, group_name) VALUES "
                   "($1, $2, $3) ON CONFLICT (account_id, user_name, group_name) DO NOTHING",
                   {account_id, user, group});
    });
}

Status remove_group_member(IdentityStore& store, std::string_view account_id,
                           std::string_view group, std::string_view user) {
    return store.change([&](Transaction& tx) -> Status {
        if (Status known = require_both(tx, account_id, group, user); !known) return known;
        auto rows = tx.execute(
            "DELETE FROM group_members WHERE account_id = $1 AND user_name = $2 AND "
            "group_name = $3",
            {account_id, user, group});
        if (!rows) return failure(rows.error());
        if (*rows == 0) {
            return failure(ErrorKind::not_found, "User " + std::string(user) + " not in group " +
                                                     std::string(group) + ".");
        }
        return {};
    });
}

Result<Page<User>> list_group_members(IdentityStore& store, std::string_view account_id,
                                      std::string_view group, const PageRequest& page) {
    static const std::string sql =
        "SELECT " + std::string(user_columns) +
        " FROM users WHERE account_id = $1 AND name_key > $2 AND name IN (SELECT user_name FROM "
        "group_members WHERE account_id = $1 AND group_name = $3) ORDER BY name_key LIMIT $4";
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<User>> {
        if (auto found = require_group(tx, account_id, group); !found)
            return failure(found.error());
        std::vector<User> users;
        Status done = tx.query(sql, {account_id, page.after, group, page.max + 1},
                               [&](const catalog::Row& row) { users.push_back(read_user(row)); });
        if (!done) return failure(done.error());
        return make_page(std::move(users), page.max,
                         [](const User& user) { return ascii_lower(user.name); });
    });
}

Result<Page<Group>> list_groups_of(IdentityStore& store, std::string_view account_id,
                                   std::string_view user, const PageRequest& page) {
    static const std::string sql =
        "SELECT " + std::string(group_columns) +
        " FROM user_groups WHERE account_id = $1 AND name_key > $2 AND name IN (SELECT group_name "
        "FROM group_members WHERE account_id = $1 AND user_name = $3) ORDER BY name_key LIMIT $4";
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<Group>> {
        auto found = select_user(tx, account_id, user);
        if (!found) return failure(found.error());
        if (!*found) return no_such_entity("user", user);
        std::vector<Group> groups;
        Status done = tx.query(sql, {account_id, page.after, user, page.max + 1},
                               [&](const catalog::Row& row) { groups.push_back(read_group(row)); });
        if (!done) return failure(done.error());
        return make_page(std::move(groups), page.max,
                         [](const Group& group) { return ascii_lower(group.name); });
    });
}

}  // namespace amicast::iam
