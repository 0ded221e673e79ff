// GetKeyRotationStatus.
#include "services/kms/named_key.h"
#include "services/kms/operations.h"
#include "services/kms/shapes.h"

namespace amicast::services::kms {
namespace {

struct GetKeyRotationStatusOutput {
    bool key_rotation_enabled = false;
    std::string key_id;
    std::optional<std::int64_t> rotation_period_in_days;
    std::optional<Time> next_rotation_date;

    static std::span<const wire::Member> members() {
        using This = GetKeyRotationStatusOutput;
        static const wire::Member rows[] = {
            wire::member<&This::key_rotation_enabled>("KeyRotationEnabled"),
            wire::member<&This::key_id>("KeyId"),
            wire::member<&This::rotation_period_in_days>("RotationPeriodInDays"),
            wire::member<&This::next_rotation_date>("NextRotationDate"),
        };
        return rows;
    }
};

// While deletion is pending the status is false; it comes back when the deletion is cancelled.
Result<GetKeyRotationStatusOutput> get_key_rotation_status(Call& call, const KeyIdInput&) {
    const Result<SharedKey>& found = key_of(call);
    if (!found) return failure(found.error());
    const keys::Key& key = **found;
    GetKeyRotationStatusOutput output{.key_id = key.arn()};
    if (key.state == keys::KeyState::pending_deletion) return output;
    output.key_rotation_enabled = key.rotation_days.has_value();
    output.rotation_period_in_days = key.rotation_days;
    output.next_rotation_date = key.next_rotation;
    return output;
}

AccessRequests get_key_rotation_status_access(Call& call, const KeyIdInput& input) {
    return on_key(call, input.key_id, KeyScope::any_key, {.operation = "GetKeyRotationStatus"});
}

}  // namespace

Operation get_key_rotation_status_operation() {
    return operation<&get_key_rotation_status, &get_key_rotation_status_access>(
        {.name = "GetKeyRotationStatus",
         .errors = "NotFoundException InvalidArnException DependencyTimeoutException "
                   "KMSInternalException KMSInvalidStateException UnsupportedOperationException"});
}

}  // namespace amicast::services::kms
