// TagResource: adds tags to a log group, or overwrites them.
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct TagResourceInput {
    std::string resource_arn;
    TagMap tags;

    static std::span<const wire::Member> members() {
        using This = TagResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_arn>("resourceArn", logs_api::resource_arn),
            wire::member<&This::tags>("tags", required_tag_map),
        };
        return rows;
    }
};

Result<NoOutput> tag_resource(Call& call, const TagResourceInput& input) {
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    Status tagged = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto group = require_tagged(call, tx, input.resource_arn);
        if (!group) return failure(group.error());
        return tag_group(tx, *group, *tags);
    });
    if (!tagged) return failure(tagged.error());
    return NoOutput();
}

AccessRequests tag_resource_access(Call& call, const TagResourceInput& input) {
    AccessRequests requests{on_tagged(call, "TagResource", input.resource_arn)};
    add_request_tags(input.tags, requests.front().context);
    return requests;
}

}  // namespace

Operation tag_resource_operation() {
    return operation<&tag_resource, &tag_resource_access>(
        {.name = "TagResource",
         .errors = "InvalidParameterException ResourceNotFoundException "
                   "ServiceUnavailableException TooManyTagsException"});
}

}  // namespace amicast::services::logs_api
