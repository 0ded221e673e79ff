// GetLifecycleExecution.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/lifecycle_view.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct GetLifecycleExecutionInput {
    std::string lifecycle_execution_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetLifecycleExecutionInput::lifecycle_execution_id>(
                "lifecycleExecutionId", {.location = wire::Location::query,
                                         .required = true,
                                         .pattern = lifecycle_execution_id_pattern}),
        };
        return rows;
    }
};

struct GetLifecycleExecutionOutput {
    LifecycleExecution lifecycle_execution;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetLifecycleExecutionOutput::lifecycle_execution>("lifecycleExecution"),
        };
        return rows;
    }
};

Result<GetLifecycleExecutionOutput> get_lifecycle_execution(
    Call& call, const GetLifecycleExecutionInput& input) {
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) -> Result<GetLifecycleExecutionOutput> {
            auto execution = find_lifecycle_execution(call, tx, input.lifecycle_execution_id);
            if (!execution) return failure(execution.error());
            auto shown = show_execution(call, tx, *execution);
            if (!shown) return failure(shown.error());
            return GetLifecycleExecutionOutput{.lifecycle_execution = std::move(*shown)};
        });
}

AccessRequests get_lifecycle_execution_access(Call& call, const GetLifecycleExecutionInput& input) {
    return {on_lifecycle_execution(call, "GetLifecycleExecution", input.lifecycle_execution_id)};
}

}  // namespace

Operation get_lifecycle_execution_operation() {
    return operation<&get_lifecycle_execution, &get_lifecycle_execution_access>(
        {.name = "GetLifecycleExecution",
         .method = "GET",
         .uri = "/GetLifecycleExecution",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException ForbiddenException CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
