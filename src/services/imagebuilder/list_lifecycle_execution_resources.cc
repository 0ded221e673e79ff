// ListLifecycleExecutionResources: the images of an execution, or the AMIs of one of its images.
#include <charconv>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/lifecycle_view.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/paging.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListLifecycleExecutionResourcesInput {
    std::string lifecycle_execution_id;
    std::optional<std::string> parent_resource_id;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListLifecycleExecutionResourcesInput;
        static const wire::Member rows[] = {
            wire::member<&This::lifecycle_execution_id>(
                "lifecycleExecutionId",
                {.required = true, .pattern = lifecycle_execution_id_pattern}),
            wire::member<&This::parent_resource_id>("parentResourceId", text_1_to_1024),
            wire::member<&This::max_results>("maxResults", {.min = 1, .max = page_size_max}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

struct ListLifecycleExecutionResourcesOutput {
    std::string lifecycle_execution_id;
    LifecycleState lifecycle_execution_state;
    std::vector<LifecycleResource> resources;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListLifecycleExecutionResourcesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::lifecycle_execution_id>(
                "lifecycleExecutionId", {.pattern = lifecycle_execution_id_pattern}),
            wire::member<&This::lifecycle_execution_state>("lifecycleExecutionState"),
            wire::member<&This::resources>("resources", {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

// Of the last resource of the page before.
Result<std::int64_t> position_of(const std::string& key) {
    std::int64_t position = -1;
    if (key.empty()) return position;
    auto [end, problem] = std::from_chars(key.data(), key.data() + key.size(), position);
    if (problem != std::errc() || end != key.data() + key.size())
        return failure(invalid_page_token());
    return position;
}

Result<ListLifecycleExecutionResourcesOutput> list_lifecycle_execution_resources(
    Call& call, const ListLifecycleExecutionResourcesInput& input) {
    std::string parent = input.parent_resource_id.value_or("");
    Pager pager(call, "ListLifecycleExecutionResources", input.lifecycle_execution_id + parent,
                input.max_results);
    auto key = pager.key_of(input.next_token);
    if (!key) return failure(key.error());
    auto after = position_of(*key);
    if (!after) return failure(after.error());
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) -> Result<ListLifecycleExecutionResourcesOutput> {
            auto execution = find_lifecycle_execution(call, tx, input.lifecycle_execution_id);
            if (!execution) return failure(execution.error());
            auto resources =
                lifecycle::list_resources(tx, execution->id, parent, *after, pager.page_size() + 1);
            if (!resources) return failure(resources.error());
            ListLifecycleExecutionResourcesOutput output{
                .lifecycle_execution_id = execution->id,
                .lifecycle_execution_state = show_state(*execution)};
            if (resources->size() > pager.page_size()) {
                resources->pop_back();
                output.next_token = pager.token_for(std::to_string(resources->back().position));
            }
            for (const lifecycle::Resource& resource : *resources)
                output.resources.push_back(show_resource(*execution, resource));
            return output;
        });
}

AccessRequests list_lifecycle_execution_resources_access(
    Call& call, const ListLifecycleExecutionResourcesInput& input) {
    return {on_lifecycle_execution(call, "ListLifecycleExecutionResources",
                                   input.lifecycle_execution_id)};
}

}  // namespace

Operation list_lifecycle_execution_resources_operation() {
    return operation<&list_lifecycle_execution_resources,
                     &list_lifecycle_execution_resources_access>(
        {.name = "ListLifecycleExecutionResources",
         .method = "POST",
         .uri = "/ListLifecycleExecutionResources",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidPaginationTokenException ForbiddenException "
                   "CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
