// Writes the image and its job.
#include "imports/disk_import.h"

#include <boost/json.hpp>

#include "imports/executors.h"
#include "imports/image_steps.h"

namespace amicast::imports {
namespace {

namespace json = boost::json;

std::optional<std::string> text_in(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
}

std::string payload_of(const DiskImport& order, const std::string& image_id) {
    json::object object{
        {"image", image_id}, {"uri", order.uri}, {"description", order.description}};
    if (order.boot_mode) object["bootMode"] = *order.boot_mode;
    if (order.uefi_data) object["uefiData"] = *order.uefi_data;
    if (order.kms_key_arn) object["kmsKeyArn"] = *order.kms_key_arn;
    return json::serialize(object);
}

}  // namespace

Result<distribution::ImageBuild> start_import(catalog::Transaction& tx, DiskImport order,
                                              Time now) {
    distribution::ImageBuild image = order.image;
    image.source_image = order.uri;
    return begin_image(
        tx, std::move(image), import_job_kind,
        [&](const std::string& image_id) { return payload_of(order, image_id); }, now);
}

Result<ImportJob> job_from_payload(std::string_view payload) {
    boost::system::error_code problem;
    json::value value = json::parse(payload, problem);
    if (!problem && value.is_object()) {
        const json::object& object = value.get_object();
        auto image = text_in(object, "image");
        auto uri = text_in(object, "uri");
        if (image && uri) {
            return ImportJob{.image_id = std::move(*image),
                             .uri = std::move(*uri),
                             .description = text_in(object, "description").value_or(""),
                             .boot_mode = text_in(object, "bootMode"),
                             .uefi_data = text_in(object, "uefiData"),
                             .kms_key_arn = text_in(object, "kmsKeyArn")};
        }
    }
    return failure(ErrorKind::corrupt, "A stored import cannot be read.", std::string(payload));
}

}  // namespace amicast::imports
