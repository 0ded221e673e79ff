// EnableKeyRotation, DisableKeyRotation: whether a key gets new material from time to time. What
// was encrypted before stays readable. keys::keep_up() rotates when the day has come.
#include "keys/lifecycle.h"
#include "services/kms/constraints.h"
#include "services/kms/key_changes.h"
#include "services/kms/operations.h"
#include "services/kms/shapes.h"

namespace amicast::services::kms {
namespace {

struct EnableKeyRotationInput {
    std::string key_id;
    std::optional<std::int64_t> rotation_period_in_days;

    static std::span<const wire::Member> members() {
        using This = EnableKeyRotationInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::rotation_period_in_days>("RotationPeriodInDays",
                                                         {.min = 90, .max = 2560}),
        };
        return rows;
    }

    std::int64_t days() const {
        return rotation_period_in_days.value_or(keys::rotation_days_default);
    }
};

// A period that is in force already runs on.
Result<NoOutput> enable_key_rotation(Call& call, const EnableKeyRotationInput& input) {
    Status changed = change_key(call, [&](catalog::Transaction&, keys::Key& key) -> Status {
        if (Status usable = require_enabled(key); !usable) return usable;
        if (key.rotation_days == input.days()) return {};
        key.rotation_days = input.days();
        key.next_rotation = call.now + std::chrono::days(input.days());
        return {};
    });
    if (!changed) return failure(changed.error());
    return NoOutput();
}

Result<NoOutput> disable_key_rotation(Call& call, const KeyIdInput&) {
    Status changed = change_key(call, [](catalog::Transaction&, keys::Key& key) -> Status {
        if (Status usable = require_enabled(key); !usable) return usable;
        key.rotation_days.reset();
        key.next_rotation.reset();
        return {};
    });
    if (!changed) return failure(changed.error());
    return NoOutput();
}

AccessRequests enable_key_rotation_access(Call& call, const EnableKeyRotationInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key,
                  {.operation = "EnableKeyRotation",
                   .conditions = {{"kms:RotationPeriodInDays", {std::to_string(input.days())}}}});
}

AccessRequests disable_key_rotation_access(Call& call, const KeyIdInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key, {.operation = "DisableKeyRotation"});
}

constexpr std::string_view errors =
    "NotFoundException DisabledException InvalidArnException DependencyTimeoutException "
    "KMSInternalException KMSInvalidStateException UnsupportedOperationException";

}  // namespace

Operation enable_key_rotation_operation() {
    return operation<&enable_key_rotation, &enable_key_rotation_access>(
        {.name = "EnableKeyRotation", .errors = errors});
}

Operation disable_key_rotation_operation() {
    return operation<&disable_key_rotation, &disable_key_rotation_access>(
        {.name = "DisableKeyRotation", .errors = errors});
}

}  // namespace amicast::services::kms
