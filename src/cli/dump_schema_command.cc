// amicast dump-schema: the declarations of every operation as JSON, one service a line.
#include <vector>

#include <fmt/format.h>

#include "cli/commands.h"
#include "services/operation.h"
#include "wire/schema_dump.h"

namespace amicast::cli {

int run_dump_schema() {
    for (const services::Service& service : services::all_services()) {
        std::vector<const wire::OperationShape*> shapes;
        shapes.reserve(service.operations.size());
        for (const services::Operation& operation : service.operations)
            shapes.push_back(&operation.shape);
        fmt::print("{}\n", wire::dump_schema(service.shape, shapes));
    }
    return exit_ok;
}

}  // namespace amicast::cli
