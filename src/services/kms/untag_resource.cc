// UntagResource: a tag that is not there is no error.
#include "services/kms/constraints.h"
#include "services/kms/key_changes.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct UntagResourceInput {
    std::string key_id;
    std::vector<std::string> tag_keys;

    static std::span<const wire::Member> members() {
        using This = UntagResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::tag_keys>("TagKeys",
                                          {.required = true, .element_min = 1, .element_max = 128}),
        };
        return rows;
    }
};

Result<NoOutput> untag_resource(Call& call, const UntagResourceInput& input) {
    Status changed = change_key(call, [&](catalog::Transaction&, keys::Key& key) -> Status {
        if (Status stays = require_not_pending(key); !stays) return stays;
        for (const std::string& tag : input.tag_keys)
            key.tags.erase(tag);
        return {};
    });
    if (!changed) return failure(changed.error());
    return NoOutput();
}

AccessRequests untag_resource_access(Call& call, const UntagResourceInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key,
                  {.operation = "UntagResource", .conditions = {{"aws:TagKeys", input.tag_keys}}});
}

}  // namespace

Operation untag_resource_operation() {
    return operation<&untag_resource, &untag_resource_access>(
        {.name = "UntagResource",
         .errors = "KMSInternalException NotFoundException InvalidArnException "
                   "KMSInvalidStateException TagException"});
}

}  // namespace amicast::services::kms
