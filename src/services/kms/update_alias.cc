// UpdateAlias: an alias names another key from now on.
#include "services/kms/alias_rules.h"
#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct UpdateAliasInput {
    std::string alias_name;
    std::string target_key_id;

    static std::span<const wire::Member> members() {
        using This = UpdateAliasInput;
        static const wire::Member rows[] = {
            wire::member<&This::alias_name>("AliasName", kms::alias_name),
            wire::member<&This::target_key_id>("TargetKeyId", kms::key_id),
        };
        return rows;
    }
};

Status check_name(const UpdateAliasInput& input) {
    std::string problem = alias_name_problem(input.alias_name);
    if (!problem.empty()) return failure(invalid(std::move(problem)));
    return {};
}

Result<NoOutput> update_alias(Call& call, const UpdateAliasInput& input) {
    const Result<SharedKey>& target = key_of(call);
    if (!target) return failure(target.error());
    keys::Keyring& keyring = keyring_of(call);
    Status updated = keyring.change([&](catalog::Transaction& tx) -> Status {
        auto alias = keys::select_alias(tx, keyring.secrets(), call.account(), input.alias_name);
        if (!alias) return failure(alias.error());
        if (!*alias) return failure(alias_not_found(alias_arn_of(call, input.alias_name)));
        const bool moves = (*alias)->key_id != (*target)->id;
        Status good = moves ? check_alias_target(call, tx, **target) : Status();
        if (!good) return good;
        (*alias)->key_id = (*target)->id;
        (*alias)->updated = call.now;
        return keys::update_alias(tx, keyring.secrets(), **alias);
    });
    if (!updated) return failure(updated.error());
    return NoOutput();
}

// Leave is needed for the alias, its new key and its old one.
AccessRequests update_alias_access(Call& call, const UpdateAliasInput& input) {
    AccessRequests requests =
        on_key(call, input.target_key_id, KeyScope::own_key, {.operation = "UpdateAlias"});
    if (auto old = find_key_of_alias(call, input.alias_name))
        ask(call, *old, {.operation = "UpdateAlias"}, requests);
    requests.push_back(on_alias(call, "UpdateAlias", input.alias_name));
    return requests;
}

}  // namespace

Operation update_alias_operation() {
    return operation<&update_alias, &update_alias_access, &check_name>(
        {.name = "UpdateAlias",
         .errors = "DependencyTimeoutException NotFoundException KMSInternalException "
                   "LimitExceededException KMSInvalidStateException"});
}

}  // namespace amicast::services::kms
