#include "events/event_json.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "crypto/digest_uuid.h"

namespace amicast::events {

namespace json = boost::json;

std::string event_id(const Event& event, std::string_view region) {
    return crypto::digest_uuid(
        fmt::format("event {} {} {}", region, event.sequence, to_microseconds(event.time)));
}

std::string to_json(const Event& event, std::string_view region) {
    boost::system::error_code problem;
    json::value detail = json::parse(event.detail, problem);
    if (problem) detail = json::object();
    return json::serialize(json::object{{"version", "0"},
                                        {"id", event_id(event, region)},
                                        {"detail-type", event.detail_type},
                                        {"source", event.source},
                                        {"account", event.account_id},
                                        {"time", to_iso8601_seconds(event.time)},
                                        {"region", region},
                                        {"resources", json::array{event.resource}},
                                        {"detail", std::move(detail)}});
}

}  // namespace amicast::events
