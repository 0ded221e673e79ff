#include "iam/users.h"

#include "base/ids.h"
#include "iam/attachments.h"
#include "iam/identity_rows.h"
#include "iam/managed_policies.h"
#include "iam/messages.h"
#include "iam/policy_owner.h"
#include "iam/policy_pattern.h"
#include "iam/trust_principals.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

Status check_room(Transaction& tx, std::string_view account_id) {
    auto count = select_count(tx, "SELECT count(*) FROM users WHERE account_id = $1", {account_id});
    if (!count) return failure(count.error());
    if (*count >= users_per_account_max)
        return quota_exceeded("UsersPerAccount", users_per_account_max);
    return {};
}

auto name_taken(std::string_view name) {
    return failure(ErrorKind::conflict, "User with name " + std::string(name) + " already exists.");
}

Status insert_user(Transaction& tx, const User& user) {
    Result<std::int64_t> inserted = tx.execute(
        "INSERT INTO users (account_id, name_key, name, path, id, permissions_boundary, "
        "created_us) VALUES ($1, $2, $3, $4, $5, $6, $7) "
        "ON CONFLICT (account_id, name_key) DO NOTHING",
        {user.account_id, ascii_lower(user.name), user.name, user.path, user.id,
         user.permissions_boundary, user.created});
    if (!inserted) return failure(inserted.error());
    if (*inserted == 0) return name_taken(user.name);
    return insert_tags(tx, OwnerKind::user, user.account_id, user.name, user.tags);
}

Status check_deletable(Transaction& tx, const User& user) {
    auto keys = select_count(
        tx, "SELECT count(*) FROM access_keys WHERE account_id = $1 AND user_name = $2",
        {user.account_id, user.name});
    if (!keys) return failure(keys.error());
    if (*keys > 0)
        return failure(ErrorKind::conflict, "Cannot delete entity, must delete access keys first.");
    auto groups = select_count(
        tx, "SELECT count(*) FROM group_members WHERE account_id = $1 AND user_name = $2",
        {user.account_id, user.name});
    if (!groups) return failure(groups.error());
    if (*groups > 0) {
        return failure(ErrorKind::conflict,
                       "Cannot delete entity, must remove user from group first.");
    }
    return require_no_policies(
        tx, {.kind = OwnerKind::user, .account_id = user.account_id, .name = user.name});
}

Result<User> require_user(Transaction& tx, std::string_view account_id, std::string_view name) {
    auto user = select_user(tx, account_id, name);
    if (!user) return failure(user.error());
    if (!*user) return no_such_entity("user", name);
    return std::move(**user);
}

// The new name must be free, but for the case of the user's own letters.
Status check_new_name(Transaction& tx, const User& user, std::string_view new_name) {
    if (ascii_lower(user.name) == ascii_lower(new_name)) return {};
    auto taken =
        select_count(tx, "SELECT count(*) FROM users WHERE account_id = $1 AND name_key = $2",
                     {user.account_id, ascii_lower(new_name)});
    if (!taken) return failure(taken.error());
    if (*taken > 0) return name_taken(new_name);
    return {};
}

// The user's row under its new name and path, and everything that goes by the old ones.
Status rename_user(Transaction& tx, const User& user, const User& renamed) {
    PolicyOwner owner{.kind = OwnerKind::user, .account_id = user.account_id, .name = user.name};
    if (Status moved = move_belongings(tx, owner, renamed.name); !moved) return moved;
    if (Status moved = rename_trusted(tx, user.arn(), renamed.arn()); !moved) return moved;
    return run(tx,
               "UPDATE users SET name = $1, name_key = $2, path = $3 WHERE account_id = $4 AND "
               "name_key = $5",
               {renamed.name, ascii_lower(renamed.name), renamed.path, user.account_id,
                ascii_lower(user.name)});
}

}  // namespace

Result<User> create_user(IdentityStore& store, User wanted) {
    wanted.id = new_unique_id("AIDA", 21, store.random());
    wanted.created = store.now();
    return store.change_value([&](Transaction& tx) -> Result<User> {
        if (Status room = check_room(tx, wanted.account_id); !room) return failure(room.error());
        Status known = require_boundary(tx, wanted.account_id, wanted.permissions_boundary);
        if (!known) return failure(known.error());
        if (Status done = insert_user(tx, wanted); !done) return failure(done.error());
        return wanted;
    });
}

Result<Page<User>> list_users(IdentityStore& store, std::string_view account_id,
                              std::string_view path_prefix, const PageRequest& page) {
    static const std::string sql =
        "SELECT " + std::string(user_columns) +
        " FROM users WHERE account_id = $1 AND name_key > $2 AND substr(path, 1, $3) = $4 "
        "ORDER BY name_key LIMIT $5";
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<User>> {
        std::vector<User> users;
        Status done =
            tx.query(sql, {account_id, page.after, path_prefix.size(), path_prefix, page.max + 1},
                     [&](const catalog::Row& row) { users.push_back(read_user(row)); });
        if (!done) return failure(done.error());
        return make_page(std::move(users), page.max,
                         [](const User& user) { return ascii_lower(user.name); });
    });
}

Status update_user(IdentityStore& store, std::string_view account_id, std::string_view name,
                   const std::optional<std::string>& new_name,
                   const std::optional<std::string>& new_path) {
    return store.change([&](Transaction& tx) -> Status {
        Result<User> user = require_user(tx, account_id, name);
        if (!user) return failure(user.error());
        User renamed = *user;
        if (new_name) renamed.name = *new_name;
        if (new_path) renamed.path = *new_path;
        if (Status is_free = check_new_name(tx, *user, renamed.name); !is_free) return is_free;
        return rename_user(tx, *user, renamed);
    });
}

Status delete_user(IdentityStore& store, std::string_view account_id, std::string_view name) {
    return store.change([&](Transaction& tx) -> Status {
        Result<User> user = require_user(tx, account_id, name);
        if (!user) return failure(user.error());
        if (Status is_free = check_deletable(tx, *user); !is_free) return is_free;
        if (Status done = delete_tags(tx, OwnerKind::user, account_id, name); !done) return done;
        if (Status done = forget_trusted(tx, user->arn(), user->id); !done) return done;
        return run(tx, "DELETE FROM users WHERE account_id = $1 AND name_key = $2",
                   {account_id, ascii_lower(name)});
    });
}

}  // namespace amicast::iam
