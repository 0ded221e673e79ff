// CreateAlias: a name for a key.
#include "services/kms/alias_rules.h"
#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct CreateAliasInput {
    std::string alias_name;
    std::string target_key_id;

    static std::span<const wire::Member> members() {
        using This = CreateAliasInput;
        static const wire::Member rows[] = {
            wire::member<&This::alias_name>("AliasName", kms::alias_name),
            wire::member<&This::target_key_id>("TargetKeyId", kms::key_id),
        };
        return rows;
    }
};

Status check_name(const CreateAliasInput& input) {
    std::string problem = alias_name_problem(input.alias_name);
    if (!problem.empty()) return failure(invalid_alias_name(std::move(problem)));
    return {};
}

Result<NoOutput> create_alias(Call& call, const CreateAliasInput& input) {
    const Result<SharedKey>& target = key_of(call);
    if (!target) return failure(target.error());
    keys::Keyring& keyring = keyring_of(call);
    Status created = keyring.change([&](catalog::Transaction& tx) -> Status {
        auto existing = keys::select_alias(tx, keyring.secrets(), call.account(), input.alias_name);
        if (!existing) return failure(existing.error());
        if (*existing) return failure(alias_exists(alias_arn_of(call, input.alias_name)));
        if (Status good = check_alias_target(call, tx, **target); !good) return good;
        return keys::insert_alias(tx, keyring.secrets(),
                                  {.account_id = call.account(),
                                   .name = input.alias_name,
                                   .key_id = (*target)->id,
                                   .created = call.now,
                                   .updated = call.now});
    });
    if (!created) return failure(created.error());
    return NoOutput();
}

AccessRequests create_alias_access(Call& call, const CreateAliasInput& input) {
    AccessRequests requests =
        on_key(call, input.target_key_id, KeyScope::own_key, {.operation = "CreateAlias"});
    requests.push_back(on_alias(call, "CreateAlias", input.alias_name));
    return requests;
}

}  // namespace

Operation create_alias_operation() {
    return operation<&create_alias, &create_alias_access, &check_name>(
        {.name = "CreateAlias",
         .errors = "DependencyTimeoutException AlreadyExistsException NotFoundException "
                   "InvalidAliasNameException KMSInternalException LimitExceededException "
                   "KMSInvalidStateException"});
}

}  // namespace amicast::services::kms
