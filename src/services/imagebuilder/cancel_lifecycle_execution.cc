// CancelLifecycleExecution: what is done stays done, what was not begun is skipped.
#include "lifecycle/start_execution.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/lifecycle_view.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct CancelLifecycleExecutionInput {
    std::string lifecycle_execution_id;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = CancelLifecycleExecutionInput;
        static const wire::Member rows[] = {
            wire::member<&This::lifecycle_execution_id>(
                "lifecycleExecutionId",
                {.required = true, .pattern = lifecycle_execution_id_pattern}),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
        };
        return rows;
    }
};

struct CancelLifecycleExecutionOutput {
    std::string lifecycle_execution_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&CancelLifecycleExecutionOutput::lifecycle_execution_id>(
                "lifecycleExecutionId", {.pattern = lifecycle_execution_id_pattern}),
        };
        return rows;
    }
};

Result<CancelLifecycleExecutionOutput> cancel_lifecycle_execution(
    Call& call, const CancelLifecycleExecutionInput& input) {
    TokenUse token{.operation = "CancelLifecycleExecution",
                   .token = input.client_token,
                   .fingerprint = fingerprint_of(input)};
    auto id = once(call, token, [&](catalog::Transaction& tx) -> Result<std::string> {
        auto execution = find_lifecycle_execution(call, tx, input.lifecycle_execution_id);
        if (!execution) return failure(execution.error());
        Status cancelled = lifecycle::cancel_execution(tx, *execution, call.now);
        if (!cancelled && cancelled.error().kind == ErrorKind::conflict)
            return failure(invalid_request(cancelled.error().message));
        if (!cancelled) return failure(cancelled.error());
        return execution->id;
    });
    if (!id) return failure(id.error());
    return CancelLifecycleExecutionOutput{.lifecycle_execution_id = std::move(*id)};
}

AccessRequests cancel_lifecycle_execution_access(Call& call,
                                                 const CancelLifecycleExecutionInput& input) {
    return {on_lifecycle_execution(call, "CancelLifecycleExecution", input.lifecycle_execution_id)};
}

}  // namespace

Operation cancel_lifecycle_execution_operation() {
    return operation<&cancel_lifecycle_execution, &cancel_lifecycle_execution_access>(
        {.name = "CancelLifecycleExecution",
         .method = "PUT",
         .uri = "/CancelLifecycleExecution",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException IdempotentParameterMismatchException "
                   "ForbiddenException CallRateLimitExceededException ResourceInUseException"});
}

}  // namespace amicast::services::imagebuilder
