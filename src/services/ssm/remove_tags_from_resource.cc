// RemoveTagsFromResource: takes tags off a parameter; keys it does not have are no error.
#include "parameters/tags.h"
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/lookups.h"
#include "services/ssm/operations.h"

namespace amicast::services::ssm {
namespace {

struct RemoveTagsFromResourceInput {
    std::string resource_type;
    std::string resource_id;
    std::vector<std::string> tag_keys;

    static std::span<const wire::Member> members() {
        using This = RemoveTagsFromResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_type>("ResourceType",
                                               {.required = true, .one_of = resource_types}),
            wire::member<&This::resource_id>("ResourceId", {.required = true}),
            wire::member<&This::tag_keys>("TagKeys", {.required = true,
                                                      .element_min = 1,
                                                      .element_max = 128,
                                                      .element_pattern = tag_pattern}),
        };
        return rows;
    }
};

struct RemoveTagsFromResourceOutput {
    static std::span<const wire::Member> members() { return {}; }
};

Result<RemoveTagsFromResourceOutput> remove_tags_from_resource(
    Call& call, const RemoveTagsFromResourceInput& input) {
    Status removed = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto name = find_tagged(call, tx, input.resource_type, input.resource_id);
        if (!name) return failure(name.error());
        for (const std::string& key : input.tag_keys) {
            Status each = parameters::remove_tag(tx, call.account(), *name, key);
            if (!each) return each;
        }
        return {};
    });
    if (!removed) return failure(removed.error());
    return RemoveTagsFromResourceOutput{};
}

AccessRequests remove_tags_from_resource_access(Call& call,
                                                const RemoveTagsFromResourceInput& input) {
    iam::AccessRequest asked = on_parameter(call, "RemoveTagsFromResource", input.resource_id);
    if (!input.tag_keys.empty()) asked.context["aws:TagKeys"] = input.tag_keys;
    return {asked};
}

}  // namespace

Operation remove_tags_from_resource_operation() {
    return operation<&remove_tags_from_resource, &remove_tags_from_resource_access>(
        {.name = "RemoveTagsFromResource",
         .errors = "InvalidResourceType InvalidResourceId InternalServerError TooManyUpdates"});
}

}  // namespace amicast::services::ssm
