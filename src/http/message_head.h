// The parts of HTTP messages that need no socket: the head of a response, the answer to a request
// that never reaches the handler, and the target of a request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/http_message.h"

namespace amicast::http {

struct HeadOptions {
    bool keep_alive = true;
    bool http_1_0 = false;
    std::string_view date;  // of the Date header
};

// Status line and header fields, up to and with the empty line. Adds Date, Content-Length (of
// `body`, also for HEAD) and Connection; drops fields of those names from the response, and any
// field whose name or value could break the framing.
std::string response_head(const wire::HttpResponse& response, const HeadOptions& options);

std::string_view reason_phrase(int status);

// An error answer in the shape the client will understand: EC2-style XML for form requests, JSON
// with x-amzn-ErrorType for all others.
wire::HttpResponse refusal(int status, std::string_view code, std::string_view message,
                           const wire::Headers& request_headers);

struct Target {
    std::string path;
    std::string query;
};
// Splits "/path?query", also when it comes as an absolute URL; empty when it is neither.
std::optional<Target> parse_target(std::string_view target);

}  // namespace amicast::http
