// RotateKeyOnDemand: new material now, besides what automatic rotation does.
#include <fmt/format.h>

#include "keys/lifecycle.h"
#include "keys/materials.h"
#include "services/kms/errors.h"
#include "services/kms/key_changes.h"
#include "services/kms/operations.h"
#include "services/kms/shapes.h"

namespace amicast::services::kms {
namespace {

// AWS's quota for the life of a key.
constexpr std::int64_t rotations_on_demand_max = 25;

struct RotateKeyOnDemandOutput {
    std::string key_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&RotateKeyOnDemandOutput::key_id>("KeyId"),
        };
        return rows;
    }
};

Result<RotateKeyOnDemandOutput> rotate_key_on_demand(Call& call, const KeyIdInput&) {
    RotateKeyOnDemandOutput output;
    Status changed = change_key(call, [&](catalog::Transaction& tx, keys::Key& key) -> Status {
        if (Status usable = require_enabled(key); !usable) return usable;
        if (key.rotations_on_demand >= rotations_on_demand_max) {
            return failure(limit_exceeded(
                fmt::format("{} was rotated on demand {} times, which is the most a key can be.",
                            key.arn(), key.rotations_on_demand)));
        }
        ++key.rotations_on_demand;
        output.key_id = key.arn();
        return keys::rotate(tx, keyring_of(call), key, keys::rotated_on_demand);
    });
    if (!changed) return failure(changed.error());
    return output;
}

AccessRequests rotate_key_on_demand_access(Call& call, const KeyIdInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key, {.operation = "RotateKeyOnDemand"});
}

}  // namespace

Operation rotate_key_on_demand_operation() {
    return operation<&rotate_key_on_demand, &rotate_key_on_demand_access>(
        {.name = "RotateKeyOnDemand",
         .errors = "NotFoundException DisabledException InvalidArnException "
                   "DependencyTimeoutException KMSInternalException KMSInvalidStateException "
                   "UnsupportedOperationException LimitExceededException ConflictException"});
}

}  // namespace amicast::services::kms
