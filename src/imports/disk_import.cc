// Writes the image and its job.
#include "imports/disk_import.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "distribution/start_distribution.h"
#include "imports/executors.h"
#include "jobs/queue.h"

namespace amicast::imports {
namespace {

namespace json = boost::json;

std::optional<std::string> text_in(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
}

std::string payload_of(const DiskImport& order) {
    json::object object{
        {"image", order.image.id()}, {"uri", order.uri}, {"description", order.description}};
    if (order.boot_mode) object["bootMode"] = *order.boot_mode;
    if (order.uefi_data) object["uefiData"] = *order.uefi_data;
    if (order.kms_key_arn) object["kmsKeyArn"] = *order.kms_key_arn;
    return json::serialize(object);
}

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

}  // namespace

Result<distribution::ImageBuild> start_import(catalog::Transaction& tx, DiskImport order,
                                              Time now) {
    distribution::ImageBuild& image = order.image;
    Status within = check_quota(tx, image.account_id);
    if (!within) return failure(within.error());
    image.slug = distribution::slug_of(image.name);
    auto build = distribution::allocate_build(tx, image.account_id, image.slug, image.version);
    if (!build) return failure(build.error());
    image.build = *build;
    image.image_source = "IMPORTED";
    image.source_image = order.uri;
    image.created = now;
    Status inserted = distribution::insert(tx, image);
    if (!inserted) return failure(inserted.error());
    auto job = jobs::enqueue(tx,
                             {.kind = std::string(import_job_kind),
                              .account_id = image.account_id,
                              .subject = image.id(),
                              .payload = payload_of(order),
                              .not_before = {}},
                             now);
    if (!job) return failure(job.error());
    return std::move(image);
}

Result<ImportJob> job_from_payload(std::string_view payload) {
    boost::system::error_code problem;
    json::value value = json::parse(payload, problem);
    if (!problem && value.is_object()) {
        const json::object& object = value.get_object();
        auto image = text_in(object, "image");
        auto uri = text_in(object, "uri");
        if (image && uri)
            return ImportJob{.image_id = std::move(*image),
                             .uri = std::move(*uri),
                             .description = text_in(object, "description").value_or(""),
                             .boot_mode = text_in(object, "bootMode"),
                             .uefi_data = text_in(object, "uefiData"),
                             .kms_key_arn = text_in(object, "kmsKeyArn")};
    }
    return failure(ErrorKind::corrupt, "A stored import cannot be read.", std::string(payload));
}

}  // namespace amicast::imports
