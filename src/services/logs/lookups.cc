#include "services/logs/lookups.h"

#include <fmt/format.h>

#include "services/logs/errors.h"

namespace amicast::services::logs_api {

std::optional<std::string> group_name_of(const Call& call, std::string_view identifier) {
    if (identifier.starts_with("arn:")) {
        const std::string front = logs::group_arn(call.region.name, call.account(), "");
        if (!identifier.starts_with(front)) return std::nullopt;
        identifier.remove_prefix(front.size());
        if (identifier.ends_with(":*")) identifier.remove_suffix(2);
    }
    if (!logs::is_group_name(identifier)) return std::nullopt;
    return std::string(identifier);
}

Result<std::string> group_name_of(const Call& call, const std::optional<std::string>& name,
                                  const std::optional<std::string>& identifier) {
    if (name.has_value() == identifier.has_value()) {
        return failure(
            invalid("You must include either logGroupIdentifier or logGroupName, but not both."));
    }
    if (name) return *name;
    auto found = group_name_of(call, *identifier);
    if (found) return std::move(*found);
    if (identifier->starts_with("arn:")) return failure(group_not_found());
    return failure(invalid(
        fmt::format("logGroupIdentifier '{}' is not valid: expected the name or the ARN of a log "
                    "group.",
                    *identifier)));
}

Result<logs::Group> require_group(const Call& call, catalog::Transaction& tx,
                                  std::string_view name) {
    auto group = logs::find_group(tx, call.account(), name);
    if (!group) return failure(group.error());
    if (!*group) return failure(group_not_found());
    return std::move(**group);
}

Result<logs::Stream> require_stream(catalog::Transaction& tx, const logs::Group& group,
                                    std::string_view name) {
    auto stream = logs::find_stream(tx, group, name);
    if (!stream) return failure(stream.error());
    if (!*stream) return failure(stream_not_found());
    return std::move(**stream);
}

Result<logs::Group> require_tagged(const Call& call, catalog::Transaction& tx,
                                   std::string_view arn) {
    if (!arn.starts_with("arn:")) {
        return failure(invalid(
            fmt::format("resourceArn '{}' is not valid: expected the ARN of a log group.", arn)));
    }
    auto name = group_name_of(call, arn);
    if (!name) return failure(group_not_found());
    return require_group(call, tx, *name);
}

Result<images::Tags> read_tags(const TagMap& tags) {
    images::Tags read;
    for (const auto& [key, value] : tags) {
        if (key.starts_with("aws:")) {
            return failure(invalid(fmt::format(
                "The tag key '{}' is not valid: keys that begin with aws: are reserved.", key)));
        }
        read.emplace_back(key, value);
    }
    return read;
}

Status tag_group(catalog::Transaction& tx, const logs::Group& group, const images::Tags& tags) {
    Status set = logs::set_tags(tx, group, tags);
    if (!set && set.error().kind == ErrorKind::limit)
        return failure(too_many_tags(set.error().message));
    return set;
}

}  // namespace amicast::services::logs_api
