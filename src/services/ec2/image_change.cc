#include "services/ec2/image_change.h"

#include "services/ec2/errors.h"
#include "services/ec2/lookups.h"

namespace amicast::services::ec2 {

Result<images::Image> change_image(
    Call& call, const std::string& image_id,
    const std::function<Status(catalog::Transaction&, images::Image&)>& change) {
    Viewer viewer(call);
    return call.region.catalog.write_value([&](catalog::Transaction& tx) -> Result<images::Image> {
        auto image = find_owned_image(tx, viewer, image_id);
        if (!image) return image;
        Status changed = change(tx, *image);
        if (changed) changed = images::update(tx, *image);
        if (!changed) return failure(changed.error());
        return image;
    });
}

Status check_finished(const images::Image& image) {
    bool finished =
        image.state == images::ImageState::available || image.state == images::ImageState::disabled;
    if (finished) return {};
    return failure(image_unusable(image.id, images::to_string(image.state)));
}

}  // namespace amicast::services::ec2
