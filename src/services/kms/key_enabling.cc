// EnableKey, DisableKey: both say what shall be; a key that is so already stays as it is.
#include "services/kms/constraints.h"
#include "services/kms/key_changes.h"
#include "services/kms/operations.h"
#include "services/kms/shapes.h"

namespace amicast::services::kms {
namespace {

Result<NoOutput> set_state(const Call& call, keys::KeyState state) {
    Status changed = change_key(call, [state](catalog::Transaction&, keys::Key& key) -> Status {
        if (Status stays = require_not_pending(key); !stays) return stays;
        key.state = state;
        return {};
    });
    if (!changed) return failure(changed.error());
    return NoOutput();
}

Result<NoOutput> enable_key(Call& call, const KeyIdInput&) {
    return set_state(call, keys::KeyState::enabled);
}

Result<NoOutput> disable_key(Call& call, const KeyIdInput&) {
    return set_state(call, keys::KeyState::disabled);
}

AccessRequests enable_key_access(Call& call, const KeyIdInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key, {.operation = "EnableKey"});
}

AccessRequests disable_key_access(Call& call, const KeyIdInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key, {.operation = "DisableKey"});
}

}  // namespace

Operation enable_key_operation() {
    return operation<&enable_key, &enable_key_access>(
        {.name = "EnableKey",
         .errors = "NotFoundException InvalidArnException DependencyTimeoutException "
                   "KMSInternalException LimitExceededException KMSInvalidStateException"});
}

Operation disable_key_operation() {
    return operation<&disable_key, &disable_key_access>(
        {.name = "DisableKey",
         .errors = "NotFoundException InvalidArnException DependencyTimeoutException "
                   "KMSInternalException KMSInvalidStateException"});
}

}  // namespace amicast::services::kms
