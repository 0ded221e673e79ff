// AddTagsToResource: adds tags to a parameter, or overwrites them.
#include "parameters/tags.h"
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/errors.h"
#include "services/ssm/lookups.h"
#include "services/ssm/operations.h"

namespace amicast::services::ssm {
namespace {

struct AddTagsToResourceInput {
    std::string resource_type;
    std::string resource_id;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = AddTagsToResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_type>("ResourceType",
                                               {.required = true, .one_of = resource_types}),
            wire::member<&This::resource_id>("ResourceId", {.required = true}),
            wire::member<&This::tags>("Tags", {.required = true, .max = 1000}),
        };
        return rows;
    }
};

struct AddTagsToResourceOutput {
    static std::span<const wire::Member> members() { return {}; }
};

Result<AddTagsToResourceOutput> add_tags_to_resource(Call& call,
                                                     const AddTagsToResourceInput& input) {
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    Status tagged = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto name = find_tagged(call, tx, input.resource_type, input.resource_id);
        if (!name) return failure(name.error());
        return parameters::set_tags(tx, call.account(), *name, *tags);
    });
    if (!tagged && tagged.error().kind == ErrorKind::limit)
        return failure(too_many_tags(tagged.error().message));
    if (!tagged) return failure(tagged.error());
    return AddTagsToResourceOutput{};
}

AccessRequests add_tags_to_resource_access(Call& call, const AddTagsToResourceInput& input) {
    AccessRequests requests{on_parameter(call, "AddTagsToResource", input.resource_id)};
    add_request_tags(input.tags, requests.front().context);
    return requests;
}

}  // namespace

Operation add_tags_to_resource_operation() {
    return operation<&add_tags_to_resource, &add_tags_to_resource_access>(
        {.name = "AddTagsToResource",
         .errors = "InvalidResourceType InvalidResourceId InternalServerError TooManyTagsError "
                   "TooManyUpdates"});
}

}  // namespace amicast::services::ssm
