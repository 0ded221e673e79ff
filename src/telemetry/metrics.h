// Counters, gauges and histograms, shown at /metrics in Prometheus text form. Names follow the
// Prometheus conventions (`amicast_requests_total`, `amicast_request_seconds`). Cheap enough for
// every request.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace amicast::telemetry {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

void count(std::string_view name, Labels labels = {}, double by = 1);
void set_gauge(std::string_view name, double value, Labels labels = {});
// Buckets from 100 microseconds to 100 seconds.
void observe_seconds(std::string_view name, double seconds, Labels labels = {});

// Prometheus text format 0.0.4 of everything recorded.
std::string render_metrics();

}  // namespace amicast::telemetry
