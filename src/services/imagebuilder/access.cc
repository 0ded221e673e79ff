// Condition keys of Image Builder resources.
#include "services/imagebuilder/access.h"

#include <fmt/format.h>

#include "services/imagebuilder/execution_role.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/tagged_resource.h"

namespace amicast::services::imagebuilder {
namespace {

iam::AccessRequest request(std::string_view operation, std::string resource) {
    return {.action = fmt::format("imagebuilder:{}", operation),
            .resource = std::move(resource),
            .context = {}};
}

// Tags of what the ARN leads to. A version ARN leads to its newest build, so a condition on that
// build's tags holds for it, too.
Result<images::Tags> tags_behind(Call& call, catalog::Transaction& tx, const std::string& arn) {
    auto tags = find_resource_tags(call, tx, arn);
    if (tags) return tags;
    auto build = find_image(call, tx, arn);
    if (!build) return tags;
    return find_resource_tags(call, tx, build->arn(call.region.name));
}

}  // namespace

void add_request_tags(const std::optional<TagMap>& tags, iam::ConditionContext& context) {
    if (!tags) return;
    for (const auto& [key, value] : *tags) {
        context["aws:RequestTag/" + key] = {value};
        context["aws:TagKeys"].push_back(key);
    }
}

iam::AccessRequest on_everything(std::string_view operation) {
    return request(operation, "*");
}

iam::AccessRequest on_resource(Call& call, std::string_view operation, const std::string& arn) {
    iam::AccessRequest asked = request(operation, arn);
    auto tags = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return tags_behind(call, tx, arn); });
    if (!tags) return asked;  // what does not exist is the operation's to report
    for (const auto& [key, value] : *tags)
        asked.context["aws:ResourceTag/" + key] = {value};
    return asked;
}

iam::AccessRequest on_new_resource(std::string_view operation, std::string arn,
                                   const std::optional<TagMap>& tags) {
    iam::AccessRequest asked = request(operation, std::move(arn));
    add_request_tags(tags, asked.context);
    return asked;
}

iam::AccessRequest on_passed_role(Call& call, std::string_view role) {
    iam::AccessRequest asked{.action = "iam:PassRole",
                             .resource = role_arn_of(call.site.identity, call.account(), role),
                             .context = {}};
    asked.context["iam:PassedToService"] = {"imagebuilder.amazonaws.com"};
    return asked;
}

}  // namespace amicast::services::imagebuilder
