// An HTTP request and response as plain values: what the rooms above sockets pass around. Bodies
// are whole, since every body of the APIs in scope is bounded (base/limits.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amicast::wire {

// Header names in lower case, in order of arrival; repeated names stay repeated.
using Headers = std::vector<std::pair<std::string, std::string>>;

// The first header of that lower-case name.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

struct HttpRequest {
    std::string method;  // upper case
    std::string path;    // as on the wire, still percent-encoded, without the query
    std::string query;   // as on the wire, without the `?`
    Headers headers;
    std::string body;
    std::string remote_address;  // of the TCP peer, without the port
    bool secure = false;         // came over TLS
};

struct HttpResponse {
    int status = 200;
    Headers headers;  // Content-Length, Date and Connection are added by http/
    std::string body;
};

}  // namespace amicast::wire
