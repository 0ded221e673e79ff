// ListLifecyclePolicies: the account's, in order of their names.
#include <algorithm>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/lifecycle_rules.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/paging.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListLifecyclePoliciesInput {
    std::vector<Filter> filters;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListLifecyclePoliciesInput;
        static const wire::Member rows[] = {
            wire::member<&This::filters>("filters", {.min = 1, .max = 10}),
            wire::member<&This::max_results>("maxResults", {.min = 1, .max = page_size_max}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

struct ListLifecyclePoliciesOutput {
    std::vector<LifecyclePolicySummary> summaries;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListLifecyclePoliciesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::summaries>("lifecyclePolicySummaryList", {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

std::string_view value_of(std::string_view filter, const lifecycle::Policy& policy) {
    if (filter == "name") return policy.name;
    if (filter == "status") return policy.enabled ? "ENABLED" : "DISABLED";
    return "AMI_IMAGE";
}

bool is_wanted(const std::vector<Filter>& filters, const lifecycle::Policy& policy) {
    return std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) {
        std::string_view value = value_of(*filter.name, policy);
        return std::find(filter.values.begin(), filter.values.end(), value) != filter.values.end();
    });
}

// An account has a bounded number of them, so they are read at once.
Result<ListLifecyclePoliciesOutput> list_lifecycle_policies(
    Call& call, const ListLifecyclePoliciesInput& input) {
    constexpr std::size_t all = 1'000'000;
    Status sound = check_filters(input.filters, {"name", "status", "resourceType"});
    if (!sound) return failure(sound.error());
    ListLifecyclePoliciesInput same = input;
    same.max_results.reset();
    same.next_token.reset();
    Pager pager(call, "ListLifecyclePolicies", wire::to_json(same), input.max_results);
    auto after = pager.key_of(input.next_token);
    if (!after) return failure(after.error());
    auto policies = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return lifecycle::list_policies(tx, call.account(), *after, all);
    });
    if (!policies) return failure(policies.error());
    ListLifecyclePoliciesOutput output;
    std::string last;
    for (const lifecycle::Policy& policy : *policies) {
        if (!is_wanted(input.filters, policy)) continue;
        if (output.summaries.size() == pager.page_size()) {
            output.next_token = pager.token_for(last);
            break;
        }
        output.summaries.push_back(summarize_policy(call, policy));
        last = policy.slug;
    }
    return output;
}

AccessRequests list_lifecycle_policies_access(Call&, const ListLifecyclePoliciesInput&) {
    return {on_everything("ListLifecyclePolicies")};
}

}  // namespace

Operation list_lifecycle_policies_operation() {
    return operation<&list_lifecycle_policies, &list_lifecycle_policies_access>(
        {.name = "ListLifecyclePolicies",
         .method = "POST",
         .uri = "/ListLifecyclePolicies",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidPaginationTokenException ForbiddenException "
                   "CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
