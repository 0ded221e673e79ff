#include "iam/roles.h"

#include "base/ids.h"
#include "iam/attachments.h"
#include "iam/identity_rows.h"
#include "iam/instance_profiles.h"
#include "iam/managed_policies.h"
#include "iam/messages.h"
#include "iam/policy_document.h"
#include "iam/policy_owner.h"
#include "iam/policy_pattern.h"
#include "iam/trust_principals.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

Status check_trust_policy(std::string_view document) {
    Result<PolicyDocument> parsed = parse_policy(document, PolicyUse::trust);
    if (!parsed) return failure(parsed.error());
    if (policy_size(document) > trust_policy_size_max)
        return quota_exceeded("ACLSizePerRole", static_cast<std::int64_t>(trust_policy_size_max));
    return {};
}

Status check_room(Transaction& tx, std::string_view account_id) {
    auto count = select_count(tx, "SELECT count(*) FROM roles WHERE account_id = $1", {account_id});
    if (!count) return failure(count.error());
    if (*count >= roles_per_account_max)
        return quota_exceeded("RolesPerAccount", roles_per_account_max);
    return {};
}

Result<Role> require_changeable(Transaction& tx, std::string_view account_id,
                                std::string_view name) {
    Result<Role> role = require_role(tx, account_id, name);
    if (!role) return role;
    if (Status is_free = require_changeable_role(role->path, name); !is_free)
        return failure(is_free.error());
    return role;
}

}  // namespace

Result<Role> require_role(Transaction& tx, std::string_view account_id, std::string_view name) {
    auto role = select_role(tx, account_id, name);
    if (!role) return failure(role.error());
    if (!*role) return no_such_entity("role", name);
    return std::move(**role);
}

Status insert_role(Transaction& tx, const Role& role) {
    Result<std::int64_t> inserted = tx.execute(
        "INSERT INTO roles (account_id, name_key, name, path, id, trust_policy, "
        "description, max_session_seconds, permissions_boundary, created_us, "
        "max_signin_session_seconds) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
        "ON CONFLICT (account_id, name_key) DO NOTHING",
        {role.account_id, ascii_lower(role.name), role.name, role.path, role.id, role.trust_policy,
         role.description, role.max_session_seconds, role.permissions_boundary, role.created,
         role.max_signin_session_seconds});
    if (!inserted) return failure(inserted.error());
    if (*inserted == 0)
        return failure(ErrorKind::conflict, "Role with name " + role.name + " already exists.");
    if (Status noted = note_trusted(tx, role); !noted) return noted;
    return insert_tags(tx, OwnerKind::role, role.account_id, role.name, role.tags);
}

Result<Role> create_role(IdentityStore& store, Role wanted) {
    if (Status valid = check_trust_policy(wanted.trust_policy); !valid)
        return failure(valid.error());
    wanted.id = new_unique_id("AROA", 21, store.random());
    wanted.created = store.now();
    return store.change_value([&](Transaction& tx) -> Result<Role> {
        if (Status room = check_room(tx, wanted.account_id); !room) return failure(room.error());
        Status known = require_boundary(tx, wanted.account_id, wanted.permissions_boundary);
        if (!known) return failure(known.error());
        if (Status done = insert_role(tx, wanted); !done) return failure(done.error());
        return wanted;
    });
}

Result<Page<Role>> list_roles(IdentityStore& store, std::string_view account_id,
                              std::string_view path_prefix, const PageRequest& page) {
    static const std::string sql =
        "SELECT " + std::string(role_columns) +
        " FROM roles WHERE account_id = $1 AND name_key > $2 AND substr(path, 1, $3) = $4 "
        "ORDER BY name_key LIMIT $5";
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<Role>> {
        std::vector<Role> roles;
        Status done =
            tx.query(sql, {account_id, page.after, path_prefix.size(), path_prefix, page.max + 1},
                     [&](const catalog::Row& row) { roles.push_back(read_role(row)); });
        if (!done) return failure(done.error());
        return make_page(std::move(roles), page.max,
                         [](const Role& role) { return ascii_lower(role.name); });
    });
}

Status set_trust_policy(IdentityStore& store, std::string_view account_id, std::string_view name,
                        std::string_view document) {
    if (Status valid = check_trust_policy(document); !valid) return valid;
    return store.change([&](Transaction& tx) -> Status {
        Result<Role> role = require_changeable(tx, account_id, name);
        if (!role) return failure(role.error());
        role->trust_policy = document;
        if (Status noted = note_trusted(tx, *role); !noted) return noted;
        return run(tx, "UPDATE roles SET trust_policy = $1 WHERE account_id = $2 AND name_key = $3",
                   {document, account_id, ascii_lower(name)});
    });
}

Result<Role> update_role(IdentityStore& store, std::string_view account_id, std::string_view name,
                         const RoleUpdate& update) {
    return store.change_value([&](Transaction& tx) -> Result<Role> {
        bool more_than_description = update.max_session_seconds ||
                                     update.max_signin_session_seconds ||
                                     update.reset_max_signin_session;
        Result<Role> role = more_than_description ? require_changeable(tx, account_id, name)
                                                  : require_role(tx, account_id, name);
        if (!role) return role;
        if (update.description) role->description = *update.description;
        if (update.max_session_seconds) role->max_session_seconds = *update.max_session_seconds;
        if (update.max_signin_session_seconds || update.reset_max_signin_session)
            role->max_signin_session_seconds = update.max_signin_session_seconds;
        Status done = run(tx,
                          "UPDATE roles SET description = $1, max_session_seconds = $2, "
                          "max_signin_session_seconds = $3 WHERE account_id = $4 AND name_key = $5",
                          {role->description, role->max_session_seconds,
                           role->max_signin_session_seconds, account_id, ascii_lower(name)});
        if (!done) return failure(done.error());
        return role;
    });
}

Status erase_role(Transaction& tx, const Role& role) {
    if (Status done = drop_notes(tx, role); !done) return done;
    if (Status done = forget_trusted(tx, role.arn(), role.id); !done) return done;
    if (Status done = delete_tags(tx, OwnerKind::role, role.account_id, role.name); !done)
        return done;
    return run(tx, "DELETE FROM roles WHERE account_id = $1 AND name_key = $2",
               {role.account_id, ascii_lower(role.name)});
}

Status delete_role(IdentityStore& store, std::string_view account_id, std::string_view name) {
    return store.change([&](Transaction& tx) -> Status {
        Result<Role> role = require_changeable(tx, account_id, name);
        if (!role) return failure(role.error());
        Status is_free = require_no_policies(
            tx, {.kind = OwnerKind::role, .account_id = account_id, .name = name});
        if (is_free) is_free = require_in_no_instance_profile(tx, *role);
        if (!is_free) return is_free;
        return erase_role(tx, *role);
    });
}

}  // namespace amicast::iam
