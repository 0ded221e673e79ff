#include "iam/policy_versions.h"

#include <charconv>
#include <limits>

#include "iam/identity_rows.h"
#include "iam/managed_policies.h"
#include "iam/vendor_policies.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

auto no_such_version(std::string_view arn, std::int64_t number) {
    return failure(ErrorKind::not_found, "Policy " + std::string(arn) + " version v" +
                                             std::to_string(number) +
                                             " does not exist or is not attachable.");
}

PolicyVersion read_version(const catalog::Row& row, std::int64_t default_version) {
    return {.number = row.integer(0),
            .is_default = row.integer(0) == default_version,
            .document = row.string(1),
            .created = row.time(2)};
}

// Up to `max` versions with numbers below `before`, the newest first.
Result<std::vector<PolicyVersion>> select_versions(Transaction& tx, const ManagedPolicy& policy,
                                                   std::int64_t before, std::size_t max) {
    std::vector<PolicyVersion> versions;
    if (const VendorPolicy* vendor = find_vendor_policy(policy.arn())) {
        if (vendor->version < before) versions.push_back(vendor_version(*vendor));
        return versions;
    }
    Status done = tx.query(
        "SELECT version, document, created_us FROM policy_versions WHERE account_id = $1 AND "
        "policy_arn = $2 AND version < $3 ORDER BY version DESC LIMIT $4",
        {policy.account_id, policy.arn(), before, max}, [&](const catalog::Row& row) {
            versions.push_back(read_version(row, policy.default_version));
        });
    if (!done) return failure(done.error());
    return versions;
}

Result<PolicyVersion> require_version(Transaction& tx, const ManagedPolicy& policy,
                                      std::int64_t number) {
    if (number < std::numeric_limits<std::int64_t>::max()) {
        auto versions = select_versions(tx, policy, number + 1, 1);
        if (!versions) return failure(versions.error());
        if (!versions->empty() && versions->front().number == number)
            return std::move(versions->front());
    }
    return no_such_version(policy.arn(), number);
}

Result<ManagedPolicy> require_policy(Transaction& tx, std::string_view account_id,
                                     std::string_view arn) {
    auto policy = select_managed_policy(tx, account_id, arn);
    if (!policy) return failure(policy.error());
    if (!*policy) return failure(no_such_managed_policy(arn));
    return std::move(**policy);
}

Status check_room(Transaction& tx, const ManagedPolicy& policy) {
    auto count = select_count(
        tx, "SELECT count(*) FROM policy_versions WHERE account_id = $1 AND policy_arn = $2",
        {policy.account_id, policy.arn()});
    if (!count) return failure(count.error());
    if (*count < policy_versions_max) return {};
    return failure(ErrorKind::limit,
                   "A managed policy can have up to " + std::to_string(policy_versions_max) +
                       " versions. Before you create a new version, you must delete an existing "
                       "version.");
}

// The next number, taken.
Result<std::int64_t> take_number(Transaction& tx, const ManagedPolicy& policy) {
    std::int64_t number = 0;
    Status done = tx.query(
        "UPDATE managed_policies SET latest_version = latest_version + 1 WHERE account_id = $1 "
        "AND arn = $2 RETURNING latest_version",
        {policy.account_id, policy.arn()},
        [&](const catalog::Row& row) { number = row.integer(0); });
    if (!done) return failure(done.error());
    return number;
}

Status put_in_force(Transaction& tx, const ManagedPolicy& policy, std::int64_t number, Time now) {
    return run(tx,
               "UPDATE managed_policies SET default_version = $1, updated_us = $2 WHERE "
               "account_id = $3 AND arn = $4",
               {number, now, policy.account_id, policy.arn()});
}

// Where a page of versions goes on: a number as text, since pages are keyed by text.
std::int64_t number_before(const std::string& after) {
    std::int64_t number = std::numeric_limits<std::int64_t>::max();
    std::from_chars(after.data(), after.data() + after.size(), number);
    return number;
}

}  // namespace

Status insert_policy_version(Transaction& tx, std::string_view account_id, std::string_view arn,
                             const PolicyVersion& version) {
    return run(tx,
               "INSERT INTO policy_versions (account_id, policy_arn, version, document, "
               "created_us) VALUES ($1, $2, $3, $4, $5)",
               {account_id, arn, version.number, version.document, version.created});
}

Result<PolicyVersion> create_policy_version(IdentityStore& store, std::string_view account_id,
                                            std::string_view arn, std::string_view document,
                                            bool set_as_default) {
    if (Status valid = check_managed_document(document); !valid) return failure(valid.error());
    return store.change_value([&](Transaction& tx) -> Result<PolicyVersion> {
        Result<ManagedPolicy> policy = require_own_policy(tx, account_id, arn);
        if (!policy) return failure(policy.error());
        if (Status room = check_room(tx, *policy); !room) return failure(room.error());
        Result<std::int64_t> number = take_number(tx, *policy);
        if (!number) return failure(number.error());
        PolicyVersion version{.number = *number,
                              .is_default = set_as_default,
                              .document = std::string(document),
                              .created = store.now()};
        Status done = insert_policy_version(tx, account_id, arn, version);
        if (done && set_as_default) done = put_in_force(tx, *policy, *number, store.now());
        if (!done) return failure(done.error());
        return version;
    });
}

Result<PolicyVersion> get_policy_version(IdentityStore& store, std::string_view account_id,
                                         std::string_view arn, std::int64_t number) {
    return store.catalog().read_value([&](Transaction& tx) -> Result<PolicyVersion> {
        Result<ManagedPolicy> policy = require_policy(tx, account_id, arn);
        if (!policy) return failure(policy.error());
        return require_version(tx, *policy, number);
    });
}

Result<Page<PolicyVersion>> list_policy_versions(IdentityStore& store, std::string_view account_id,
                                                 std::string_view arn, const PageRequest& page) {
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<PolicyVersion>> {
        Result<ManagedPolicy> policy = require_policy(tx, account_id, arn);
        if (!policy) return failure(policy.error());
        auto versions = select_versions(tx, *policy, number_before(page.after), page.max + 1);
        if (!versions) return failure(versions.error());
        return make_page(std::move(*versions), page.max, [](const PolicyVersion& version) {
            return std::to_string(version.number);
        });
    });
}

Status delete_policy_version(IdentityStore& store, std::string_view account_id,
                             std::string_view arn, std::int64_t number) {
    return store.change([&](Transaction& tx) -> Status {
        Result<ManagedPolicy> policy = require_own_policy(tx, account_id, arn);
        if (!policy) return failure(policy.error());
        Result<PolicyVersion> version = require_version(tx, *policy, number);
        if (!version) return failure(version.error());
        if (version->is_default) {
            return failure(ErrorKind::conflict, "Cannot delete the default version of a policy.");
        }
        return run(tx,
                   "DELETE FROM policy_versions WHERE account_id = $1 AND policy_arn = $2 AND "
                   "version = $3",
                   {account_id, arn, number});
    });
}

Status set_default_policy_version(IdentityStore& store, std::string_view account_id,
                                  std::string_view arn, std::int64_t number) {
    return store.change([&](Transaction& tx) -> Status {
        Result<ManagedPolicy> policy = require_own_policy(tx, account_id, arn);
        if (!policy) return failure(policy.error());
        Result<PolicyVersion> version = require_version(tx, *policy, number);
        if (!version) return failure(version.error());
        return put_in_force(tx, *policy, number, store.now());
    });
}

}  // namespace amicast::iam
