#include "services/query_errors.h"

#include <fmt/format.h>

namespace amicast::services {

Error name_query_input_problem(const wire::OperationShape&, const wire::InputProblem& problem) {
    using What = wire::InputProblem::What;
    if (problem.what == What::malformed) {
        return {
            .kind = ErrorKind::invalid,
            .message = fmt::format("The request cannot be read: expected {}.", problem.expected),
            .code = "MalformedQueryString"};
    }
    if (problem.what == What::missing) {
        return validation_error(
            fmt::format("1 validation error detected: Value null at '{}' failed to satisfy "
                        "constraint: Member must not be null",
                        problem.path));
    }
    return validation_error(
        fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: "
                    "expected {}",
                    problem.value, problem.path, problem.expected));
}

Error validation_error(std::string message) {
    return {.kind = ErrorKind::invalid, .message = std::move(message), .code = "ValidationError"};
}

}  // namespace amicast::services
