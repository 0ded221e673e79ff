// An HTTP client for whole, bounded messages over libcurl: connections are kept and reused, one per
// request in progress. Redirects are not followed and nothing is retried: the caller knows what may
// be repeated.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/http_message.h"

namespace amicast::http {

struct ClientOptions {
    std::string ca_file;  // PEM bundle to trust instead of the system's; empty: the system's
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
    // A transfer that moves less than a byte a second for this long is given up.
    std::chrono::milliseconds stall_timeout = std::chrono::seconds(60);
    std::chrono::milliseconds total_timeout = std::chrono::minutes(10);
    std::size_t response_bytes_max = std::size_t{64} << 20;
    std::string user_agent = "amicast-cli";
};

struct ClientRequest {
    std::string_view method = "GET";
    std::string_view url;  // sent as it is: no normalising of the path
    const wire::Headers* headers = nullptr;
    ByteView body;  // not copied; must stay until send() returns
};

// Safe to share between threads; each thread's send() blocks that thread only.
class Client {
  public:
    explicit Client(ClientOptions options = {});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // The response whatever its status; header names in lower case. Errors: unavailable (no
    // connection, name or TLS: the request has not arrived), unknown_outcome (it broke or timed out
    // when the request may have arrived), limit (response too large), invalid (the URL).
    Result<wire::HttpResponse> send(const ClientRequest& request);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace amicast::http
