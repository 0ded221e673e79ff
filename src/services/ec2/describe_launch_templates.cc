// DescribeLaunchTemplates: the caller's templates of this region.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/filters.h"
#include "services/ec2/launch_template_request.h"
#include "services/ec2/operations.h"
#include "services/ec2/paging.h"
#include "wire/operation.h"

namespace amicast::services::ec2 {
namespace {

using launch_templates::Template;

struct DescribeLaunchTemplatesInput {
    std::optional<bool> dry_run;
    std::vector<std::string> launch_template_ids;
    std::vector<std::string> launch_template_names;
    std::vector<Filter> filters;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    bool names_any() const {
        return !launch_template_ids.empty() || !launch_template_names.empty();
    }

    static std::span<const wire::Member> members() {
        using This = DescribeLaunchTemplatesInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::launch_template_ids>("LaunchTemplateIds",
                                                     {.location_name = "LaunchTemplateId"}),
            wire::member<&This::launch_template_names>("LaunchTemplateNames",
                                                       {.location_name = "LaunchTemplateName"}),
            wire::member<&This::filters>("Filters", {.location_name = "Filter"}),
            wire::member<&This::next_token>("NextToken"),
            wire::member<&This::max_results>("MaxResults", {.min = 1, .max = 200}),
        };
        return rows;
    }
};

struct DescribeLaunchTemplatesOutput {
    std::vector<LaunchTemplateItem> launch_templates;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = DescribeLaunchTemplatesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::launch_templates>(
                "LaunchTemplates", {.location_name = "launchTemplates", .keep_empty = true}),
            wire::member<&This::next_token>("NextToken", {.location_name = "nextToken"}),
        };
        return rows;
    }
};

constexpr FilterField<Template> filter_fields[] = {
    {"create-time",
     [](const Template& one, FilterTexts& out) { out.push_back(to_iso8601(one.created)); }},
    {"launch-template-name",
     [](const Template& one, FilterTexts& out) { out.push_back(one.name); }},
};

using Filters = FilterSet<Template>;

constexpr std::size_t named_max = 200;  // AWS's bound for one call

Status check_input(const DescribeLaunchTemplatesInput& input) {
    if (input.names_any() && input.max_results)
        return failure(cannot_combine("launchTemplateIdsSet", "maxResults"));
    if (input.launch_template_ids.size() + input.launch_template_names.size() > named_max)
        return failure(invalid_value("The request names more than 200 launch templates"));
    for (const std::string& id : input.launch_template_ids)
        if (!is_resource_id(id, "lt-")) return failure(template_id_malformed(id));
    for (const std::string& name : input.launch_template_names)
        if (Status checked = check_template_name(name); !checked) return checked;
    return {};
}

Result<std::optional<LaunchTemplateItem>> keep(catalog::Transaction& tx, const Filters& filters,
                                               const Template& one) {
    std::optional<LaunchTemplateItem> none;
    if (!filters.matches(one)) return none;
    auto tags = images::find_tags(tx, one.account_id, one.id);
    if (!tags) return failure(tags.error());
    if (!filters.matches_tags(*tags)) return none;
    return std::optional(to_item(one, *tags));
}

Result<DescribeLaunchTemplatesOutput> describe_named(catalog::Transaction& tx, const Call& call,
                                                     const DescribeLaunchTemplatesInput& input,
                                                     const Filters& filters) {
    DescribeLaunchTemplatesOutput output;
    auto take = [&](const std::optional<std::string>& id,
                    const std::optional<std::string>& name) -> Status {
        auto found = find_named(tx, call, {id, name});
        if (!found) return failure(found.error());
        auto item = keep(tx, filters, *found);
        if (!item) return failure(item.error());
        if (*item) output.launch_templates.push_back(std::move(**item));
        return {};
    };
    for (const std::string& id : input.launch_template_ids)
        if (Status taken = take(id, std::nullopt); !taken) return failure(taken.error());
    for (const std::string& name : input.launch_template_names)
        if (Status taken = take(std::nullopt, name); !taken) return failure(taken.error());
    return output;
}

Result<DescribeLaunchTemplatesOutput> describe_page(catalog::Transaction& tx, const Call& call,
                                                    const DescribeLaunchTemplatesInput& input,
                                                    const Filters& filters) {
    DescribeLaunchTemplatesInput same = input;
    same.max_results.reset();
    same.next_token.reset();
    same.dry_run.reset();
    std::string binding = page_binding(call, "DescribeLaunchTemplates", wire::to_json(same));
    Result<std::string> after = decode_page_token(binding, input.next_token);
    if (!after) return failure(after.error());
    // Without MaxResults a page holds what the largest one may.
    auto limit = static_cast<std::size_t>(input.max_results.value_or(200));
    auto list = [&](const std::string& from, const std::function<bool(const Template&)>& visit) {
        return launch_templates::each_template(tx, call.account(), from, visit);
    };
    auto page = collect_page<Template, LaunchTemplateItem>(
        *after, limit, list, [&](const Template& one) { return keep(tx, filters, one); },
        [](const Template& one) { return one.id; });
    if (!page) return failure(page.error());
    DescribeLaunchTemplatesOutput output{.launch_templates = std::move(page->items)};
    if (page->last_key) output.next_token = encode_page_token(binding, *page->last_key);
    return output;
}

Result<DescribeLaunchTemplatesOutput> describe_launch_templates(
    Call& call, const DescribeLaunchTemplatesInput& input) {
    auto filters = Filters::compile(input.filters, filter_fields);
    if (!filters) return failure(filters.error());
    return call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return input.names_any() ? describe_named(tx, call, input, *filters)
                                 : describe_page(tx, call, input, *filters);
    });
}

std::vector<iam::AccessRequest> describe_launch_templates_access(
    Call& call, const DescribeLaunchTemplatesInput&) {
    return unscoped_access(call, "ec2:DescribeLaunchTemplates");
}

}  // namespace

Operation describe_launch_templates_operation() {
    return operation<&describe_launch_templates, &describe_launch_templates_access, &check_input>(
        {.name = "DescribeLaunchTemplates"});
}

}  // namespace amicast::services::ec2
