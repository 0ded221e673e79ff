// Payload: {"image": <id>, "position": <first>, "count": <n>}. Without a count it is one.
#include "distribution/destination_job.h"

#include <boost/json.hpp>

#include "distribution/executors.h"

namespace amicast::distribution {

namespace json = boost::json;

Status enqueue_destinations(catalog::Transaction& tx, const ImageBuild& image,
                            const DestinationRange& range, Time now) {
    std::string id = image.id();
    json::object payload{{"image", id}, {"position", range.first}, {"count", range.count}};
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

Status enqueue_all(catalog::Transaction& tx, const ImageBuild& image,
                   const std::vector<Destination>& destinations, Time now) {
    std::size_t begin = 0;
    while (begin < destinations.size()) {
        const Destination& first = destinations[begin];
        std::size_t end = begin + 1;
        while (end < destinations.size() && destinations[end].region == first.region &&
               destinations[end].position - first.position < destinations_per_job_max)
            ++end;
        std::int64_t count = destinations[end - 1].position - first.position + 1;
        Status enqueued = enqueue_destinations(tx, image, {first.position, count}, now);
        if (!enqueued) return enqueued;
        begin = end;
    }
    return {};
}

std::optional<DestinationKeys> parse_payload(std::string_view payload) {
    boost::system::error_code problem;
    json::value value = json::parse(payload, problem);
    const json::object* object = problem ? nullptr : value.if_object();
    if (object == nullptr) return std::nullopt;
    const json::value* image = object->if_contains("image");
    const json::value* position = object->if_contains("position");
    const json::value* count = object->if_contains("count");
    if (image == nullptr || !image->is_string() || position == nullptr || !position->is_int64())
        return std::nullopt;
    if (count != nullptr && (!count->is_int64() || count->get_int64() < 1)) return std::nullopt;
    return DestinationKeys{.image_id = std::string(image->get_string()),
                           .range = {.first = position->get_int64(),
                                     .count = count == nullptr ? 1 : count->get_int64()}};
}

}  // namespace amicast::distribution
