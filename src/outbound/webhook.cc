#include "outbound/webhook.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/digest.h"

namespace amicast::outbound {

std::string webhook_signature(std::string_view secret, std::string_view timestamp,
                              std::string_view body) {
    std::string signed_text = fmt::format("{}.{}", timestamp, body);
    return "v1=" + to_hex(crypto::hmac_sha256(as_bytes(secret), as_bytes(signed_text)));
}

Webhook::Webhook(std::string url, std::string secret, http::Client& client, Clock& clock)
    : name_("webhook " + url),
      url_(std::move(url)),
      secret_(std::move(secret)),
      client_(client),
      clock_(clock) {
    check(!secret_.empty(), "a webhook signs what it sends");
}

EventSink::Delivery Webhook::deliver(std::span<const ToldEvent> events) {
    Delivery delivery;
    for (const ToldEvent& event : events) {
        delivery.outcome = post(event);
        if (!delivery.outcome) break;
        ++delivery.taken;
    }
    return delivery;
}

Status Webhook::post(const ToldEvent& event) {
    std::string timestamp = std::to_string(to_microseconds(clock_.now()) / 1'000'000);
    wire::Headers headers = {
        {"content-type", "application/json"},
        {"x-amicast-event-id", event.id},
        {"x-amicast-timestamp", timestamp},
        {"x-amicast-signature", webhook_signature(secret_, timestamp, event.json)}};
    auto answer = client_.send(
        {.method = "POST", .url = url_, .headers = &headers, .body = as_bytes(event.json)});
    if (!answer) return failure(answer.error());
    if (answer->status >= 200 && answer->status < 300) return {};
    return failure(ErrorKind::unavailable,
                   fmt::format("The webhook {} answered {}.", url_, answer->status));
}

}  // namespace amicast::outbound
