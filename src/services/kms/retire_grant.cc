// RetireGrant: a grant ends because who may retire it is done with it. That is the grant's own
// affair: its retiring principal; its grantee, when the grant says so; and the account that issued
// it, which leaves the decision to its identity policies. The key's policy has no part in it.
#include <fmt/format.h>

#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/grant_rules.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

constexpr std::string_view operation_name = "RetireGrant";

struct RetireGrantInput {
    std::optional<std::string> grant_token;
    std::optional<std::string> key_id;
    std::optional<std::string> grant_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = RetireGrantInput;
        static const wire::Member rows[] = {
            wire::member<&This::grant_token>("GrantToken", kms::grant_token),
            wire::member<&This::key_id>("KeyId", optional_key_id),
            wire::member<&This::grant_id>("GrantId", {.min = 1, .max = 128}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct Retirement {
    NamedKey named;
    std::string grant_id;
};

Status check_retire(const RetireGrantInput& input) {
    const bool by_id = input.key_id && input.grant_id;
    const bool by_token = input.grant_token && !input.key_id && !input.grant_id;
    if (!by_token && (!by_id || input.grant_token))
        return failure(invalid("Expected either GrantToken, or KeyId and GrantId."));
    return by_id ? check_grant_id(*input.grant_id) : Status();
}

// The id that the request means, in either way; InvalidGrantTokenException.
Result<std::string> grant_id_of(const Call& call, const RetireGrantInput& input) {
    if (input.grant_id) return *input.grant_id;
    auto id = keys::open_grant_token(keyring_of(call).secrets(), *input.grant_token);
    if (!id) return failure(invalid_grant_token());
    return std::move(*id);
}

// The key of a grant that is there; otherwise the one that the request names, or the reason why
// there is none.
NamedKey find_key(Call& call, const RetireGrantInput& input,
                  const std::optional<keys::Grant>& grant) {
    if (input.key_id) return find_named(call, *input.key_id, KeyScope::any_key);
    if (!grant) return {.name = std::nullopt, .key = failure(invalid_grant_token())};
    auto key = keyring_of(call).find(grant->key_id);
    if (!key) return {.name = std::nullopt, .key = failure(key.error())};
    return as_named(std::move(*key));
}

// Who may retire the grant, in the place of the key's policy.
iam::ResourcePolicy retirement_policy(const keys::Grant& grant, const keys::Key& key) {
    iam::ResourcePolicy policy{
        .account_id = key.account_id,
        .document = fmt::format(
            R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{}"}},)"
            R"("Action":"kms:RetireGrant","Resource":"*"}}]}})",
            grant.issuing_account)};
    if (!grant.retiring_name.empty()) policy.grantees.push_back(grant.retiring_name);
    if (grant.allows(operation_name)) policy.grantees.push_back(grant.grantee_name);
    return policy;
}

AccessRequests ask_to_retire(const Call& call, Retirement& found,
                             const std::optional<keys::Grant>& grant) {
    AccessRequests requests;
    NamedKey& named = found.named;
    const bool fits = grant && named.key && (*named.key)->id == grant->key_id;
    if (!fits) {
        // What is not there is asked about as a key that is not there: strangers learn nothing.
        if (named.name)
            requests.push_back(missing_key_access(call.caller, *named.name, operation_name));
        return requests;
    }
    ask(call, named, {.operation = operation_name}, requests);
    for (iam::AccessRequest& request : requests)
        request.resource_policy = retirement_policy(*grant, **named.key);
    return requests;
}

AccessRequests retire_grant_access(Call& call, const RetireGrantInput& input) {
    auto found = std::make_shared<Retirement>();
    call.found = found;
    auto id = grant_id_of(call, input);
    auto grant = id ? find_grant(call, *id) : Result<std::optional<keys::Grant>>(std::nullopt);
    if (!id || !grant) {
        found->named.key = failure(id ? grant.error() : id.error());
        return {};
    }
    found->grant_id = *id;
    found->named = find_key(call, input, *grant);
    return ask_to_retire(call, *found, *grant);
}

Result<NoOutput> retire_grant(Call& call, const RetireGrantInput& input) {
    const auto& found = *static_cast<const Retirement*>(call.found.get());
    if (!found.named.key) return failure(found.named.key.error());
    Status ended =
        end_grant(call, **found.named.key, found.grant_id, input.dry_run.value_or(false));
    if (!ended) return failure(ended.error());
    return NoOutput();
}

}  // namespace

Operation retire_grant_operation() {
    return operation<&retire_grant, &retire_grant_access, &check_retire>(
        {.name = "RetireGrant",
         .errors = "InvalidArnException InvalidGrantTokenException InvalidGrantIdException "
                   "NotFoundException DependencyTimeoutException KMSInternalException "
                   "KMSInvalidStateException DryRunOperationException"});
}

}  // namespace amicast::services::kms
