#include "services/logs/access.h"

#include <fmt/format.h>

namespace amicast::services::logs_api {
namespace {

iam::AccessRequest request(Call& call, std::string_view operation, std::string resource,
                           std::string_view group_name) {
    iam::AccessRequest asked{.action = fmt::format("logs:{}", operation),
                             .resource = std::move(resource)};
    if (group_name.empty()) return asked;
    auto tags =
        call.region.catalog.read_value([&](catalog::Transaction& tx) -> Result<images::Tags> {
            auto group = logs::find_group(tx, call.account(), group_name);
            if (!group) return failure(group.error());
            if (!*group) return images::Tags();
            return logs::find_tags(tx, **group);
        });
    if (!tags) return asked;
    for (const auto& [key, value] : *tags)
        asked.context["aws:ResourceTag/" + key] = {value};
    return asked;
}

}  // namespace

iam::AccessRequest on_group(Call& call, std::string_view operation, std::string_view name) {
    return on_stream(call, operation, name, "");
}

iam::AccessRequest on_stream(Call& call, std::string_view operation, std::string_view group,
                             std::string_view stream) {
    return request(call, operation,
                   fmt::format("{}:log-stream:{}",
                               logs::group_arn(call.region.name, call.account(), group), stream),
                   group);
}

iam::AccessRequest on_tagged(Call& call, std::string_view operation, std::string_view arn) {
    auto name = group_name_of(call, arn);
    if (!name) return request(call, operation, std::string(arn), "");
    return request(call, operation, logs::group_arn(call.region.name, call.account(), *name),
                   *name);
}

std::string named_group(const Call& call, const std::optional<std::string>& name,
                        const std::optional<std::string>& identifier) {
    if (name) return *name;
    return identifier ? group_name_of(call, *identifier).value_or("") : std::string();
}

void add_request_tags(const TagMap& tags, iam::ConditionContext& context) {
    for (const auto& [key, value] : tags) {
        context["aws:RequestTag/" + key] = {value};
        context["aws:TagKeys"].push_back(key);
    }
}

}  // namespace amicast::services::logs_api
