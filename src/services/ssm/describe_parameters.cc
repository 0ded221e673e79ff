// DescribeParameters: what there is to say about parameters but their values, page by page.
#include "services/page_token.h"
#include "services/ssm/access.h"
#include "services/ssm/errors.h"
#include "services/ssm/filters.h"
#include "services/ssm/operations.h"

namespace amicast::services::ssm {
namespace {

// Of the older member Filters.
struct ParametersFilter {
    std::string key;
    std::vector<std::string> values;

    static std::span<const wire::Member> members() {
        using This = ParametersFilter;
        static const wire::Member rows[] = {
            wire::member<&This::key>("Key", {.required = true, .one_of = "Name Type KeyId"}),
            wire::member<&This::values>(
                "Values",
                {.required = true, .min = 1, .max = 50, .element_min = 1, .element_max = 1024}),
        };
        return rows;
    }
};

struct DescribeParametersInput {
    std::vector<ParametersFilter> filters;
    std::vector<ParameterStringFilter> parameter_filters;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;
    std::optional<bool> shared;

    static std::span<const wire::Member> members() {
        using This = DescribeParametersInput;
        static const wire::Member rows[] = {
            wire::member<&This::filters>("Filters"),
            wire::member<&This::parameter_filters>("ParameterFilters"),
            wire::member<&This::max_results>("MaxResults", {.min = 1, .max = 50}),
            wire::member<&This::next_token>("NextToken"),
            wire::member<&This::shared>("Shared"),
        };
        return rows;
    }
};

struct ParameterMetadata {
    std::string name;
    std::string arn;
    std::string type;
    std::optional<std::string> key_id;
    Time last_modified_date{};
    std::string last_modified_user;
    std::optional<std::string> description;
    std::optional<std::string> allowed_pattern;
    std::int64_t version = 0;
    std::string tier;
    std::string data_type;

    static std::span<const wire::Member> members() {
        using This = ParameterMetadata;
        static const wire::Member rows[] = {
            wire::member<&This::name>("Name"),
            wire::member<&This::arn>("ARN"),
            wire::member<&This::type>("Type"),
            wire::member<&This::key_id>("KeyId"),
            wire::member<&This::last_modified_date>("LastModifiedDate"),
            wire::member<&This::last_modified_user>("LastModifiedUser"),
            wire::member<&This::description>("Description"),
            wire::member<&This::allowed_pattern>("AllowedPattern"),
            wire::member<&This::version>("Version"),
            wire::member<&This::tier>("Tier"),
            wire::member<&This::data_type>("DataType"),
        };
        return rows;
    }
};

struct DescribeParametersOutput {
    std::vector<ParameterMetadata> parameters;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = DescribeParametersOutput;
        static const wire::Member rows[] = {
            wire::member<&This::parameters>("Parameters", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

constexpr std::int64_t page_size_default = 10;

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

ParameterMetadata describe(const Call& call, const parameters::ParameterVersion& version) {
    return {.name = version.name,
            .arn = parameters::parameter_arn(call.region.name, version.account_id, version.name),
            .type = std::string(parameters::to_string(version.type)),
            .key_id = unless_empty(version.key_id),
            .last_modified_date = version.modified,
            .last_modified_user = version.modified_by,
            .description = unless_empty(version.description),
            .allowed_pattern = unless_empty(version.allowed_pattern),
            .version = version.version,
            .tier = std::string(parameters::to_string(version.tier)),
            .data_type = version.data_type};
}

Status check_describe(const DescribeParametersInput& input) {
    if (input.filters.empty() || input.parameter_filters.empty()) return {};
    return failure(invalid("You can use either Filters or ParameterFilters in a single request."));
}

// The older filters ask for the beginning of names, and for all of everything else.
std::vector<ParameterStringFilter> all_filters(const DescribeParametersInput& input) {
    std::vector<ParameterStringFilter> filters = input.parameter_filters;
    for (const ParametersFilter& filter : input.filters) {
        filters.push_back({.key = filter.key,
                           .option = filter.key == "Name" ? "BeginsWith" : "Equals",
                           .values = filter.values});
    }
    return filters;
}

std::string binding_of(const Call& call, DescribeParametersInput input) {
    input.max_results.reset();
    input.next_token.reset();
    return page_binding(call, "DescribeParameters", wire::to_json(input));
}

Result<DescribeParametersOutput> describe_parameters(Call& call,
                                                     const DescribeParametersInput& input) {
    auto filters = describe_filters(all_filters(input));
    if (!filters) return failure(filters.error());
    const std::string binding = binding_of(call, input);
    parameters::Selection selection{.account_id = call.account()};
    if (input.next_token) {
        auto after = read_page_token(binding, *input.next_token);
        if (!after) return failure(invalid_next_token());
        selection.after = std::move(*after);
    }
    DescribeParametersOutput output;
    // Nothing is shared between accounts here.
    if (input.shared.value_or(false)) return output;
    auto page = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return collect(tx, selection, *filters,
                       static_cast<std::size_t>(input.max_results.value_or(page_size_default)));
    });
    if (!page) return failure(page.error());
    for (const FilteredPage::Item& item : page->items)
        output.parameters.push_back(describe(call, item.version));
    if (page->next) output.next_token = make_page_token(binding, *page->next);
    return output;
}

AccessRequests describe_parameters_access(Call&, const DescribeParametersInput&) {
    return {on_everything("DescribeParameters")};
}

}  // namespace

Operation describe_parameters_operation() {
    return operation<&describe_parameters, &describe_parameters_access, &check_describe>(
        {.name = "DescribeParameters",
         .errors = "InternalServerError InvalidFilterKey InvalidFilterOption InvalidFilterValue "
                   "InvalidNextToken"});
}

}  // namespace amicast::services::ssm
