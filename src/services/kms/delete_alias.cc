// DeleteAlias: the key stays as it is.
#include "services/kms/alias_rules.h"
#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct DeleteAliasInput {
    std::string alias_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteAliasInput::alias_name>("AliasName", kms::alias_name),
        };
        return rows;
    }
};

Status check_name(const DeleteAliasInput& input) {
    std::string problem = alias_name_problem(input.alias_name);
    if (!problem.empty()) return failure(invalid(std::move(problem)));
    return {};
}

Result<NoOutput> delete_alias(Call& call, const DeleteAliasInput& input) {
    const Result<SharedKey>& key = key_of(call);
    if (!key) return failure(key.error());
    Status deleted = keyring_of(call).change([&](catalog::Transaction& tx) -> Status {
        auto alias = alias_now(call, tx, input.alias_name, **key);
        if (!alias) return failure(alias.error());
        return keys::delete_alias(tx, call.account(), input.alias_name);
    });
    if (!deleted) return failure(deleted.error());
    return NoOutput();
}

AccessRequests delete_alias_access(Call& call, const DeleteAliasInput& input) {
    AccessRequests requests =
        on_named(call, find_key_of_alias(call, input.alias_name), {.operation = "DeleteAlias"});
    requests.push_back(on_alias(call, "DeleteAlias", input.alias_name));
    return requests;
}

}  // namespace

Operation delete_alias_operation() {
    return operation<&delete_alias, &delete_alias_access, &check_name>(
        {.name = "DeleteAlias",
         .errors = "DependencyTimeoutException NotFoundException KMSInternalException "
                   "KMSInvalidStateException"});
}

}  // namespace amicast::services::kms
