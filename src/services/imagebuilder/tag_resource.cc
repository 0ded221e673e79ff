// TagResource: adds tags to an image or a distribution configuration, or overwrites them. The tags
// of AMIs are not touched.
#include <fmt/format.h>

#include "base/limits.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/plan_of.h"
#include "services/imagebuilder/tagged_resource.h"

namespace amicast::services::imagebuilder {
namespace {

struct TagResourceInput {
    std::string resource_arn;
    TagMap tags;

    static std::span<const wire::Member> members() {
        using This = TagResourceInput;
        constexpr wire::MemberOptions required_tags{.required = true,
                                                    .max = 50,
                                                    .element_min = 0,
                                                    .element_max = 256,
                                                    .key_min = 1,
                                                    .key_max = 128,
                                                    .key_pattern = tag_key_pattern};
        static const wire::Member rows[] = {
            wire::member<&This::resource_arn>("resourceArn", {.location = wire::Location::uri,
                                                              .required = true,
                                                              .pattern = resource_arn_pattern}),
            wire::member<&This::tags>("tags", required_tags),
        };
        return rows;
    }
};

struct TagResourceOutput {
    static std::span<const wire::Member> members() { return {}; }
};

Result<TagResourceOutput> tag_resource(Call& call, const TagResourceInput& input) {
    Status tagged = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto tags = find_resource_tags(call, tx, input.resource_arn);
        if (!tags) return failure(tags.error());
        TagMap all = tag_map_of(*tags);
        for (const auto& [key, value] : input.tags)
            all[key] = value;
        if (all.size() > limits::tags_per_resource_max) {
            return failure(invalid_parameter(
                fmt::format("The value supplied for parameter 'tags' is not valid. The resource "
                            "would have {} tags: at most {} are possible.",
                            all.size(), limits::tags_per_resource_max)));
        }
        return write_resource_tags(call, tx, input.resource_arn, tags_of(all));
    });
    if (!tagged) return failure(tagged.error());
    return TagResourceOutput{};
}

AccessRequests tag_resource_access(Call& call, const TagResourceInput& input) {
    iam::AccessRequest asked = on_resource(call, "TagResource", input.resource_arn);
    add_request_tags(input.tags, asked.context);
    return {asked};
}

}  // namespace

Operation tag_resource_operation() {
    // The model's label is {resourceArn}; the `+` also admits an ARN whose slashes were not
    // encoded.
    return operation<&tag_resource, &tag_resource_access>(
        {.name = "TagResource",
         .method = "POST",
         .uri = "/tags/{resourceArn+}",
         .errors = "ServiceException InvalidParameterException ResourceNotFoundException"});
}

}  // namespace amicast::services::imagebuilder
