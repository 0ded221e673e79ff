// ScheduleKeyDeletion, CancelKeyDeletion. When the date has passed, keys::keep_up() erases the key.
#include <fmt/format.h>

#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/key_changes.h"
#include "services/kms/operations.h"
#include "services/kms/shapes.h"

namespace amicast::services::kms {
namespace {

constexpr std::int64_t window_days_min = 7;
constexpr std::int64_t window_days_max = 30;
constexpr std::int64_t window_days_default = window_days_max;

struct ScheduleKeyDeletionInput {
    std::string key_id;
    std::optional<std::int64_t> pending_window_in_days;

    static std::span<const wire::Member> members() {
        using This = ScheduleKeyDeletionInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::pending_window_in_days>("PendingWindowInDays",
                                                        {.min = 1, .max = 365}),
        };
        return rows;
    }

    std::int64_t window_days() const {
        return pending_window_in_days.value_or(window_days_default);
    }
};

struct ScheduleKeyDeletionOutput {
    std::string key_id;
    Time deletion_date{};
    std::string key_state;
    std::int64_t pending_window_in_days = 0;

    static std::span<const wire::Member> members() {
        using This = ScheduleKeyDeletionOutput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId"),
            wire::member<&This::deletion_date>("DeletionDate"),
            wire::member<&This::key_state>("KeyState"),
            wire::member<&This::pending_window_in_days>("PendingWindowInDays"),
        };
        return rows;
    }
};

struct CancelKeyDeletionOutput {
    std::string key_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&CancelKeyDeletionOutput::key_id>("KeyId"),
        };
        return rows;
    }
};

// The model's bounds are wider than what the service takes.
Status check_window(const ScheduleKeyDeletionInput& input) {
    const std::int64_t days = input.window_days();
    if (days >= window_days_min && days <= window_days_max) return {};
    return failure(invalid(fmt::format("PendingWindowInDays {}: expected {} to {} days.", days,
                                       window_days_min, window_days_max)));
}

Result<ScheduleKeyDeletionOutput> schedule_key_deletion(Call& call,
                                                        const ScheduleKeyDeletionInput& input) {
    ScheduleKeyDeletionOutput output{.pending_window_in_days = input.window_days()};
    Status changed = change_key(call, [&](catalog::Transaction&, keys::Key& key) -> Status {
        if (Status stays = require_not_pending(key); !stays) return stays;
        key.state = keys::KeyState::pending_deletion;
        key.deletion_date = call.now + std::chrono::days(input.window_days());
        output.key_id = key.arn();
        output.deletion_date = *key.deletion_date;
        output.key_state = to_string(key.state);
        return {};
    });
    if (!changed) return failure(changed.error());
    return output;
}

// Leaves the key disabled, whatever it was before.
Result<CancelKeyDeletionOutput> cancel_key_deletion(Call& call, const KeyIdInput&) {
    CancelKeyDeletionOutput output;
    Status changed = change_key(call, [&](catalog::Transaction&, keys::Key& key) -> Status {
        if (key.state != keys::KeyState::pending_deletion)
            return failure(invalid_state(key, "is not pending deletion."));
        key.state = keys::KeyState::disabled;
        key.deletion_date.reset();
        output.key_id = key.arn();
        return {};
    });
    if (!changed) return failure(changed.error());
    return output;
}

AccessRequests schedule_key_deletion_access(Call& call, const ScheduleKeyDeletionInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key,
                  {.operation = "ScheduleKeyDeletion",
                   .conditions = {{"kms:ScheduleKeyDeletionPendingWindowInDays",
                                   {std::to_string(input.window_days())}}}});
}

AccessRequests cancel_key_deletion_access(Call& call, const KeyIdInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key, {.operation = "CancelKeyDeletion"});
}

}  // namespace

Operation schedule_key_deletion_operation() {
    return operation<&schedule_key_deletion, &schedule_key_deletion_access, &check_window>(
        {.name = "ScheduleKeyDeletion",
         .errors = "NotFoundException InvalidArnException DependencyTimeoutException "
                   "KMSInternalException KMSInvalidStateException"});
}

Operation cancel_key_deletion_operation() {
    return operation<&cancel_key_deletion, &cancel_key_deletion_access>(
        {.name = "CancelKeyDeletion",
         .errors = "NotFoundException InvalidArnException DependencyTimeoutException "
                   "KMSInternalException KMSInvalidStateException"});
}

}  // namespace amicast::services::kms
