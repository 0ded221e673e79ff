// ListLifecycleExecutions: runs of a policy, or what was done to an image; newest first.
#include <charconv>

#include <fmt/format.h>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/lifecycle_rules.h"
#include "services/imagebuilder/lifecycle_view.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/paging.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListLifecycleExecutionsInput {
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;
    std::string resource_arn;

    static std::span<const wire::Member> members() {
        using This = ListLifecycleExecutionsInput;
        static const wire::Member rows[] = {
            wire::member<&This::max_results>("maxResults", {.min = 1, .max = page_size_max}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
            wire::member<&This::resource_arn>("resourceArn",
                                              {.required = true, .pattern = resource_arn_pattern}),
        };
        return rows;
    }
};

struct ListLifecycleExecutionsOutput {
    std::vector<LifecycleExecution> executions;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListLifecycleExecutionsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::executions>("lifecycleExecutions", {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

using lifecycle::ExecutionCursor;
using lifecycle::ExecutionSelection;

std::string key_of(const lifecycle::Execution& execution) {
    return fmt::format("{}|{}", to_microseconds(execution.started), execution.id);
}

Result<std::optional<ExecutionCursor>> cursor_of(std::string_view key) {
    if (key.empty()) return std::optional<ExecutionCursor>();
    std::int64_t started = 0;
    auto [end, problem] = std::from_chars(key.data(), key.data() + key.size(), started);
    auto used = static_cast<std::size_t>(end - key.data());
    if (problem != std::errc() || used >= key.size()) return failure(invalid_page_token());
    return std::optional(ExecutionCursor{.started = from_microseconds(started),
                                         .id = std::string(key.substr(used + 1))});
}

// What the resource's executions are. Those of an image or a policy that is gone can be looked up
// still; what never was has none.
Result<ExecutionSelection> selection_of(const Call& call, const std::string& arn) {
    ExecutionSelection selection{.account_id = call.account()};
    if (arn.find(":lifecycle-policy/") != std::string::npos) {
        auto slug = read_lifecycle_policy_arn(call, arn);
        if (!slug) return failure(slug.error());
        selection.policy_slug = std::move(*slug);
        return selection;
    }
    auto image = read_image_arn(call, arn);
    if (!image) return failure(image.error());
    if (!image->build) {
        return failure(invalid_request(
            "The value supplied for parameter 'resourceArn' is not valid. Expected the ARN of a "
            "lifecycle policy or of the build version of an image."));
    }
    selection.resource_id = arn;
    return selection;
}

Result<ListLifecycleExecutionsOutput> list_lifecycle_executions(
    Call& call, const ListLifecycleExecutionsInput& input) {
    auto selection = selection_of(call, input.resource_arn);
    if (!selection) return failure(selection.error());
    Pager pager(call, "ListLifecycleExecutions", input.resource_arn, input.max_results);
    auto key = pager.key_of(input.next_token);
    if (!key) return failure(key.error());
    auto cursor = cursor_of(*key);
    if (!cursor) return failure(cursor.error());
    selection->after = std::move(*cursor);
    selection->limit = pager.page_size() + 1;
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) -> Result<ListLifecycleExecutionsOutput> {
            auto executions = lifecycle::list_executions(tx, *selection);
            if (!executions) return failure(executions.error());
            ListLifecycleExecutionsOutput output;
            if (executions->size() > pager.page_size()) {
                executions->pop_back();
                output.next_token = pager.token_for(key_of(executions->back()));
            }
            for (const lifecycle::Execution& execution : *executions) {
                auto shown = show_execution(call, tx, execution);
                if (!shown) return failure(shown.error());
                output.executions.push_back(std::move(*shown));
            }
            return output;
        });
}

AccessRequests list_lifecycle_executions_access(Call& call,
                                                const ListLifecycleExecutionsInput& input) {
    return {on_resource(call, "ListLifecycleExecutions", input.resource_arn)};
}

}  // namespace

Operation list_lifecycle_executions_operation() {
    return operation<&list_lifecycle_executions, &list_lifecycle_executions_access>(
        {.name = "ListLifecycleExecutions",
         .method = "POST",
         .uri = "/ListLifecycleExecutions",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidPaginationTokenException ForbiddenException "
                   "CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
