// ListTagsForResource: the tags of a log group.
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct ListTagsForResourceInput {
    std::string resource_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ListTagsForResourceInput::resource_arn>("resourceArn",
                                                                  logs_api::resource_arn),
        };
        return rows;
    }
};

struct ListTagsForResourceOutput {
    TagMap tags;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ListTagsForResourceOutput::tags>("tags", {.keep_empty = true}),
        };
        return rows;
    }
};

Result<ListTagsForResourceOutput> list_tags_for_resource(Call& call,
                                                         const ListTagsForResourceInput& input) {
    auto tags =
        call.region.catalog.read_value([&](catalog::Transaction& tx) -> Result<images::Tags> {
            auto group = require_tagged(call, tx, input.resource_arn);
            if (!group) return failure(group.error());
            return logs::find_tags(tx, *group);
        });
    if (!tags) return failure(tags.error());
    return ListTagsForResourceOutput{TagMap(tags->begin(), tags->end())};
}

AccessRequests list_tags_for_resource_access(Call& call, const ListTagsForResourceInput& input) {
    return {on_tagged(call, "ListTagsForResource", input.resource_arn)};
}

}  // namespace

Operation list_tags_for_resource_operation() {
    return operation<&list_tags_for_resource, &list_tags_for_resource_access>(
        {.name = "ListTagsForResource",
         .errors = "InvalidParameterException ResourceNotFoundException "
                   "ServiceUnavailableException"});
}

}  // namespace amicast::services::logs_api
