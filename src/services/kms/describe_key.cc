// DescribeKey: what is known of a key. Asked for by its alias, a service's own key is made when the
// account has none yet.
#include "keys/lifecycle.h"
#include "services/kms/constraints.h"
#include "services/kms/cryptography.h"
#include "services/kms/operations.h"
#include "services/kms/service_keys.h"

namespace amicast::services::kms {
namespace {

struct DescribeKeyInput {
    std::string key_id;
    std::vector<std::string> grant_tokens;

    static std::span<const wire::Member> members() {
        using This = DescribeKeyInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::grant_tokens>("GrantTokens", kms::grant_tokens),
        };
        return rows;
    }
};

struct DescribeKeyOutput {
    KeyMetadata key_metadata;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DescribeKeyOutput::key_metadata>("KeyMetadata"),
        };
        return rows;
    }
};

Result<DescribeKeyOutput> describe_key(Call& call, const DescribeKeyInput& input) {
    const Result<SharedKey>& key = key_of(call);
    if (!key) return failure(key.error());
    Status tokens = check_grant_tokens(call, input.grant_tokens);
    if (!tokens) return failure(tokens.error());
    return DescribeKeyOutput{.key_metadata = describe(**key)};
}

AccessRequests describe_key_access(Call& call, const DescribeKeyInput& input) {
    make_service_key_named(call, input.key_id);
    return on_key(call, input.key_id, KeyScope::any_key_or_alias, {.operation = "DescribeKey"});
}

}  // namespace

Operation describe_key_operation() {
    return operation<&describe_key, &describe_key_access>(
        {.name = "DescribeKey",
         .errors = "NotFoundException InvalidArnException DependencyTimeoutException "
                   "KMSInternalException"});
}

}  // namespace amicast::services::kms
