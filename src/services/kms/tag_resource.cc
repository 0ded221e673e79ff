// TagResource: adds tags to a key, or overwrites them.
#include "services/kms/constraints.h"
#include "services/kms/key_changes.h"
#include "services/kms/operations.h"
#include "services/kms/tags.h"

namespace amicast::services::kms {
namespace {

struct TagResourceInput {
    std::string key_id;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = TagResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::tags>("Tags", {.required = true}),
        };
        return rows;
    }
};

Status check_tags(const TagResourceInput& input) {
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    return {};
}

Result<NoOutput> tag_resource(Call& call, const TagResourceInput& input) {
    Status changed = change_key(call, [&](catalog::Transaction&, keys::Key& key) -> Status {
        if (Status stays = require_not_pending(key); !stays) return stays;
        for (const Tag& tag : input.tags)
            key.tags[tag.key] = tag.value;
        return check_tag_count(key.tags);
    });
    if (!changed) return failure(changed.error());
    return NoOutput();
}

AccessRequests tag_resource_access(Call& call, const TagResourceInput& input) {
    KeyAccess access{.operation = "TagResource"};
    add_request_tags(input.tags, access.conditions);
    return on_key(call, input.key_id, KeyScope::own_key, std::move(access));
}

}  // namespace

Operation tag_resource_operation() {
    return operation<&tag_resource, &tag_resource_access, &check_tags>(
        {.name = "TagResource",
         .errors = "KMSInternalException NotFoundException InvalidArnException "
                   "KMSInvalidStateException LimitExceededException TagException"});
}

}  // namespace amicast::services::kms
