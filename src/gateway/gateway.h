// The pipeline that every request passes, in this order: size limits, route, signature, throttle,
// decode, authorise, dry run, act, encode. What is the same for every operation happens here; what
// is left is the operation.
#pragma once

#include <chrono>
#include <memory>
#include <span>

#include "gateway/throttle.h"
#include "services/operation.h"
#include "services/site.h"
#include "wire/http_message.h"

namespace amicast::gateway {

struct GatewayOptions {
    // How far a client's clock may be from ours.
    Duration clock_skew_max = std::chrono::minutes(15);
    ThrottleOptions throttle;
};

// Safe to share between threads: handle() runs on many at a time.
class Gateway {
  public:
    // `site` (with at least one region) and `services` must outlive the gateway.
    Gateway(services::Site& site, std::span<const services::Service> services,
            GatewayOptions options = {});
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    // Always a complete response with x-amzn-requestid; http/ adds Date and Content-Length. Every
    // error has the form of the service that was meant. Writes one log line and counts
    // amicast_requests_total and amicast_request_seconds.
    wire::HttpResponse handle(wire::HttpRequest&& request);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace amicast::gateway
