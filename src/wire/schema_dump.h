// Declarations as JSON, for the comparison with the published service models and the generated
// coverage page (test/tools/).
#pragma once

#include <span>
#include <string>

#include "wire/operation.h"

namespace amicast::wire {

// One JSON object on one line: the service's fields and, per operation, its route, errors and the
// trees of its input and output. Options at their default are left out; a structure inside itself
// is written as {"kind":"structure","recursive":true}.
std::string dump_schema(const ServiceShape& service,
                        std::span<const OperationShape* const> operations);

}  // namespace amicast::wire
