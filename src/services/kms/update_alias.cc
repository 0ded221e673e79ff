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

struct BothKeys {
    NamedKey target;
    NamedKey old;
};

Result<NoOutput> update_alias(Call& call, const UpdateAliasInput& input) {
    const auto& [target, old] = *static_cast<const BothKeys*>(call.found.get());
    if (!target.key) return failure(target.key.error());
    if (!old.key) return failure(old.key.error());
    const keys::Key& new_key = **target.key;
    keys::Keyring& keyring = keyring_of(call);
    Status updated = keyring.change([&](catalog::Transaction& tx) -> Status {
        auto alias = alias_now(call, tx, input.alias_name, **old.key);
        if (!alias) return failure(alias.error());
        const bool moves = alias->key_id != new_key.id;
        Status good = moves ? check_alias_target(call, tx, new_key) : Status();
        if (!good) return good;
        alias->key_id = new_key.id;
        alias->updated = call.now;
        return keys::update_alias(tx, keyring.secrets(), *alias);
    });
    if (!updated) return failure(updated.error());
    return NoOutput();
}

// Leave is needed for the alias, its new key and its old one.
AccessRequests update_alias_access(Call& call, const UpdateAliasInput& input) {
    auto found = std::make_shared<BothKeys>(
        BothKeys{.target = find_named(call, input.target_key_id, KeyScope::own_key),
                 .old = find_key_of_alias(call, input.alias_name)});
    AccessRequests requests;
    ask(call, found->target, {.operation = "UpdateAlias"}, requests);
    ask(call, found->old, {.operation = "UpdateAlias"}, requests);
    requests.push_back(on_alias(call, "UpdateAlias", input.alias_name));
    call.found = std::move(found);
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
