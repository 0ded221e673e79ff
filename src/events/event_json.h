// Events as EventBridge would hand them to a target.
#pragma once

#include <string>
#include <string_view>

#include "events/outbox.h"

namespace amicast::events {

// One line of JSON: version, id, detail-type, source, account, time, region, resources, detail. The
// same event has the same `id` whenever it is told, so that a receiver can tell repetitions.
std::string to_json(const Event& event, std::string_view region);

// The `id` of that text: a UUID that follows from region, number and time.
std::string event_id(const Event& event, std::string_view region);

}  // namespace amicast::events
