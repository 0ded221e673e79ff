// GetKeyPolicy: the policy as it was given.
#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/named_key.h"
#include "services/kms/operations.h"
#include "services/kms/policy_rules.h"

namespace amicast::services::kms {
namespace {

struct GetKeyPolicyInput {
    std::string key_id;
    std::optional<std::string> policy_name;

    static std::span<const wire::Member> members() {
        using This = GetKeyPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::policy_name>("PolicyName", kms::policy_name),
        };
        return rows;
    }
};

struct GetKeyPolicyOutput {
    std::string policy;
    std::string policy_name;

    static std::span<const wire::Member> members() {
        using This = GetKeyPolicyOutput;
        static const wire::Member rows[] = {
            wire::member<&This::policy>("Policy"),
            wire::member<&This::policy_name>("PolicyName"),
        };
        return rows;
    }
};

Result<GetKeyPolicyOutput> get_key_policy(Call& call, const GetKeyPolicyInput& input) {
    const Result<SharedKey>& key = key_of(call);
    if (!key) return failure(key.error());
    Status named = check_policy_name(input.policy_name);
    if (!named) return failure(named.error());
    return GetKeyPolicyOutput{.policy = (*key)->policy,
                              .policy_name = std::string(default_policy_name)};
}

AccessRequests get_key_policy_access(Call& call, const GetKeyPolicyInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key, {.operation = "GetKeyPolicy"});
}

}  // namespace

Operation get_key_policy_operation() {
    return operation<&get_key_policy, &get_key_policy_access>(
        {.name = "GetKeyPolicy",
         .errors = "NotFoundException InvalidArnException DependencyTimeoutException "
                   "KMSInternalException KMSInvalidStateException"});
}

}  // namespace amicast::services::kms
