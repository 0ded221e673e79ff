#include "launch_templates/image_version.h"

namespace amicast::launch_templates {
namespace {

Result<Version> version_with_image(catalog::Transaction& tx, const Template& of,
                                   const ImageVersionOrder& order, Time now) {
    auto latest = find_version(tx, of.id, of.latest_version);
    if (!latest || latest->image_id == order.image_id) return latest;
    return add_version(tx, of.id,
                       {.description = order.description,
                        .created_by = order.created_by,
                        .image_id = order.image_id,
                        .data = latest->data},
                       now);
}

}  // namespace

Result<Version> add_image_version(catalog::Transaction& tx, const ImageVersionOrder& order,
                                  Time now) {
    auto found = find_template(tx, order.account_id, order.template_id);
    if (!found) return failure(found.error());
    auto version = version_with_image(tx, *found, order, now);
    if (!version || !order.make_default || found->default_version == version->number)
        return version;
    Status set = set_default(tx, found->id, version->number);
    if (!set) return failure(set.error());
    return version;
}

}  // namespace amicast::launch_templates
