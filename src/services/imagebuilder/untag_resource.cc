// UntagResource: removes tags by key. Keys that are not there do not matter.
#include <algorithm>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/tagged_resource.h"

namespace amicast::services::imagebuilder {
namespace {

struct UntagResourceInput {
    std::string resource_arn;
    Texts tag_keys;

    static std::span<const wire::Member> members() {
        using This = UntagResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_arn>("resourceArn", {.location = wire::Location::uri,
                                                              .required = true,
                                                              .pattern = resource_arn_pattern}),
            wire::member<&This::tag_keys>("tagKeys", {.location = wire::Location::query,
                                                      .required = true,
                                                      .min = 1,
                                                      .max = 50,
                                                      .element_min = 1,
                                                      .element_max = 128,
                                                      .element_pattern = tag_key_pattern}),
        };
        return rows;
    }
};

struct UntagResourceOutput {
    static std::span<const wire::Member> members() { return {}; }
};

Result<UntagResourceOutput> untag_resource(Call& call, const UntagResourceInput& input) {
    Status untagged = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto tags = find_resource_tags(call, tx, input.resource_arn);
        if (!tags) return failure(tags.error());
        std::erase_if(*tags, [&](const images::Tag& tag) {
            return std::find(input.tag_keys.begin(), input.tag_keys.end(), tag.first) !=
                   input.tag_keys.end();
        });
        return write_resource_tags(call, tx, input.resource_arn, *tags);
    });
    if (!untagged) return failure(untagged.error());
    return UntagResourceOutput{};
}

AccessRequests untag_resource_access(Call& call, const UntagResourceInput& input) {
    iam::AccessRequest asked = on_resource(call, "UntagResource", input.resource_arn);
    asked.context["aws:TagKeys"] = input.tag_keys;
    return {asked};
}

}  // namespace

Operation untag_resource_operation() {
    return operation<&untag_resource, &untag_resource_access>(
        {.name = "UntagResource",
         .method = "DELETE",
         .uri = "/tags/{resourceArn+}",
         .errors = "ServiceException InvalidParameterException ResourceNotFoundException"});
}

}  // namespace amicast::services::imagebuilder
