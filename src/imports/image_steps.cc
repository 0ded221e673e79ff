// Changes the image's row, and tells of it.
#include "imports/image_steps.h"

#include <fmt/format.h>

#include "distribution/start_distribution.h"
#include "jobs/queue.h"
#include "telemetry/log.h"

namespace amicast::imports {
namespace {

using distribution::ImageBuild;
using distribution::ImageStatus;

// The API's bound of a state's reason.
constexpr std::size_t reason_bytes_max = 1024;

Status check_quota(catalog::Transaction& tx, std::string_view account_id) {
    auto counts = distribution::count_builds(tx, account_id);
    if (!counts) return failure(counts.error());
    distribution::Quotas quotas;
    if (counts->all < quotas.images_max && counts->running < quotas.running_max) return {};
    return failure(ErrorKind::limit,
                   fmt::format("The account has {} images in this Region, {} of them in creation: "
                               "no more are possible.",
                               counts->all, counts->running));
}

Status end_as(catalog::Transaction& tx, const ImportParts& parts, ImageBuild& image,
              ImageStatus status) {
    Time now = parts.clock.now();
    Status told = distribution::change_status(tx, image, status, parts.region.name, now);
    if (!told) return told;
    image.ended = now;
    return distribution::update(tx, image);
}

}  // namespace

Result<ImageBuild> begin_image(
    catalog::Transaction& tx, ImageBuild image, std::string_view job_kind,
    const std::function<std::string(const std::string& image_id)>& payload_of, Time now) {
    Status within = check_quota(tx, image.account_id);
    if (!within) return failure(within.error());
    image.slug = distribution::slug_of(image.name);
    auto build = distribution::allocate_build(tx, image.account_id, image.slug, image.version);
    if (!build) return failure(build.error());
    image.build = *build;
    image.image_source = "IMPORTED";
    image.created = now;
    Status inserted = distribution::insert(tx, image);
    if (!inserted) return failure(inserted.error());
    auto job = jobs::enqueue(tx,
                             {.kind = std::string(job_kind),
                              .account_id = image.account_id,
                              .subject = image.id(),
                              .payload = payload_of(image.id()),
                              .not_before = {}},
                             now);
    if (!job) return failure(job.error());
    return image;
}

Status end_available(catalog::Transaction& tx, const ImportParts& parts, ImageBuild& image,
                     const std::string& ami_id, const std::string& ami_name) {
    distribution::Destination destination;
    destination.image_id = image.id();
    destination.region = parts.region.name;
    destination.account_id = image.account_id;
    destination.step = distribution::Step::available;
    destination.ami_name = ami_name;
    destination.ami_id = ami_id;
    destination.ended = parts.clock.now();
    Status inserted = distribution::insert(tx, destination);
    if (!inserted) return inserted;
    return end_as(tx, parts, image, ImageStatus::available);
}

Status end_cancelled(catalog::Transaction& tx, const ImportParts& parts, ImageBuild& image) {
    return end_as(tx, parts, image, ImageStatus::cancelled);
}

Status end_failed(catalog::Transaction& tx, const ImportParts& parts, std::string_view image_id,
                  const Error& error) {
    auto image = distribution::find_build(tx, image_id);
    if (!image && image.error().kind == ErrorKind::not_found) return {};
    if (!image) return failure(image.error());
    image->reason = error.message.substr(0, reason_bytes_max);
    telemetry::log_info("import failed", {{"image", image->arn(parts.region.name)},
                                          {"reason", error.message},
                                          {"detail", error.detail}});
    return end_as(tx, parts, *image, ImageStatus::failed);
}

images::Tags tags_by_image_builder(const ImageBuild& image, std::string_view region) {
    return {{"CreatedBy", "EC2 Image Builder"}, {"Ec2ImageBuilderArn", image.arn(region)}};
}

}  // namespace amicast::imports
