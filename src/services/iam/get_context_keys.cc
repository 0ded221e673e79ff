// GetContextKeysForPrincipalPolicy and GetContextKeysForCustomPolicy: which condition keys policies
// ask for, so that a simulation can be given all of them.
#include <fmt/format.h>

#include "iam/context_keys.h"
#include "iam/policy_document.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/simulated_entity.h"

namespace amicast::services::iam_api {
namespace {

struct ContextKeysOutput {
    std::vector<std::string> context_key_names;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&ContextKeysOutput::context_key_names>(
            "ContextKeyNames", {.keep_empty = true})};
        return rows;
    }
};

Status add_keys_of(std::string_view text, iam::KeyList& keys) {
    auto by_statement = iam::context_keys(text);
    if (!by_statement) return failure(by_statement.error());
    for (const std::vector<std::string>& statement : *by_statement) {
        for (const std::string& key : statement)
            keys.add(key);
    }
    return {};
}

// Policies of any kind: simulations have resource policies, too.
Status add_keys_of_inputs(const std::vector<std::string>& policies, iam::KeyList& keys) {
    for (std::size_t i = 0; i < policies.size(); ++i) {
        auto as_identity = iam::parse_policy(policies[i], iam::PolicyUse::identity);
        bool readable = as_identity || iam::parse_policy(policies[i], iam::PolicyUse::resource);
        if (!readable) {
            return failure(invalid_input(
                fmt::format("PolicyInputList.{}: {}", i + 1, as_identity.error().message)));
        }
        if (Status added = add_keys_of(policies[i], keys); !added) return added;
    }
    return {};
}

// ---- GetContextKeysForCustomPolicy ----

struct GetContextKeysForCustomPolicyInput {
    std::vector<std::string> policy_input_list;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetContextKeysForCustomPolicyInput::policy_input_list>(
                "PolicyInputList", new_policy_documents)};
        return rows;
    }
};

std::vector<iam::AccessRequest> custom_access(Call&, const GetContextKeysForCustomPolicyInput&) {
    return {{.action = "iam:GetContextKeysForCustomPolicy", .resource = "*", .context = {}}};
}

Result<ContextKeysOutput> keys_for_custom_policy(Call&,
                                                 const GetContextKeysForCustomPolicyInput& input) {
    iam::KeyList keys;
    if (Status added = add_keys_of_inputs(input.policy_input_list, keys); !added)
        return failure(added.error());
    return ContextKeysOutput{.context_key_names = keys.take()};
}

// ---- GetContextKeysForPrincipalPolicy ----

struct GetContextKeysForPrincipalPolicyInput {
    std::string policy_source_arn;
    std::vector<std::string> policy_input_list;

    static std::span<const wire::Member> members() {
        using This = GetContextKeysForPrincipalPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_source_arn>("PolicySourceArn", entity_arn),
            wire::member<&This::policy_input_list>("PolicyInputList", policy_documents),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> principal_access(
    Call&, const GetContextKeysForPrincipalPolicyInput& input) {
    return {{.action = "iam:GetContextKeysForPrincipalPolicy",
             .resource = input.policy_source_arn,
             .context = {}}};
}

Result<ContextKeysOutput> keys_for_principal_policy(
    Call& call, const GetContextKeysForPrincipalPolicyInput& input) {
    auto granted = granted_policies(call, input.policy_source_arn);
    if (!granted) return failure(granted.error());
    iam::KeyList keys;
    for (const iam::GrantedPolicy& policy : granted->identity) {
        if (Status added = add_keys_of(policy.document, keys); !added)
            return failure(added.error());
    }
    if (Status added = add_keys_of_inputs(input.policy_input_list, keys); !added)
        return failure(added.error());
    return ContextKeysOutput{.context_key_names = keys.take()};
}

}  // namespace

Operation get_context_keys_for_custom_policy_operation() {
    return operation<&keys_for_custom_policy, &custom_access>(
        {.name = "GetContextKeysForCustomPolicy", .errors = "InvalidInput"});
}

Operation get_context_keys_for_principal_policy_operation() {
    return operation<&keys_for_principal_policy, &principal_access>(
        {.name = "GetContextKeysForPrincipalPolicy", .errors = "InvalidInput NoSuchEntity"});
}

}  // namespace amicast::services::iam_api
