#include "server/operator_routes.h"

#include "telemetry/metrics.h"

namespace amicast::server {
namespace {

wire::HttpResponse text(int status, std::string body) {
    return {.status = status,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
            .body = std::move(body)};
}

}  // namespace

std::optional<wire::HttpResponse> answer_operator(const wire::HttpRequest& request, bool ready) {
    if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
    if (request.path == "/healthz") return text(200, "ok\n");
    if (request.path == "/readyz") return ready ? text(200, "ready\n") : text(503, "not ready\n");
    if (request.path == "/metrics") {
        wire::HttpResponse response = text(200, telemetry::render_metrics());
        response.headers[0].second = "text/plain; version=0.0.4; charset=utf-8";
        return response;
    }
    return std::nullopt;
}

}  // namespace amicast::server
