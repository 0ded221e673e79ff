#include "services/ec2/tagged_resource.h"

#include <fmt/format.h>

#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/launch_template_request.h"

namespace amicast::services::ec2 {
namespace {

iam::AccessRequest access_of(Call& call, std::string_view action, const std::string& id) {
    std::string_view type = resource_type(id);
    if (type == "snapshot") return snapshot_access(call, action, id);
    if (type == "launch-template") return template_access(call, action, id);
    return image_access(call, action, id);
}

}  // namespace

std::string_view resource_type(std::string_view id) {
    if (id.starts_with("ami-")) return "image";
    if (id.starts_with("snap-")) return "snapshot";
    if (id.starts_with("lt-")) return "launch-template";
    return {};
}

Status check_taggable(catalog::Transaction& tx, Viewer& viewer, const std::string& id) {
    std::string_view type = resource_type(id);
    if (type == "image") {
        auto image = find_visible_image(tx, viewer, id);
        if (!image) return failure(image.error());
        return {};
    }
    if (type == "snapshot") {
        auto snapshot = find_visible_snapshot(tx, viewer, id);
        if (!snapshot) return failure(snapshot.error());
        return {};
    }
    if (type == "launch-template") {
        auto found = find_named(tx, viewer.call(), {id, std::nullopt});
        if (!found) return failure(found.error());
        return {};
    }
    return failure(Error{.kind = ErrorKind::invalid,
                         .message = fmt::format("The ID '{}' is not valid", id.substr(0, 256)),
                         .code = "InvalidID"});
}

Status check_tagging_size(const std::vector<std::string>& resources, const std::vector<Tag>& tags) {
    if (resources.size() > tagged_resources_max) {
        return failure(invalid_value(
            fmt::format("The request names {} resources; at most {} are allowed at once",
                        resources.size(), tagged_resources_max)));
    }
    if (tags.size() > tags_in_call_max) {
        return failure(
            invalid_value(fmt::format("The request names {} tags; at most {} are allowed at once",
                                      tags.size(), tags_in_call_max)));
    }
    return {};
}

std::vector<iam::AccessRequest> tagging_access(Call& call, std::string_view action,
                                               const std::vector<std::string>& resources,
                                               const std::vector<Tag>& tags) {
    if (!check_tagging_size(resources, tags)) return unscoped_access(call, action);
    std::vector<iam::AccessRequest> asked;
    for (const std::string& id : resources) {
        asked.push_back(access_of(call, action, id));
        add_request_tags(tags, asked.back().context);
    }
    return asked;
}

}  // namespace amicast::services::ec2
