// Leaves a trace of each exchange: a log line and two metrics.
#pragma once

#include <exception>

#include "gateway/exchange.h"
#include "wire/http_message.h"

namespace amicast::gateway {

// Success is logged for debugging, a client's error as information, ours as an error. Never holds
// anything the client sent but the names of service and operation.
void record(const Exchange& exchange, const wire::HttpResponse& response, double seconds);

// An exception that no code here throws on purpose.
void record_stray_exception(const Exchange& exchange, const std::exception& exception);

}  // namespace amicast::gateway
