#include "iam/permissions_boundary.h"

#include "iam/managed_policies.h"
#include "iam/policy_pattern.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

Status set_boundary(Transaction& tx, const PolicyOwner& owner, std::string_view arn) {
    std::string_view sql = owner.kind == OwnerKind::user
                               ? "UPDATE users SET permissions_boundary = $1 WHERE account_id = $2 "
                                 "AND name_key = $3"
                               : "UPDATE roles SET permissions_boundary = $1 WHERE account_id = $2 "
                                 "AND name_key = $3";
    return run(tx, sql, {arn, owner.account_id, ascii_lower(owner.name)});
}

}  // namespace

Status put_permissions_boundary(IdentityStore& store, const PolicyOwner& owner,
                                std::string_view arn) {
    return store.change([&](Transaction& tx) -> Status {
        auto record = require_changeable_owner(tx, owner);
        if (!record) return failure(record.error());
        if (Status known = require_boundary(tx, owner.account_id, arn); !known) return known;
        return set_boundary(tx, owner, arn);
    });
}

Status delete_permissions_boundary(IdentityStore& store, const PolicyOwner& owner) {
    return store.change([&](Transaction& tx) -> Status {
        auto record = require_changeable_owner(tx, owner);
        if (!record) return failure(record.error());
        if (record->permissions_boundary.empty()) {
            return failure(ErrorKind::not_found, "The " + std::string(to_string(owner.kind)) + " " +
                                                     std::string(owner.name) +
                                                     " has no permissions boundary.");
        }
        return set_boundary(tx, owner, "");
    });
}

}  // namespace amicast::iam
