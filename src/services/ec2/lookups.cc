#include "services/ec2/lookups.h"

#include "base/ids.h"
#include "iam/identity_store.h"
#include "images/permissions.h"
#include "services/ec2/errors.h"

namespace amicast::services::ec2 {
namespace {

bool is_missing(const Error& error) {
    return error.kind == ErrorKind::not_found;
}

}  // namespace

Result<std::vector<std::string>> Viewer::organization_arns() {
    if (!organization_arns_) {
        auto arns = call_.site.identity.organization_arns(account());
        if (!arns) return failure(arns.error());
        organization_arns_ = std::move(*arns);
    }
    return *organization_arns_;
}

Result<bool> Viewer::may_see(catalog::Transaction& tx, const images::Image& image) {
    if (image.owner_id == account()) return true;
    if (image.state == images::ImageState::disabled) return false;
    if (image.is_public) return true;
    auto arns = organization_arns();
    if (!arns) return failure(arns.error());
    return images::is_granted(tx, image.id, account(), *arns);
}

Result<bool> Viewer::may_see(catalog::Transaction& tx, const images::Snapshot& snapshot) {
    if (snapshot.owner_id == account()) return true;
    return images::is_granted(tx, snapshot.id, account(), {});
}

Status check_image_id(std::string_view id) {
    if (!is_resource_id(id, "ami-")) return failure(image_id_malformed(id));
    return {};
}

Status check_snapshot_id(std::string_view id) {
    if (!is_resource_id(id, "snap-")) return failure(snapshot_id_malformed(id));
    return {};
}

Result<images::Image> find_visible_image(catalog::Transaction& tx, Viewer& viewer,
                                         const std::string& id) {
    Status checked = check_image_id(id);
    if (!checked) return failure(checked.error());
    Result<images::Image> image = images::find_image(tx, id);
    if (!image && is_missing(image.error())) {
        Result<bool> gone = images::was_deregistered(tx, id);
        if (!gone) return failure(gone.error());
        return failure(*gone ? image_gone(id) : image_not_found(id));
    }
    if (!image) return image;
    Result<bool> visible = viewer.may_see(tx, *image);
    if (!visible) return failure(visible.error());
    if (!*visible) return failure(image_not_found(id));
    return image;
}

Result<images::Image> find_owned_image(catalog::Transaction& tx, Viewer& viewer,
                                       const std::string& id) {
    Result<images::Image> image = find_visible_image(tx, viewer, id);
    if (image && image->owner_id != viewer.account()) return failure(image_not_owned(id));
    return image;
}

Result<images::Snapshot> find_visible_snapshot(catalog::Transaction& tx, Viewer& viewer,
                                               const std::string& id) {
    Status checked = check_snapshot_id(id);
    if (!checked) return failure(checked.error());
    Result<images::Snapshot> snapshot = images::find_snapshot(tx, id);
    if (!snapshot && is_missing(snapshot.error())) return failure(snapshot_not_found(id));
    if (!snapshot) return snapshot;
    Result<bool> visible = viewer.may_see(tx, *snapshot);
    if (!visible) return failure(visible.error());
    if (!*visible) return failure(snapshot_not_found(id));
    return snapshot;
}

Result<images::Snapshot> find_owned_snapshot(catalog::Transaction& tx, Viewer& viewer,
                                             const std::string& id) {
    Result<images::Snapshot> snapshot = find_visible_snapshot(tx, viewer, id);
    if (snapshot && snapshot->owner_id != viewer.account()) return failure(snapshot_not_owned(id));
    return snapshot;
}

}  // namespace amicast::services::ec2
