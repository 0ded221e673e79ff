// PutKeyPolicy: another policy in place of the key's.
#include "services/kms/constraints.h"
#include "services/kms/key_changes.h"
#include "services/kms/operations.h"
#include "services/kms/policy_rules.h"

namespace amicast::services::kms {
namespace {

struct PutKeyPolicyInput {
    std::string key_id;
    std::optional<std::string> policy_name;
    std::string policy;
    std::optional<bool> bypass_policy_lockout_safety_check;

    static std::span<const wire::Member> members() {
        using This = PutKeyPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::policy_name>("PolicyName", kms::policy_name),
            wire::member<&This::policy>("Policy", {.required = true,
                                                   .min = kms::policy.min,
                                                   .max = kms::policy.max,
                                                   .pattern = kms::policy.pattern}),
            wire::member<&This::bypass_policy_lockout_safety_check>(
                "BypassPolicyLockoutSafetyCheck"),
        };
        return rows;
    }
};

Result<NoOutput> put_key_policy(Call& call, const PutKeyPolicyInput& input) {
    const Result<SharedKey>& found = key_of(call);
    if (!found) return failure(found.error());
    Status named = check_policy_name(input.policy_name);
    if (!named) return failure(named.error());
    keys::Key wanted = **found;
    wanted.policy = input.policy;
    auto bound =
        bind_policy(call, wanted, input.bypass_policy_lockout_safety_check.value_or(false));
    if (!bound) return failure(bound.error());
    Status changed = change_key(call, [&](catalog::Transaction&, keys::Key& key) -> Status {
        key.policy = input.policy;
        key.bound_policy = *bound;
        return {};
    });
    if (!changed) return failure(changed.error());
    return NoOutput();
}

AccessRequests put_key_policy_access(Call& call, const PutKeyPolicyInput& input) {
    const bool bypass = input.bypass_policy_lockout_safety_check.value_or(false);
    return on_key(
        call, input.key_id, KeyScope::own_key,
        {.operation = "PutKeyPolicy",
         .conditions = {{"kms:BypassPolicyLockoutSafetyCheck", {bypass ? "true" : "false"}}}});
}

}  // namespace

Operation put_key_policy_operation() {
    return operation<&put_key_policy, &put_key_policy_access>(
        {.name = "PutKeyPolicy",
         .errors = "NotFoundException InvalidArnException MalformedPolicyDocumentException "
                   "DependencyTimeoutException UnsupportedOperationException KMSInternalException "
                   "LimitExceededException KMSInvalidStateException"});
}

}  // namespace amicast::services::kms
