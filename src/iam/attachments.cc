#include "iam/attachments.h"

#include "iam/managed_policies.h"
#include "iam/messages.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

// "PoliciesPerUser", as IAM's messages name the quota.
std::string_view quota_name(OwnerKind kind) {
    switch (kind) {
        case OwnerKind::role:
            return "PoliciesPerRole";
        case OwnerKind::group:
            return "PoliciesPerGroup";
        default:
            return "PoliciesPerUser";
    }
}

Status require_attachable(Transaction& tx, const PolicyOwner& owner, std::string_view arn) {
    auto policy = select_managed_policy(tx, owner.account_id, arn);
    if (!policy) return failure(policy.error());
    if (!*policy) {
        return failure(ErrorKind::not_found,
                       "Policy " + std::string(arn) + " does not exist or is not attachable.");
    }
    if (is_service_linked_path((*policy)->path)) {
        return failure(ErrorKind::invalid,
                       "Cannot attach a Service Role Policy to a Customer Role.");
    }
    return {};
}

Status check_room(Transaction& tx, const PolicyOwner& owner, std::string_view arn) {
    auto others = select_count(
        tx,
        "SELECT count(*) FROM policy_attachments WHERE account_id = $1 AND owner_kind = $2 AND "
        "owner_name = $3 AND policy_arn <> $4",
        {owner.account_id, to_string(owner.kind), owner.name, arn});
    if (!others) return failure(others.error());
    if (*others >= attached_policies_max)
        return quota_exceeded(quota_name(owner.kind), attached_policies_max);
    return {};
}

// Users of each kind in one list; the sort key keeps names of different kinds apart.
constexpr std::string_view users_sql = R"(
SELECT 'group', name, id, path, 'group/' || name AS place FROM user_groups
 WHERE account_id = $1 AND $3 = 1 AND EXISTS (SELECT 1 FROM policy_attachments a
   WHERE a.account_id = $1 AND a.policy_arn = $2 AND a.owner_kind = 'group'
   AND a.owner_name = user_groups.name)
UNION ALL
SELECT 'role', name, id, path, 'role/' || name AS place FROM roles
 WHERE account_id = $1 AND (($3 = 1 AND EXISTS (SELECT 1 FROM policy_attachments a
   WHERE a.account_id = $1 AND a.policy_arn = $2 AND a.owner_kind = 'role'
   AND a.owner_name = roles.name)) OR ($4 = 1 AND permissions_boundary = $2))
UNION ALL
SELECT 'user', name, id, path, 'user/' || name AS place FROM users
 WHERE account_id = $1 AND (($3 = 1 AND EXISTS (SELECT 1 FROM policy_attachments a
   WHERE a.account_id = $1 AND a.policy_arn = $2 AND a.owner_kind = 'user'
   AND a.owner_name = users.name)) OR ($4 = 1 AND permissions_boundary = $2))
)";

OwnerKind kind_of(std::string_view text) {
    if (text == "group") return OwnerKind::group;
    return text == "role" ? OwnerKind::role : OwnerKind::user;
}

std::string place_of(const PolicyUser& user) {
    return std::string(to_string(user.kind)) + "/" + user.name;
}

}  // namespace

Status insert_attachment(Transaction& tx, const PolicyOwner& owner, std::string_view arn) {
    return run(tx,
               "INSERT INTO policy_attachments (account_id, owner_kind, owner_name, policy_arn) "
               "VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, owner_kind, owner_name, "
               "policy_arn) DO NOTHING",
               {owner.account_id, to_string(owner.kind), owner.name, arn});
}

Status require_no_policies(Transaction& tx, const PolicyOwner& owner) {
    auto attached = select_count(
        tx,
        "SELECT count(*) FROM policy_attachments WHERE account_id = $1 AND owner_kind = $2 AND "
        "owner_name = $3",
        {owner.account_id, to_string(owner.kind), owner.name});
    if (!attached) return failure(attached.error());
    if (*attached > 0) {
        return failure(ErrorKind::conflict,
                       "Cannot delete entity, must detach all policies first.");
    }
    auto inlined = select_policies(tx, owner.kind, owner.account_id, owner.name);
    if (!inlined) return failure(inlined.error());
    if (!inlined->empty())
        return failure(ErrorKind::conflict, "Cannot delete entity, must delete policies first.");
    return {};
}

Status attach_policy(IdentityStore& store, const PolicyOwner& owner, std::string_view arn) {
    return store.change([&](Transaction& tx) -> Status {
        auto record = require_changeable_owner(tx, owner);
        if (!record) return failure(record.error());
        if (Status known = require_attachable(tx, owner, arn); !known) return known;
        if (Status room = check_room(tx, owner, arn); !room) return room;
        return insert_attachment(tx, owner, arn);
    });
}

Status detach_policy(IdentityStore& store, const PolicyOwner& owner, std::string_view arn) {
    return store.change([&](Transaction& tx) -> Status {
        auto record = require_changeable_owner(tx, owner);
        if (!record) return failure(record.error());
        auto rows = tx.execute(
            "DELETE FROM policy_attachments WHERE account_id = $1 AND owner_kind = $2 AND "
            "owner_name = $3 AND policy_arn = $4",
            {owner.account_id, to_string(owner.kind), owner.name, arn});
        if (!rows) return failure(rows.error());
        if (*rows == 0) return failure(no_such_managed_policy(arn));
        return {};
    });
}

Result<Page<AttachedPolicy>> list_attached_policies(IdentityStore& store, const PolicyOwner& owner,
                                                    std::string_view path_prefix,
                                                    const PageRequest& page) {
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<AttachedPolicy>> {
        auto record = require_owner(tx, owner);
        if (!record) return failure(record.error());
        std::vector<AttachedPolicy> attached;
        Status done = tx.query(
            "SELECT policy_arn FROM policy_attachments WHERE account_id = $1 AND owner_kind = $2 "
            "AND owner_name = $3 AND policy_arn > $4 ORDER BY policy_arn",
            {owner.account_id, to_string(owner.kind), owner.name, page.after},
            [&](const catalog::Row& row) {
                // An owner has ten at most, so what the path leaves out is no burden.
                auto name = parse_policy_arn(row.text(0));
                if (name && name->path.starts_with(path_prefix))
                    attached.push_back({.name = name->name, .arn = row.string(0)});
            });
        if (!done) return failure(done.error());
        return make_page(std::move(attached), page.max,
                         [](const AttachedPolicy& policy) { return policy.arn; });
    });
}

Result<Page<PolicyUser>> list_policy_users(IdentityStore& store, std::string_view account_id,
                                           std::string_view arn, const PolicyUserFilter& filter,
                                           const PageRequest& page) {
    static const std::string sql =
        "SELECT * FROM (" + std::string(users_sql) +
        ") AS policy_users WHERE substr(path, 1, $5) = $6 AND place > $7 AND "
        "substr(place, 1, $8) = $9 ORDER BY place LIMIT $10";
    std::string kind = filter.kind ? std::string(to_string(*filter.kind)) + "/" : std::string();
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<PolicyUser>> {
        auto policy = select_managed_policy(tx, account_id, arn);
        if (!policy) return failure(policy.error());
        if (!*policy) return failure(no_such_managed_policy(arn));
        std::vector<PolicyUser> users;
        Status done = tx.query(
            sql,
            {account_id, arn, filter.as_permissions, filter.as_boundary, filter.path_prefix.size(),
             filter.path_prefix, page.after, kind.size(), kind, page.max + 1},
            [&](const catalog::Row& row) {
                users.push_back(
                    {.kind = kind_of(row.text(0)), .name = row.string(1), .id = row.string(2)});
            });
        if (!done) return failure(done.error());
        return make_page(std::move(users), page.max, place_of);
    });
}

}  // namespace amicast::iam
