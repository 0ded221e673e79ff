#include "iam/vendor_policies.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "crypto/digest.h"

namespace amicast::iam {
namespace {

std::vector<const VendorPolicy*> sorted_policies() {
    std::vector<const VendorPolicy*> all;
    for (auto part : {general_policies(), image_builder_policies()}) {
        for (const VendorPolicy& policy : part)
            all.push_back(&policy);
    }
    std::sort(all.begin(), all.end(), [](const VendorPolicy* left, const VendorPolicy* right) {
        return left->arn < right->arn;
    });
    return all;
}

Time time_of(std::string_view text) {
    auto time = from_iso8601(text);
    check(time.has_value(), "a vendor policy has dates");
    return *time;
}

// Every site must show the same policy under the same id, so it is taken from the ARN.
std::string id_of(std::string_view arn) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    constexpr std::size_t digits = 17;
    Digest digest = crypto::sha256(arn);
    std::string id = "ANPA";
    for (std::size_t i = 0; i < digits; ++i)
        id += alphabet[digest[i] % alphabet.size()];
    return id;
}

}  // namespace

std::span<const VendorPolicy* const> vendor_policies() {
    static const std::vector<const VendorPolicy*> all = sorted_policies();
    return all;
}

const VendorPolicy* find_vendor_policy(std::string_view arn) {
    auto all = vendor_policies();
    auto found = std::lower_bound(
        all.begin(), all.end(), arn,
        [](const VendorPolicy* policy, std::string_view wanted) { return policy->arn < wanted; });
    return found != all.end() && (*found)->arn == arn ? *found : nullptr;
}

ManagedPolicy vendor_entity(const VendorPolicy& policy) {
    auto name = parse_policy_arn(policy.arn);
    check(name.has_value(), "a vendor policy has an ARN");
    ManagedPolicy entity;
    entity.account_id = name->account_id;
    entity.name = name->name;
    entity.path = name->path;
    entity.id = id_of(policy.arn);
    entity.default_version = policy.version;
    entity.created = time_of(policy.created);
    entity.updated = time_of(policy.updated.empty() ? policy.created : policy.updated);
    return entity;
}

PolicyVersion vendor_version(const VendorPolicy& policy) {
    return {.number = policy.version,
            .is_default = true,
            .document = std::string(policy.document),
            .created = vendor_entity(policy).updated};
}

std::string_view administrator_policy() {
    return find_vendor_policy("arn:aws:iam::aws:policy/AdministratorAccess")->document;
}

}  // namespace amicast::iam
