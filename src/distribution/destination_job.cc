// Payload: {"image": <id>, "position": <n>}.
#include "distribution/destination_job.h"

#include <boost/json.hpp>

#include "distribution/executors.h"

namespace amicast::distribution {

namespace json = boost::json;

Status enqueue_destination(catalog::Transaction& tx, const ImageBuild& image, std::int64_t position,
                           Time now) {
    std::string id = image.id();
    json::object payload{{"image", id}, {"position", position}};
    auto job = jobs::enqueue(tx,
                             {.kind = std::string(distribute_job_kind),
                              .account_id = image.account_id,
                              .subject = id,
                              .payload = json::serialize(payload),
                              .not_before = {}},
                             now);
    if (!job) return failure(job.error());
    return {};
}

std::optional<DestinationKey> parse_payload(std::string_view payload) {
    boost::system::error_code problem;
    json::value value = json::parse(payload, problem);
    const json::object* object = problem ? nullptr : value.if_object();
    if (object == nullptr) return std::nullopt;
    const json::value* image = object->if_contains("image");
    const json::value* position = object->if_contains("position");
    if (image == nullptr || !image->is_string() || position == nullptr || !position->is_int64())
        return std::nullopt;
    return DestinationKey{.image_id = std::string(image->get_string()),
                          .position = position->get_int64()};
}

}  // namespace amicast::distribution
