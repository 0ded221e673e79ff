// ListDistributionConfigurations: by name, a page at a time.
#include <algorithm>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/image_shapes.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/paging.h"
#include "services/imagebuilder/plan_of.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListDistributionConfigurationsInput {
    std::vector<Filter> filters;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListDistributionConfigurationsInput;
        static const wire::Member rows[] = {
            wire::member<&This::filters>("filters", {.min = 1, .max = 10}),
            wire::member<&This::max_results>("maxResults", {.min = 1, .max = page_size_max}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

struct ListDistributionConfigurationsOutput {
    std::string request_id;
    std::vector<DistributionConfigurationSummary> summaries;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListDistributionConfigurationsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::summaries>("distributionConfigurationSummaryList",
                                           {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

using Rows = std::vector<distribution::Configuration>;

bool wanted(const std::vector<Filter>& filters, const distribution::Configuration& row) {
    return std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) {
        return std::find(filter.values.begin(), filter.values.end(), row.name) !=
               filter.values.end();
    });
}

// Up to `count` rows after the slug that pass the filters.
Result<Rows> collect(catalog::Transaction& tx, const Call& call, const std::vector<Filter>& filters,
                     std::string after, std::size_t count) {
    constexpr std::size_t chunk = 64;
    Rows rows;
    while (rows.size() < count) {
        auto some = distribution::list_configurations(tx, call.account(), after, chunk);
        if (!some) return some;
        for (auto& row : *some)
            if (rows.size() < count && wanted(filters, row)) rows.push_back(row);
        if (some->size() < chunk) break;
        after = some->back().slug;
    }
    return rows;
}

DistributionConfigurationSummary summarize(const Call& call,
                                           const distribution::Configuration& row) {
    DistributionConfigurationSummary shown;
    shown.arn = distribution::to_string(
        distribution::ConfigurationArn{.place = place_of(call), .slug = row.slug});
    shown.name = row.name;
    shown.description = row.description;
    shown.date_created = to_iso8601(row.created);
    if (row.updated) shown.date_updated = to_iso8601(*row.updated);
    shown.tags = tag_map_of(row.tags);
    shown.regions = row.regions;
    return shown;
}

Result<ListDistributionConfigurationsOutput> list_distribution_configurations(
    Call& call, const ListDistributionConfigurationsInput& input) {
    Status sound = check_filters(input.filters, {"name"});
    if (!sound) return failure(sound.error());
    ListDistributionConfigurationsInput same{.filters = input.filters};
    Pager pager(call, "ListDistributionConfigurations", wire::to_json(same), input.max_results);
    auto after = pager.key_of(input.next_token);
    if (!after) return failure(after.error());
    auto rows = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return collect(tx, call, input.filters, *after, pager.page_size() + 1);
    });
    if (!rows) return failure(rows.error());
    ListDistributionConfigurationsOutput output{.request_id = call.request_id};
    if (rows->size() > pager.page_size()) {
        rows->pop_back();
        output.next_token = pager.token_for(rows->back().slug);
    }
    for (const auto& row : *rows)
        output.summaries.push_back(summarize(call, row));
    return output;
}

AccessRequests list_distribution_configurations_access(Call&,
                                                       const ListDistributionConfigurationsInput&) {
    return {on_everything("ListDistributionConfigurations")};
}

}  // namespace

Operation list_distribution_configurations_operation() {
    return operation<&list_distribution_configurations, &list_distribution_configurations_access>(
        {.name = "ListDistributionConfigurations",
         .method = "POST",
         .uri = "/ListDistributionConfigurations",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidPaginationTokenException ForbiddenException "
                   "CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
