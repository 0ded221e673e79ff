#include "services/ssm/access.h"

#include <fmt/format.h>

#include "parameters/tags.h"

namespace amicast::services::ssm {
namespace {

iam::AccessRequest request(std::string_view operation, std::string resource) {
    return {.action = fmt::format("ssm:{}", operation), .resource = std::move(resource)};
}

// Failures leave the context as it is: what does not exist is the operation's to report.
void add_resource_tags(Call& call, std::string_view name, iam::ConditionContext& context) {
    auto tags = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return parameters::find_tags(tx, call.account(), name); });
    if (!tags) return;
    for (const auto& [key, value] : *tags) {
        context["aws:ResourceTag/" + key] = {value};
        context["ssm:resourceTag/" + key] = {value};
    }
}

}  // namespace

iam::AccessRequest on_everything(std::string_view operation) {
    return request(operation, "*");
}

iam::AccessRequest on_parameter(Call& call, std::string_view operation, std::string_view text) {
    auto reference = parameters::parse_reference(text, call.region.name, call.account());
    if (!reference && text.starts_with("arn:")) return request(operation, std::string(text));
    const std::string name = reference ? reference->name : std::string(parameters::trimmed(text));
    iam::AccessRequest asked =
        request(operation, parameters::parameter_arn(call.region.name, call.account(), name));
    add_resource_tags(call, name, asked.context);
    if (reference && reference->slash_unknown) add_resource_tags(call, "/" + name, asked.context);
    return asked;
}

AccessRequests on_parameters(Call& call, std::string_view operation,
                             const std::vector<std::string>& texts) {
    AccessRequests requests;
    for (const std::string& text : texts)
        requests.push_back(on_parameter(call, operation, text));
    return requests;
}

iam::AccessRequest on_path(const Call& call, std::string_view operation, std::string_view path) {
    return request(operation, parameters::parameter_arn(call.region.name, call.account(), path));
}

void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context) {
    for (const Tag& tag : tags) {
        context["aws:RequestTag/" + tag.key] = {tag.value};
        context["aws:TagKeys"].push_back(tag.key);
    }
}

}  // namespace amicast::services::ssm
