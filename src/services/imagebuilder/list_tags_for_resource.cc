// ListTagsForResource.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/plan_of.h"
#include "services/imagebuilder/tagged_resource.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListTagsForResourceInput {
    std::string resource_arn;

    static std::span<const wire::Member> members() {
        using This = ListTagsForResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_arn>("resourceArn", {.location = wire::Location::uri,
                                                              .required = true,
                                                              .pattern = resource_arn_pattern}),
        };
        return rows;
    }
};

struct ListTagsForResourceOutput {
    TagMap tags;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ListTagsForResourceOutput::tags>("tags", shown_tag_map),
        };
        return rows;
    }
};

Result<ListTagsForResourceOutput> list_tags_for_resource(Call& call,
                                                         const ListTagsForResourceInput& input) {
    auto tags = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_resource_tags(call, tx, input.resource_arn); });
    if (!tags) return failure(tags.error());
    return ListTagsForResourceOutput{.tags = tag_map_of(*tags)};
}

AccessRequests list_tags_for_resource_access(Call& call, const ListTagsForResourceInput& input) {
    return {on_resource(call, "ListTagsForResource", input.resource_arn)};
}

}  // namespace

Operation list_tags_for_resource_operation() {
    return operation<&list_tags_for_resource, &list_tags_for_resource_access>(
        {.name = "ListTagsForResource",
         .method = "GET",
         .uri = "/tags/{resourceArn+}",
         .errors = "ServiceException InvalidParameterException ResourceNotFoundException"});
}

}  // namespace amicast::services::imagebuilder
