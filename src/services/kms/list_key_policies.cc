// ListKeyPolicies: a key has one policy, which is called default.
#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/named_key.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct ListKeyPoliciesInput {
    std::string key_id;
    std::optional<std::int64_t> limit;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListKeyPoliciesInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::limit>("Limit", kms::limit),
            wire::member<&This::marker>("Marker", kms::marker),
        };
        return rows;
    }
};

struct ListKeyPoliciesOutput {
    std::vector<std::string> policy_names;
    std::optional<std::string> next_marker;  // never set: one name fits every page
    bool truncated = false;

    static std::span<const wire::Member> members() {
        using This = ListKeyPoliciesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_names>("PolicyNames"),
            wire::member<&This::next_marker>("NextMarker"),
            wire::member<&This::truncated>("Truncated"),
        };
        return rows;
    }
};

// No answer to this operation has a marker.
Status check_list(const ListKeyPoliciesInput& input) {
    if (input.marker) return failure(invalid_marker());
    return {};
}

Result<ListKeyPoliciesOutput> list_key_policies(Call& call, const ListKeyPoliciesInput&) {
    const Result<SharedKey>& key = key_of(call);
    if (!key) return failure(key.error());
    return ListKeyPoliciesOutput{.policy_names = {std::string(default_policy_name)}};
}

AccessRequests list_key_policies_access(Call& call, const ListKeyPoliciesInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key, {.operation = "ListKeyPolicies"});
}

}  // namespace

Operation list_key_policies_operation() {
    return operation<&list_key_policies, &list_key_policies_access, &check_list>(
        {.name = "ListKeyPolicies",
         .errors = "NotFoundException InvalidArnException DependencyTimeoutException "
                   "KMSInternalException KMSInvalidStateException"});
}

}  // namespace amicast::services::kms
