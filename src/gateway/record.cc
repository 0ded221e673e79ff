// Log lines and metrics of the pipeline.
#include "gateway/record.h"

#include <string>

#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::gateway {
namespace {

// Names come from the declarations, never from the client, so that metrics stay few.
std::string_view service_name(const Exchange& exchange) {
    return exchange.service != nullptr ? exchange.service->shape().name : "unknown";
}

std::string_view operation_name(const Exchange& exchange) {
    return exchange.endpoint != nullptr ? exchange.endpoint->operation->shape.name : "unknown";
}

telemetry::Level level_of(int status, const Error& error) {
    // EC2 says 503 for a caller who is too fast; that is not ours to mend.
    if (status >= 500 && error.kind != ErrorKind::throttled) return telemetry::Level::error;
    return status >= 400 ? telemetry::Level::info : telemetry::Level::debug;
}

}  // namespace

void record(const Exchange& exchange, const wire::HttpResponse& response, double seconds) {
    std::string_view service = service_name(exchange);
    std::string_view operation = operation_name(exchange);
    std::string status = std::to_string(response.status);
    telemetry::count("amicast_requests_total",
                     {{"service", service}, {"operation", operation}, {"status", status}});
    telemetry::observe_seconds("amicast_request_seconds", seconds,
                               {{"service", service}, {"operation", operation}});
    static const Error none;
    const Error& error = exchange.error ? *exchange.error : none;
    telemetry::log(level_of(response.status, error), "request",
                   {{"request_id", exchange.request_id},
                    {"service", service},
                    {"operation", operation},
                    {"principal", exchange.caller.arn},
                    {"region", exchange.region != nullptr ? exchange.region->name : std::string()},
                    {"status", response.status},
                    {"seconds", seconds},
                    {"error", error.code},
                    {"detail", error.detail}});
}

void record_stray_exception(const Exchange& exchange, const std::exception& exception) {
    telemetry::count("amicast_stray_exceptions_total");
    telemetry::log_error("stray exception", {{"request_id", exchange.request_id},
                                             {"service", service_name(exchange)},
                                             {"operation", operation_name(exchange)},
                                             {"what", exception.what()}});
}

}  // namespace amicast::gateway
