// RevokeGrant: a grant ends because the key's owner wants it to.
#include "services/kms/constraints.h"
#include "services/kms/grant_rules.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct RevokeGrantInput {
    std::string key_id;
    std::string grant_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = RevokeGrantInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::grant_id>("GrantId", {.required = true, .min = 1, .max = 128}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

Status check_revoke(const RevokeGrantInput& input) {
    return check_grant_id(input.grant_id);
}

Result<NoOutput> revoke_grant(Call& call, const RevokeGrantInput& input) {
    const Result<SharedKey>& key = key_of(call);
    if (!key) return failure(key.error());
    Status ended = end_grant(call, **key, input.grant_id, input.dry_run.value_or(false));
    if (!ended) return failure(ended.error());
    return NoOutput();
}

AccessRequests revoke_grant_access(Call& call, const RevokeGrantInput& input) {
    return on_key(call, input.key_id, KeyScope::any_key, {.operation = "RevokeGrant"});
}

}  // namespace

Operation revoke_grant_operation() {
    return operation<&revoke_grant, &revoke_grant_access, &check_revoke>(
        {.name = "RevokeGrant",
         .errors = "NotFoundException DependencyTimeoutException InvalidArnException "
                   "InvalidGrantIdException KMSInternalException KMSInvalidStateException "
                   "DryRunOperationException"});
}

}  // namespace amicast::services::kms
