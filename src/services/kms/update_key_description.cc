// UpdateKeyDescription.
#include "services/kms/constraints.h"
#include "services/kms/key_changes.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct UpdateKeyDescriptionInput {
    std::string key_id;
    std::string description;

    static std::span<const wire::Member> members() {
        using This = UpdateKeyDescriptionInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::description>("Description",
                                             {.required = true, .min = 0, .max = 8192}),
        };
        return rows;
    }
};

Result<NoOutput> update_key_description(Call& call, const UpdateKeyDescriptionInput& input) {
    Status changed = change_key(call, [&](catalog::Transaction&, keys::Key& key) -> Status {
        if (Status stays = require_not_pending(key); !stays) return stays;
        key.description = input.description;
        return {};
    });
    if (!changed) return failure(changed.error());
    return NoOutput();
}

AccessRequests update_key_description_access(Call& call, const UpdateKeyDescriptionInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key, {.operation = "UpdateKeyDescription"});
}

}  // namespace

Operation update_key_description_operation() {
    return operation<&update_key_description, &update_key_description_access>(
        {.name = "UpdateKeyDescription",
         .errors = "NotFoundException InvalidArnException DependencyTimeoutException "
                   "KMSInternalException KMSInvalidStateException"});
}

}  // namespace amicast::services::kms
