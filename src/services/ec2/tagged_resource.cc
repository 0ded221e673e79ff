#include "services/ec2/tagged_resource.h"

#include <fmt/format.h>

#include "services/ec2/access.h"
#include "services/ec2/errors.h"

namespace amicast::services::ec2 {

std::string_view resource_type(std::string_view id) {
    if (id.starts_with("ami-")) return "image";
    if (id.starts_with("snap-")) return "snapshot";
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
    return failure(Error{.kind = ErrorKind::invalid,
                         .message = fmt::format("The ID '{}' is not valid", id.substr(0, 256)),
                         .code = "InvalidID"});
}

iam::AccessRequest tagging_access(Call& call, std::string_view action, const std::string& id) {
    if (resource_type(id) == "snapshot") return snapshot_access(call, action, id);
    return image_access(call, action, id);
}

}  // namespace amicast::services::ec2
