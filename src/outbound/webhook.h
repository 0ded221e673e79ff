// Events as signed HTTP POSTs, one for each:
//
//     POST <url>
//     content-type: application/json
//     x-amicast-event-id: <the event's id>
//     x-amicast-timestamp: 1790845964            seconds since 1970, of this attempt
//     x-amicast-signature: v1=<hex of HMAC-SHA-256(secret, timestamp + "." + body)>
//
// Any 2xx answer takes the event; everything else is tried again (event_delivery.h).
#pragma once

#include <string>

#include "base/clock.h"
#include "http/client.h"
#include "outbound/event_sink.h"

namespace amicast::outbound {

class Webhook final : public EventSink {
  public:
    // `secret` must not be empty. All references outlive it.
    Webhook(std::string url, std::string secret, http::Client& client, Clock& clock);

    const std::string& name() const override { return name_; }
    Delivery deliver(std::span<const ToldEvent> events) override;

  private:
    Status post(const ToldEvent& event);

    std::string name_;
    std::string url_;
    std::string secret_;
    http::Client& client_;
    Clock& clock_;
};

// What stands in x-amicast-signature.
std::string webhook_signature(std::string_view secret, std::string_view timestamp,
                              std::string_view body);

}  // namespace amicast::outbound
