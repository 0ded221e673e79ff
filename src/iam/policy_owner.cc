#include "iam/policy_owner.h"

#include "iam/messages.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

auto missing(const PolicyOwner& owner) {
    return no_such_entity(to_string(owner.kind), owner.name);
}

// One column of one table that holds the names of users or groups.
Status rename_in(Transaction& tx, std::string_view table, std::string_view column,
                 const PolicyOwner& owner, std::string_view new_name) {
    std::string sql = "UPDATE ";
    sql.append(table).append(" SET ").append(column).append(" = $1 WHERE account_id = $2 AND ");
    sql.append(column).append(" = $3");
    return run(tx, sql, {new_name, owner.account_id, owner.name});
}

Status rename_owner_in(Transaction& tx, std::string_view table, const PolicyOwner& owner,
                       std::string_view new_name) {
    std::string sql = "UPDATE ";
    sql.append(table).append(
        " SET owner_name = $1 WHERE account_id = $2 AND owner_kind = $3 AND owner_name = $4");
    return run(tx, sql, {new_name, owner.account_id, to_string(owner.kind), owner.name});
}

}  // namespace

Result<OwnerRecord> require_owner(Transaction& tx, const PolicyOwner& owner) {
    if (owner.kind == OwnerKind::user) {
        auto user = select_user(tx, owner.account_id, owner.name);
        if (!user) return failure(user.error());
        if (!*user) return missing(owner);
        return OwnerRecord{(*user)->id, (*user)->path, (*user)->permissions_boundary};
    }
    if (owner.kind == OwnerKind::role) {
        auto role = select_role(tx, owner.account_id, owner.name);
        if (!role) return failure(role.error());
        if (!*role) return missing(owner);
        return OwnerRecord{(*role)->id, (*role)->path, (*role)->permissions_boundary};
    }
    auto group = select_group(tx, owner.account_id, owner.name);
    if (!group) return failure(group.error());
    if (!*group) return missing(owner);
    return OwnerRecord{(*group)->id, (*group)->path, {}};
}

Result<OwnerRecord> require_changeable_owner(Transaction& tx, const PolicyOwner& owner) {
    Result<OwnerRecord> record = require_owner(tx, owner);
    if (!record || owner.kind != OwnerKind::role) return record;
    if (Status free = require_changeable_role(record->path, owner.name); !free)
        return failure(free.error());
    return record;
}

bool is_service_linked_path(std::string_view path) {
    return path.starts_with("/aws-service-role/");
}

Status require_changeable_role(std::string_view path, std::string_view name) {
    if (!is_service_linked_path(path)) return {};
    return failure(ErrorKind::unsupported, "Cannot perform the operation on the protected role '" +
                                               std::string(name) +
                                               "' - this role is only modifiable by AWS");
}

Status move_belongings(Transaction& tx, const PolicyOwner& owner, std::string_view new_name) {
    for (std::string_view table : {"inline_policies", "policy_attachments", "identity_tags"}) {
        if (Status done = rename_owner_in(tx, table, owner, new_name); !done) return done;
    }
    if (owner.kind == OwnerKind::group)
        return rename_in(tx, "group_members", "group_name", owner, new_name);
    if (Status done = rename_in(tx, "group_members", "user_name", owner, new_name); !done)
        return done;
    return rename_in(tx, "access_keys", "user_name", owner, new_name);
}

}  // namespace amicast::iam
