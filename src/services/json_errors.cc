#include "services/json_errors.h"

#include <fmt/format.h>

namespace amicast::services {
namespace {

std::string describe(const wire::InputProblem& problem) {
    using What = wire::InputProblem::What;
    switch (problem.what) {
        case What::malformed:
        case What::wrong_type:
            return fmt::format("The request cannot be read{}: expected {}.",
                               problem.path.empty() ? "" : " at '" + problem.path + "'",
                               problem.expected);
        case What::missing:
            return fmt::format(
                "1 validation error detected: Value null at '{}' failed to satisfy constraint: "
                "Member must not be null",
                problem.path);
        default:
            return fmt::format(
                "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: "
                "expected {}",
                problem.value, problem.path, problem.expected);
    }
}

}  // namespace

Error name_json_input_problem(const wire::InputProblem& problem, std::string_view code) {
    using What = wire::InputProblem::What;
    const bool unreadable = problem.what == What::malformed || problem.what == What::wrong_type;
    return {.kind = ErrorKind::invalid,
            .message = describe(problem),
            .code = unreadable ? "SerializationException" : std::string(code)};
}

}  // namespace amicast::services
