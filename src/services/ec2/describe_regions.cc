// DescribeRegions: the regions this site serves. All are enabled for every account.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/filters.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct DescribeRegionsInput {
    std::vector<std::string> region_names;
    std::optional<bool> all_regions;
    std::optional<bool> dry_run;
    std::vector<Filter> filters;

    static std::span<const wire::Member> members() {
        using This = DescribeRegionsInput;
        static const wire::Member rows[] = {
            wire::member<&This::region_names>("RegionNames", {.location_name = "RegionName"}),
            wire::member<&This::all_regions>("AllRegions"),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
            wire::member<&This::filters>("Filters", {.location_name = "Filter"}),
        };
        return rows;
    }
};

struct RegionItem {
    std::string opt_in_status;
    std::string region_name;
    std::string endpoint;

    static std::span<const wire::Member> members() {
        using This = RegionItem;
        static const wire::Member rows[] = {
            wire::member<&This::opt_in_status>("OptInStatus", {.location_name = "optInStatus"}),
            wire::member<&This::region_name>("RegionName", {.location_name = "regionName"}),
            wire::member<&This::endpoint>("Endpoint", {.location_name = "regionEndpoint"}),
        };
        return rows;
    }
};

struct DescribeRegionsOutput {
    std::vector<RegionItem> regions;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DescribeRegionsOutput::regions>(
                "Regions", {.location_name = "regionInfo", .keep_empty = true}),
        };
        return rows;
    }
};

constexpr FilterField<RegionItem> filter_fields[] = {
    {"endpoint", [](const RegionItem& r, FilterTexts& out) { out.push_back(r.endpoint); }},
    {"opt-in-status",
     [](const RegionItem& r, FilterTexts& out) { out.push_back(r.opt_in_status); }},
    {"region-name", [](const RegionItem& r, FilterTexts& out) { out.push_back(r.region_name); }},
};

Status check_names(const Call& call, const std::vector<std::string>& names) {
    std::vector<std::string> unknown;
    for (const std::string& name : names)
        if (call.site.find_region(name) == nullptr) unknown.push_back(name.substr(0, 100));
    if (unknown.empty()) return {};
    return failure(
        invalid_value(fmt::format("Invalid region names: [{}]", fmt::join(unknown, ", "))));
}

Result<DescribeRegionsOutput> describe_regions(Call& call, const DescribeRegionsInput& input) {
    Status checked = check_names(call, input.region_names);
    if (!checked) return failure(checked.error());
    auto filters = FilterSet<RegionItem>::compile(input.filters, filter_fields, false);
    if (!filters) return failure(filters.error());
    const auto& names = input.region_names;
    DescribeRegionsOutput output;
    for (const auto& [name, region] : call.site.regions) {
        if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end()) continue;
        RegionItem item{.opt_in_status = "opt-in-not-required",
                        .region_name = name,
                        .endpoint = fmt::format("ec2.{}.amazonaws.com", name)};
        if (filters->matches(item)) output.regions.push_back(std::move(item));
    }
    return output;
}

std::vector<iam::AccessRequest> describe_regions_access(Call& call, const DescribeRegionsInput&) {
    return unscoped_access(call, "ec2:DescribeRegions");
}

}  // namespace

Operation describe_regions_operation() {
    return operation<&describe_regions, &describe_regions_access>({.name = "DescribeRegions"});
}

}  // namespace amicast::services::ec2
