// DescribeLaunchTemplateVersions: versions of one template, newest first; or, without naming one,
// the latest or default versions of all the caller's templates.
#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/ec2/access.h"
#include "services/ec2/copy_request.h"
#include "services/ec2/errors.h"
#include "services/ec2/launch_template_filters.h"
#include "services/ec2/launch_template_request.h"
#include "services/ec2/operations.h"
#include "services/ec2/paging.h"
#include "wire/operation.h"

namespace amicast::services::ec2 {
namespace {

using launch_templates::Template;
using launch_templates::Version;

struct DescribeLaunchTemplateVersionsInput {
    std::optional<bool> dry_run;
    std::optional<std::string> launch_template_id;
    std::optional<std::string> launch_template_name;
    std::vector<std::string> versions;
    std::optional<std::string> min_version;
    std::optional<std::string> max_version;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;
    std::vector<Filter> filters;

    bool names_template() const {
        return is_given(launch_template_id) || is_given(launch_template_name);
    }
    TemplateName named() const { return {launch_template_id, launch_template_name}; }

    static std::span<const wire::Member> members() {
        using This = DescribeLaunchTemplateVersionsInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::launch_template_id>("LaunchTemplateId"),
            wire::member<&This::launch_template_name>("LaunchTemplateName"),
            wire::member<&This::versions>("Versions", {.location_name = "LaunchTemplateVersion"}),
            wire::member<&This::min_version>("MinVersion"),
            wire::member<&This::max_version>("MaxVersion"),
            wire::member<&This::next_token>("NextToken"),
            wire::member<&This::max_results>("MaxResults"),
            wire::member<&This::filters>("Filters", {.location_name = "Filter"}),
        };
        return rows;
    }
};

struct DescribeLaunchTemplateVersionsOutput {
    std::vector<LaunchTemplateVersionItem> versions;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = DescribeLaunchTemplateVersionsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::versions>(
                "LaunchTemplateVersions",
                {.location_name = "launchTemplateVersionSet", .keep_empty = true}),
            wire::member<&This::next_token>("NextToken", {.location_name = "nextToken"}),
        };
        return rows;
    }
};

using Input = DescribeLaunchTemplateVersionsInput;
using Output = DescribeLaunchTemplateVersionsOutput;
using Filters = FilterSet<LaunchTemplateVersionItem>;
using Kept = Result<std::optional<LaunchTemplateVersionItem>>;

constexpr std::int64_t page_max = 200;
constexpr std::size_t versions_max_in_call = 200;

bool is_alias(std::string_view version) {
    return version == "$Latest" || version == "$Default";
}

Status check_input(const Input& input) {
    if (input.names_template()) {
        if (Status checked = check_named(input.named()); !checked) return checked;
    } else if (input.versions.empty() ||
               !std::all_of(input.versions.begin(), input.versions.end(), is_alias)) {
        return failure(missing_parameter(
            "LaunchTemplateId or LaunchTemplateName (without one, only the versions $Latest and "
            "$Default can be asked for)"));
    }
    if (!input.versions.empty() && (is_given(input.min_version) || is_given(input.max_version)))
        return failure(cannot_combine("launchTemplateVersion", "minVersion or maxVersion"));
    if (!input.versions.empty() && input.names_template() && input.max_results)
        return failure(cannot_combine("launchTemplateVersion", "maxResults"));
    if (input.versions.size() > versions_max_in_call)
        return failure(invalid_value("The request names more than 200 versions"));
    return {};
}

Kept keep(const Filters& filters, const Template& of, const Version& version) {
    auto item = to_item(of, version);
    if (!item) return failure(item.error());
    if (!filters.matches(*item)) return std::optional<LaunchTemplateVersionItem>();
    return std::optional(std::move(*item));
}

Result<Output> describe_listed(catalog::Transaction& tx, const Template& of, const Input& input,
                               const Filters& filters) {
    Output output;
    for (const std::string& text : input.versions) {
        auto version = find_version_of(tx, of, text);
        if (!version) return failure(version.error());
        auto item = keep(filters, of, *version);
        if (!item) return failure(item.error());
        if (*item) output.versions.push_back(std::move(**item));
    }
    return output;
}

// Bounds of the numbers asked for; both count as given.
Result<std::pair<std::int64_t, std::int64_t>> range_of(const Template& of, const Input& input) {
    std::pair<std::int64_t, std::int64_t> range{1, std::numeric_limits<std::int64_t>::max()};
    if (is_given(input.min_version)) {
        auto number = version_number(of, *input.min_version);
        if (!number) return failure(number.error());
        range.first = *number;
    }
    if (is_given(input.max_version)) {
        auto number = version_number(of, *input.max_version);
        if (!number) return failure(number.error());
        range.second = *number;
    }
    return range;
}

struct PageRequest {
    std::string after;  // empty: the first page
    std::size_t limit = 0;
};

// Keys are version numbers; the listing goes down from them.
Result<Page<LaunchTemplateVersionItem>> page_of_template(catalog::Transaction& tx,
                                                         const Template& of, const Input& input,
                                                         const Filters& filters,
                                                         const PageRequest& page) {
    auto range = range_of(of, input);
    if (!range) return failure(range.error());
    std::int64_t end = range->second == std::numeric_limits<std::int64_t>::max()
                           ? range->second
                           : range->second + 1;
    auto list = [&](const std::string& from, const std::function<bool(const Version&)>& visit) {
        std::int64_t before = end;
        std::from_chars(from.data(), from.data() + from.size(), before);
        return launch_templates::each_version(tx, of.id, before, [&](const Version& version) {
            return version.number >= range->first && visit(version);
        });
    };
    return collect_page<Version, LaunchTemplateVersionItem>(
        page.after, page.limit, list,
        [&](const Version& version) { return keep(filters, of, version); },
        [](const Version& version) { return std::to_string(version.number); });
}

// One template's latest, default or both versions, as the page's rows: keys are template ids, so a
// template's versions stay on one page.
Result<Page<LaunchTemplateVersionItem>> page_of_account(catalog::Transaction& tx, const Call& call,
                                                        const Input& input, const Filters& filters,
                                                        const PageRequest& page) {
    Page<LaunchTemplateVersionItem> collected;
    std::string last;
    Status failed;
    Status listed =
        launch_templates::each_template(tx, call.account(), page.after, [&](const Template& of) {
            if (collected.items.size() >= page.limit) {
                collected.last_key = last;
                return false;
            }
            auto output = describe_listed(tx, of, input, filters);
            if (!output) {
                failed = failure(output.error());
                return false;
            }
            std::move(output->versions.begin(), output->versions.end(),
                      std::back_inserter(collected.items));
            last = of.id;
            return true;
        });
    if (!listed) return failure(listed.error());
    if (!failed) return failure(failed.error());
    return collected;
}

Result<Output> describe_page(catalog::Transaction& tx, const Call& call,
                             const std::optional<Template>& of, const Input& input,
                             const Filters& filters) {
    Input same = input;
    same.max_results.reset();
    same.next_token.reset();
    same.dry_run.reset();
    std::string binding = page_binding(call, "DescribeLaunchTemplateVersions", wire::to_json(same));
    Result<std::string> after = decode_page_token(binding, input.next_token);
    if (!after) return failure(after.error());
    auto limit = page_size(input.max_results, {.min = 1, .max = page_max, .clamp = false});
    if (!limit) return failure(limit.error());
    PageRequest wanted{.after = std::move(*after),
                       .limit = limit->value_or(static_cast<std::size_t>(page_max))};
    auto page = of ? page_of_template(tx, *of, input, filters, wanted)
                   : page_of_account(tx, call, input, filters, wanted);
    if (!page) return failure(page.error());
    Output output{.versions = std::move(page->items)};
    if (page->last_key) output.next_token = encode_page_token(binding, *page->last_key);
    return output;
}

Result<Output> describe_launch_template_versions(Call& call, const Input& input) {
    auto filters = Filters::compile(input.filters, launch_template_filter_fields(), false);
    if (!filters) return failure(filters.error());
    return call.region.catalog.read_value([&](catalog::Transaction& tx) -> Result<Output> {
        std::optional<Template> of;
        if (input.names_template()) {
            auto found = find_named(tx, call, input.named());
            if (!found) return failure(found.error());
            of = std::move(*found);
            if (!input.versions.empty()) return describe_listed(tx, *of, input, *filters);
        }
        return describe_page(tx, call, of, input, *filters);
    });
}

std::vector<iam::AccessRequest> describe_launch_template_versions_access(Call& call, const Input&) {
    return unscoped_access(call, "ec2:DescribeLaunchTemplateVersions");
}

}  // namespace

Operation describe_launch_template_versions_operation() {
    return operation<&describe_launch_template_versions, &describe_launch_template_versions_access,
                     &check_input>({.name = "DescribeLaunchTemplateVersions"});
}

}  // namespace amicast::services::ec2
