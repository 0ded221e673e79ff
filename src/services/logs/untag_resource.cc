// UntagResource: takes tags off a log group; keys it does not have are no error.
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct UntagResourceInput {
    std::string resource_arn;
    std::vector<std::string> tag_keys;

    static std::span<const wire::Member> members() {
        using This = UntagResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_arn>("resourceArn", logs_api::resource_arn),
            wire::member<&This::tag_keys>("tagKeys", {.required = true,
                                                      .min = 0,
                                                      .max = 50,
                                                      .element_min = 1,
                                                      .element_max = 128,
                                                      .element_pattern = tag_key_pattern}),
        };
        return rows;
    }
};

Result<NoOutput> untag_resource(Call& call, const UntagResourceInput& input) {
    Status untagged = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto group = require_tagged(call, tx, input.resource_arn);
        if (!group) return failure(group.error());
        for (const std::string& key : input.tag_keys) {
            if (Status removed = logs::remove_tag(tx, *group, key); !removed) return removed;
        }
        return {};
    });
    if (!untagged) return failure(untagged.error());
    return NoOutput();
}

AccessRequests untag_resource_access(Call& call, const UntagResourceInput& input) {
    AccessRequests requests{on_tagged(call, "UntagResource", input.resource_arn)};
    if (!input.tag_keys.empty()) requests.front().context["aws:TagKeys"] = input.tag_keys;
    return requests;
}

}  // namespace

Operation untag_resource_operation() {
    return operation<&untag_resource, &untag_resource_access>(
        {.name = "UntagResource",
         .errors = "InvalidParameterException ResourceNotFoundException "
                   "ServiceUnavailableException"});
}

}  // namespace amicast::services::logs_api
