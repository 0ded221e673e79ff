#include "iam/granted_policies.h"

#include "iam/managed_policies.h"
#include "iam/policy_owner.h"
#include "iam/vendor_policies.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

// Stands in for a document that cannot be found: a policy that says nothing.
constexpr std::string_view nothing_allowed =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"*","Resource":"*"}})";

// Rows of a table of policies that are the entity's own, or those of a group it is in.
constexpr std::string_view own_or_groups =
    "account_id = $1 AND ((owner_kind = $2 AND owner_name = $3) OR (owner_kind = 'group' AND "
    "$2 = 'user' AND owner_name IN (SELECT group_name FROM group_members WHERE account_id = $1 "
    "AND user_name = $3)))";

OwnerKind holder_of(std::string_view text) {
    if (text == to_string(OwnerKind::group)) return OwnerKind::group;
    return text == to_string(OwnerKind::role) ? OwnerKind::role : OwnerKind::user;
}

Status add_inline(Transaction& tx, const PolicyOwner& owner, std::vector<GrantedPolicy>& policies) {
    static const std::string sql =
        "SELECT owner_kind, owner_name, name, document FROM inline_policies WHERE " +
        std::string(own_or_groups) + " ORDER BY owner_kind, owner_name, name";
    return tx.query(sql, {owner.account_id, to_string(owner.kind), owner.name},
                    [&](const catalog::Row& row) {
                        policies.push_back({.holder_kind = holder_of(row.text(0)),
                                            .holder_name = row.string(1),
                                            .managed = false,
                                            .name = row.string(2),
                                            .document = row.string(3)});
                    });
}

Status add_attached(Transaction& tx, const PolicyOwner& owner,
                    std::vector<GrantedPolicy>& policies) {
    static const std::string sql =
        "SELECT owner_kind, owner_name, policy_arn FROM policy_attachments WHERE " +
        std::string(own_or_groups) + " ORDER BY owner_kind, owner_name, policy_arn";
    std::size_t first = policies.size();
    Status done = tx.query(sql, {owner.account_id, to_string(owner.kind), owner.name},
                           [&](const catalog::Row& row) {
                               policies.push_back({.holder_kind = holder_of(row.text(0)),
                                                   .holder_name = row.string(1),
                                                   .managed = true,
                                                   .name = row.string(2),
                                                   .document = {}});
                           });
    if (!done) return done;
    for (std::size_t i = first; i < policies.size(); ++i) {
        auto document = select_policy_document(tx, owner.account_id, policies[i].name);
        if (!document) return failure(document.error());
        policies[i].document = document->value_or(std::string(nothing_allowed));
    }
    return {};
}

}  // namespace

Result<std::optional<GrantedPolicies>> select_granted_policies(Transaction& tx, OwnerKind kind,
                                                               std::string_view account_id,
                                                               std::string_view name) {
    PolicyOwner owner{.kind = kind, .account_id = account_id, .name = name};
    auto record = require_owner(tx, owner);
    if (!record && record.error().kind == ErrorKind::not_found)
        return std::optional<GrantedPolicies>();
    if (!record) return failure(record.error());
    GrantedPolicies granted{
        .entity_id = record->id, .path = record->path, .identity = {}, .boundary = {}};
    if (Status done = add_inline(tx, owner, granted.identity); !done) return failure(done.error());
    if (Status done = add_attached(tx, owner, granted.identity); !done)
        return failure(done.error());
    if (record->permissions_boundary.empty()) return std::optional(std::move(granted));
    auto boundary = select_policy_document(tx, account_id, record->permissions_boundary);
    if (!boundary) return failure(boundary.error());
    granted.boundary = GrantedPolicy{.holder_kind = kind,
                                     .holder_name = std::string(name),
                                     .managed = true,
                                     .name = record->permissions_boundary,
                                     .document = boundary->value_or(std::string(nothing_allowed))};
    return std::optional(std::move(granted));
}

}  // namespace amicast::iam
