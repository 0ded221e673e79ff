#include "iam/managed_policies.h"

#include "base/ids.h"
#include "iam/identity_rows.h"
#include "iam/messages.h"
#include "iam/policy_document.h"
#include "iam/policy_pattern.h"
#include "iam/policy_versions.h"
#include "iam/vendor_policies.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

constexpr std::string_view columns =
    "p.account_id, p.name, p.path, p.id, p.description, p.default_version, p.created_us, "
    "p.updated_us";

ManagedPolicy read_managed_policy(const catalog::Row& row) {
    ManagedPolicy policy;
    policy.account_id = row.string(0);
    policy.name = row.string(1);
    policy.path = row.string(2);
    policy.id = row.string(3);
    policy.description = row.string(4);
    policy.default_version = row.integer(5);
    policy.created = row.time(6);
    policy.updated = row.time(7);
    return policy;
}

// How many users, groups and roles of the account use the policy, and as what.
Status count_uses(Transaction& tx, std::string_view account_id, ManagedPolicy& policy) {
    return tx.query(
        "SELECT (SELECT count(*) FROM policy_attachments WHERE account_id = $1 AND "
        "policy_arn = $2), (SELECT count(*) FROM users WHERE account_id = $1 AND "
        "permissions_boundary = $2) + (SELECT count(*) FROM roles WHERE account_id = $1 AND "
        "permissions_boundary = $2)",
        {account_id, policy.arn()}, [&](const catalog::Row& row) {
            policy.attachments = row.integer(0);
            policy.boundary_uses = row.integer(1);
        });
}

Result<std::optional<ManagedPolicy>> select_own(Transaction& tx, std::string_view account_id,
                                                std::string_view arn) {
    static const std::string sql = "SELECT " + std::string(columns) +
                                   " FROM managed_policies p WHERE p.account_id = $1 AND "
                                   "p.arn = $2";
    std::optional<ManagedPolicy> found;
    Status done = tx.query(sql, {account_id, arn},
                           [&](const catalog::Row& row) { found = read_managed_policy(row); });
    if (!done) return failure(done.error());
    return found;
}

Status require_no_foreign(std::string_view account_id, std::string_view arn) {
    auto name = parse_policy_arn(arn);
    if (!name || name->account_id == account_id || name->account_id == vendor_account) return {};
    return failure(ErrorKind::denied,
                   "Policy " + std::string(arn) + " is outside your own account.");
}

Status check_room(Transaction& tx, std::string_view account_id) {
    auto count = select_count(tx, "SELECT count(*) FROM managed_policies WHERE account_id = $1",
                              {account_id});
    if (!count) return failure(count.error());
    if (*count >= managed_policies_per_account_max)
        return quota_exceeded("PoliciesPerAccount", managed_policies_per_account_max);
    return {};
}

Status insert_managed_policy(Transaction& tx, const ManagedPolicy& policy) {
    auto inserted = tx.execute(
        "INSERT INTO managed_policies (account_id, arn, name_key, name, path, id, description, "
        "default_version, latest_version, created_us, updated_us) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 1, $8, $8) "
        "ON CONFLICT (account_id, name_key) DO NOTHING",
        {policy.account_id, policy.arn(), ascii_lower(policy.name), policy.name, policy.path,
         policy.id, policy.description, policy.created});
    if (!inserted) return failure(inserted.error());
    if (*inserted == 0) {
        return failure(
            ErrorKind::conflict,
            "A policy called " + policy.name + " already exists. Duplicate names are not allowed.");
    }
    return insert_tags(tx, OwnerKind::policy, policy.account_id, policy.name, policy.tags);
}

Status check_deletable(Transaction& tx, const ManagedPolicy& policy) {
    if (policy.attachments > 0 || policy.boundary_uses > 0)
        return failure(ErrorKind::conflict, "Cannot delete a policy attached to entities.");
    auto versions = select_count(
        tx, "SELECT count(*) FROM policy_versions WHERE account_id = $1 AND policy_arn = $2",
        {policy.account_id, policy.arn()});
    if (!versions) return failure(versions.error());
    if (*versions > 1) {
        return failure(ErrorKind::conflict,
                       "This policy has more than one version. Before you delete a policy, you "
                       "must delete the policy's versions. The default version is deleted with "
                       "the policy.");
    }
    return {};
}

bool passes(const ManagedPolicy& policy, const PolicyFilter& filter) {
    return policy.path.starts_with(filter.path_prefix) &&
           (!filter.attached_only || policy.attachments > 0) &&
           (!filter.boundaries_only || policy.boundary_uses > 0);
}

Status add_own(Transaction& tx, std::string_view account_id, const PolicyFilter& filter,
               const PageRequest& page, std::vector<ManagedPolicy>& found) {
    static const std::string sql =
        "SELECT " + std::string(columns) +
        " FROM managed_policies p WHERE p.account_id = $1 AND p.arn > $2 AND "
        "substr(p.path, 1, $3) = $4 AND ($5 = 0 OR EXISTS (SELECT 1 FROM policy_attachments a "
        "WHERE a.account_id = p.account_id AND a.policy_arn = p.arn)) AND ($6 = 0 OR EXISTS "
        "(SELECT 1 FROM users u WHERE u.account_id = p.account_id AND "
        "u.permissions_boundary = p.arn) OR EXISTS (SELECT 1 FROM roles r WHERE "
        "r.account_id = p.account_id AND r.permissions_boundary = p.arn)) "
        "ORDER BY p.arn LIMIT $7";
    return tx.query(sql,
                    {account_id, page.after, filter.path_prefix.size(), filter.path_prefix,
                     filter.attached_only, filter.boundaries_only, page.max + 1},
                    [&](const catalog::Row& row) { found.push_back(read_managed_policy(row)); });
}

// The vendor's ARNs come after every account's: letters after digits.
Status add_vendors(Transaction& tx, std::string_view account_id, const PolicyFilter& filter,
                   const PageRequest& page, std::vector<ManagedPolicy>& found) {
    for (const VendorPolicy* vendor : vendor_policies()) {
        if (found.size() > page.max) break;
        if (vendor->arn <= page.after) continue;
        ManagedPolicy policy = vendor_entity(*vendor);
        if (Status counted = count_uses(tx, account_id, policy); !counted) return counted;
        if (passes(policy, filter)) found.push_back(std::move(policy));
    }
    return {};
}

}  // namespace

Error no_such_managed_policy(std::string_view arn) {
    return {.kind = ErrorKind::not_found,
            .message = "Policy " + std::string(arn) + " was not found."};
}

Status check_managed_document(std::string_view document) {
    Result<PolicyDocument> parsed = parse_policy(document, PolicyUse::identity);
    if (!parsed) return failure(parsed.error());
    if (policy_size(document) > managed_policy_size_max)
        return quota_exceeded("PolicySize", static_cast<std::int64_t>(managed_policy_size_max));
    return {};
}

Result<std::optional<ManagedPolicy>> select_managed_policy(Transaction& tx,
                                                           std::string_view account_id,
                                                           std::string_view arn) {
    if (Status visible = require_no_foreign(account_id, arn); !visible)
        return failure(visible.error());
    std::optional<ManagedPolicy> policy;
    if (const VendorPolicy* vendor = find_vendor_policy(arn)) {
        policy = vendor_entity(*vendor);
    } else {
        auto own = select_own(tx, account_id, arn);
        if (!own || !*own) return own;
        policy = std::move(*own);
    }
    if (Status counted = count_uses(tx, account_id, *policy); !counted)
        return failure(counted.error());
    return policy;
}

Result<ManagedPolicy> require_own_policy(Transaction& tx, std::string_view account_id,
                                         std::string_view arn) {
    auto policy = select_managed_policy(tx, account_id, arn);
    if (!policy) return failure(policy.error());
    if (!*policy) return failure(no_such_managed_policy(arn));
    if ((*policy)->account_id == vendor_account) {
        return failure(ErrorKind::denied,
                       "Policy " + std::string(arn) + " is outside your own account.");
    }
    return std::move(**policy);
}

Result<std::optional<std::string>> select_policy_document(Transaction& tx,
                                                          std::string_view account_id,
                                                          std::string_view arn) {
    if (const VendorPolicy* vendor = find_vendor_policy(arn)) return std::string(vendor->document);
    std::optional<std::string> document;
    Status done = tx.query(
        "SELECT v.document FROM managed_policies p JOIN policy_versions v ON "
        "v.account_id = p.account_id AND v.policy_arn = p.arn AND v.version = p.default_version "
        "WHERE p.account_id = $1 AND p.arn = $2",
        {account_id, arn}, [&](const catalog::Row& row) { document = row.string(0); });
    if (!done) return failure(done.error());
    return document;
}

Status require_boundary(Transaction& tx, std::string_view account_id, std::string_view arn) {
    if (arn.empty()) return {};
    auto document = select_policy_document(tx, account_id, arn);
    if (!document) return failure(document.error());
    if (*document) return {};
    return failure(ErrorKind::not_found,
                   "Scope ARN: " + std::string(arn) + " does not exist or is not attachable.");
}

Result<ManagedPolicy> create_managed_policy(IdentityStore& store, ManagedPolicy wanted,
                                            std::string_view document) {
    if (Status valid = check_managed_document(document); !valid) return failure(valid.error());
    wanted.id = new_unique_id("ANPA", 21, store.random());
    wanted.created = wanted.updated = store.now();
    return store.change_value([&](Transaction& tx) -> Result<ManagedPolicy> {
        if (Status room = check_room(tx, wanted.account_id); !room) return failure(room.error());
        if (Status done = insert_managed_policy(tx, wanted); !done) return failure(done.error());
        PolicyVersion version{.document = std::string(document), .created = wanted.created};
        Status done = insert_policy_version(tx, wanted.account_id, wanted.arn(), version);
        if (!done) return failure(done.error());
        return wanted;
    });
}

Result<ManagedPolicy> get_managed_policy(IdentityStore& store, std::string_view account_id,
                                         std::string_view arn) {
    return store.catalog().read_value([&](Transaction& tx) -> Result<ManagedPolicy> {
        auto policy = select_managed_policy(tx, account_id, arn);
        if (!policy) return failure(policy.error());
        if (!*policy) return failure(no_such_managed_policy(arn));
        auto tags = select_tags(tx, OwnerKind::policy, (*policy)->account_id, (*policy)->name);
        if (!tags) return failure(tags.error());
        (*policy)->tags = std::move(*tags);
        return std::move(**policy);
    });
}

Result<Page<ManagedPolicy>> list_managed_policies(IdentityStore& store, std::string_view account_id,
                                                  const PolicyFilter& filter,
                                                  const PageRequest& page) {
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<ManagedPolicy>> {
        std::vector<ManagedPolicy> found;
        if (filter.local) {
            Status added = add_own(tx, account_id, filter, page, found);
            if (!added) return failure(added.error());
        }
        for (ManagedPolicy& policy : found) {
            Status counted = count_uses(tx, account_id, policy);
            if (!counted) return failure(counted.error());
        }
        if (filter.vendor) {
            Status added = add_vendors(tx, account_id, filter, page, found);
            if (!added) return failure(added.error());
        }
        return make_page(std::move(found), page.max,
                         [](const ManagedPolicy& policy) { return policy.arn(); });
    });
}

Status delete_managed_policy(IdentityStore& store, std::string_view account_id,
                             std::string_view arn) {
    return store.change([&](Transaction& tx) -> Status {
        Result<ManagedPolicy> policy = require_own_policy(tx, account_id, arn);
        if (!policy) return failure(policy.error());
        if (Status free = check_deletable(tx, *policy); !free) return free;
        if (Status done = delete_tags(tx, OwnerKind::policy, account_id, policy->name); !done)
            return done;
        if (Status done =
                run(tx, "DELETE FROM policy_versions WHERE account_id = $1 AND policy_arn = $2",
                    {account_id, arn});
            !done)
            return done;
        return run(tx, "DELETE FROM managed_policies WHERE account_id = $1 AND arn = $2",
                   {account_id, arn});
    });
}

}  // namespace amicast::iam
