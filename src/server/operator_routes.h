// What operators ask of a server besides the APIs: /healthz, /readyz and /metrics.
#pragma once

#include <optional>

#include "wire/http_message.h"

namespace amicast::server {

// The answer when `request` is one of these, else nothing. `ready` is what /readyz says.
std::optional<wire::HttpResponse> answer_operator(const wire::HttpRequest& request, bool ready);

}  // namespace amicast::server
