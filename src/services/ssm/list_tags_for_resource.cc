// ListTagsForResource: the tags of a parameter.
#include "parameters/tags.h"
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/lookups.h"
#include "services/ssm/operations.h"

namespace amicast::services::ssm {
namespace {

struct ListTagsForResourceInput {
    std::string resource_type;
    std::string resource_id;

    static std::span<const wire::Member> members() {
        using This = ListTagsForResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_type>("ResourceType",
                                               {.required = true, .one_of = resource_types}),
            wire::member<&This::resource_id>("ResourceId", {.required = true}),
        };
        return rows;
    }
};

struct ListTagsForResourceOutput {
    std::vector<Tag> tag_list;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ListTagsForResourceOutput::tag_list>("TagList", {.keep_empty = true}),
        };
        return rows;
    }
};

Result<ListTagsForResourceOutput> list_tags_for_resource(Call& call,
                                                         const ListTagsForResourceInput& input) {
    auto tags =
        call.region.catalog.read_value([&](catalog::Transaction& tx) -> Result<images::Tags> {
            auto name = find_tagged(call, tx, input.resource_type, input.resource_id);
            if (!name) return failure(name.error());
            return parameters::find_tags(tx, call.account(), *name);
        });
    if (!tags) return failure(tags.error());
    ListTagsForResourceOutput output;
    for (auto& [key, value] : *tags)
        output.tag_list.push_back({.key = std::move(key), .value = std::move(value)});
    return output;
}

AccessRequests list_tags_for_resource_access(Call& call, const ListTagsForResourceInput& input) {
    return {on_parameter(call, "ListTagsForResource", input.resource_id)};
}

}  // namespace

Operation list_tags_for_resource_operation() {
    return operation<&list_tags_for_resource, &list_tags_for_resource_access>(
        {.name = "ListTagsForResource",
         .errors = "InvalidResourceType InvalidResourceId InternalServerError"});
}

}  // namespace amicast::services::ssm
