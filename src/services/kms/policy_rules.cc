#include "services/kms/policy_rules.h"

#include <utility>

#include <fmt/format.h>

#include "iam/bound_policy.h"
#include "services/kms/constraints.h"
#include "services/kms/errors.h"

namespace amicast::services::kms {
namespace {

// AWS's quota.
constexpr std::size_t policy_bytes_max = 32 * 1024;

Result<iam::Decision> may_put_policy(const Call& call, const iam::Principal& principal,
                                     const keys::Key& key) {
    auto request = key_access(keyring_of(call), principal, key, {.operation = "PutKeyPolicy"});
    if (!request) return failure(request.error());
    return decide_now(call, principal, std::move(*request));
}

iam::Principal root_of(const std::string& account_id) {
    return {.kind = iam::PrincipalKind::root,
            .account_id = account_id,
            .arn = "arn:aws:iam::" + account_id + ":root",
            .user_id = account_id};
}

// The caller, or the account to which the policy leaves the decision, must be able to change the
// policy again.
Status check_lockout(const Call& call, const keys::Key& key) {
    auto caller = may_put_policy(call, call.caller, key);
    if (!caller) return failure(caller.error());
    if (caller->allowed()) return {};
    if (caller->effect == iam::Effect::implicit_deny) {
        auto account = may_put_policy(call, root_of(key.account_id), key);
        if (!account) return failure(account.error());
        if (account->allowed()) return {};
    }
    return failure(malformed_policy(
        "The new key policy will not allow you to update the key policy in the future."));
}

}  // namespace

Status check_policy_name(const std::optional<std::string>& name) {
    if (name.value_or(std::string(default_policy_name)) == default_policy_name) return {};
    return failure(
        not_found(fmt::format("No such policy exists: PolicyName '{}': expected default.", *name)));
}

Result<std::string> bind_policy(const Call& call, const keys::Key& key, bool bypass_lockout_check) {
    if (key.policy.size() > policy_bytes_max) {
        return failure(limit_exceeded(fmt::format("Policy: {} bytes: expected at most {}.",
                                                  key.policy.size(), policy_bytes_max)));
    }
    auto bound = iam::bind_principals(call.site.identity, key.policy);
    if (!bound && bound.error().kind == ErrorKind::invalid)
        return failure(malformed_policy(bound.error().message));
    if (!bound || bypass_lockout_check) return bound;
    keys::Key changed = key;
    changed.bound_policy = *bound;
    if (Status open = check_lockout(call, changed); !open) return failure(open.error());
    return bound;
}

}  // namespace amicast::services::kms
