// ListWorkflowExecutions: a distribution's runs, the first and each retry, newest first.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/paging.h"
#include "services/imagebuilder/workflow_view.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListWorkflowExecutionsInput {
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;
    std::string image_build_version_arn;

    static std::span<const wire::Member> members() {
        using This = ListWorkflowExecutionsInput;
        static const wire::Member rows[] = {
            wire::member<&This::max_results>("maxResults", {.min = 1, .max = page_size_max}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
            wire::member<&This::image_build_version_arn>(
                "imageBuildVersionArn", {.required = true, .pattern = build_arn_pattern}),
        };
        return rows;
    }
};

struct ListWorkflowExecutionsOutput {
    std::string request_id;
    std::vector<WorkflowExecutionMetadata> executions;
    std::string image_build_version_arn;
    std::optional<std::string> message;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListWorkflowExecutionsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::executions>("workflowExecutions", {.keep_empty = true}),
            wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                         {.pattern = build_arn_pattern}),
            wire::member<&This::message>("message", {.min = 0, .max = 500}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

Result<ListWorkflowExecutionsOutput> show_page(const Call& call, catalog::Transaction& tx,
                                               const ListWorkflowExecutionsInput& input,
                                               const Pager& pager, const std::string& after) {
    auto image = find_image(call, tx, input.image_build_version_arn);
    if (!image) return failure(image.error());
    auto executions = distribution::list_executions(tx, image->id());
    if (!executions) return failure(executions.error());
    ListWorkflowExecutionsOutput output{.request_id = call.request_id,
                                        .image_build_version_arn = input.image_build_version_arn};
    bool begun = after.empty();
    for (const distribution::WorkflowExecution& execution : *executions) {
        if (begun && output.executions.size() == pager.page_size()) {
            output.next_token = pager.token_for(output.executions.back().workflow_execution_id);
            break;
        }
        if (begun) {
            auto shown = show_workflow(call, tx, *image, execution);
            if (!shown) return failure(shown.error());
            output.executions.push_back(std::move(*shown));
        }
        begun = begun || execution.id == after;
    }
    return output;
}

Result<ListWorkflowExecutionsOutput> list_workflow_executions(
    Call& call, const ListWorkflowExecutionsInput& input) {
    Pager pager(call, "ListWorkflowExecutions", input.image_build_version_arn, input.max_results);
    auto after = pager.key_of(input.next_token);
    if (!after) return failure(after.error());
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return show_page(call, tx, input, pager, *after); });
}

AccessRequests list_workflow_executions_access(Call& call,
                                               const ListWorkflowExecutionsInput& input) {
    return {on_resource(call, "ListWorkflowExecutions", input.image_build_version_arn)};
}

}  // namespace

Operation list_workflow_executions_operation() {
    return operation<&list_workflow_executions, &list_workflow_executions_access>(
        {.name = "ListWorkflowExecutions",
         .method = "POST",
         .uri = "/ListWorkflowExecutions",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidPaginationTokenException ForbiddenException "
                   "CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
