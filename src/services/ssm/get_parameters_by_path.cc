// GetParametersByPath: the parameters below a path, one level or all, page by page. Who may ask for
// a path gets all that lies below it.
#include "services/page_token.h"
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/errors.h"
#include "services/ssm/filters.h"
#include "services/ssm/operations.h"
#include "services/ssm/values.h"

namespace amicast::services::ssm {
namespace {

struct GetParametersByPathInput {
    std::string path;
    std::optional<bool> recursive;
    std::vector<ParameterStringFilter> parameter_filters;
    std::optional<bool> with_decryption;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = GetParametersByPathInput;
        static const wire::Member rows[] = {
            wire::member<&This::path>("Path", {.required = true, .min = 1, .max = name_length_max}),
            wire::member<&This::recursive>("Recursive"),
            wire::member<&This::parameter_filters>("ParameterFilters"),
            wire::member<&This::with_decryption>("WithDecryption"),
            wire::member<&This::max_results>("MaxResults", {.min = 1, .max = 10}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

struct GetParametersByPathOutput {
    std::vector<Parameter> parameters;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = GetParametersByPathOutput;
        static const wire::Member rows[] = {
            wire::member<&This::parameters>("Parameters", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

constexpr std::int64_t page_size_default = 10;

Status check_path(const GetParametersByPathInput& input) {
    if (parameters::trimmed(input.path).starts_with('/')) return {};
    return failure(invalid(
        "The parameter doesn't meet the parameter name requirements. The parameter name must begin "
        "with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" "
        "(case-insensitive). It must use only letters, numbers, or the following symbols: . "
        "(period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, "
        "if specified, must use the forward slash symbol \"/\"."));
}

std::string binding_of(const Call& call, GetParametersByPathInput input) {
    input.max_results.reset();
    input.next_token.reset();
    return page_binding(call, "GetParametersByPath", wire::to_json(input));
}

Result<GetParametersByPathOutput> get_parameters_by_path(Call& call,
                                                         const GetParametersByPathInput& input) {
    auto filters = path_filters(input.parameter_filters);
    if (!filters) return failure(filters.error());
    const std::string binding = binding_of(call, input);
    parameters::Selection selection{
        .account_id = call.account(),
        .prefix = parameters::prefix_of_path(parameters::trimmed(input.path)),
        .one_level = !input.recursive.value_or(false)};
    if (input.next_token) {
        auto after = read_page_token(binding, *input.next_token);
        if (!after) return failure(invalid_next_token());
        selection.after = std::move(*after);
    }
    auto page = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return collect(tx, selection, *filters,
                       static_cast<std::size_t>(input.max_results.value_or(page_size_default)));
    });
    if (!page) return failure(page.error());
    GetParametersByPathOutput output;
    for (FilteredPage::Item& item : page->items) {
        auto shown = show_value(call, {std::move(item.version), std::move(item.selector)},
                                input.with_decryption.value_or(false));
        if (!shown) return failure(shown.error());
        output.parameters.push_back(std::move(*shown));
    }
    if (page->next) output.next_token = make_page_token(binding, *page->next);
    return output;
}

AccessRequests get_parameters_by_path_access(Call& call, const GetParametersByPathInput& input) {
    iam::AccessRequest asked =
        on_path(call, "GetParametersByPath", parameters::trimmed(input.path));
    asked.context["ssm:Recursive"] = {input.recursive.value_or(false) ? "true" : "false"};
    return {asked};
}

}  // namespace

Operation get_parameters_by_path_operation() {
    return operation<&get_parameters_by_path, &get_parameters_by_path_access, &check_path>(
        {.name = "GetParametersByPath",
         .errors = "InternalServerError InvalidFilterKey InvalidFilterOption InvalidFilterValue "
                   "InvalidKeyId InvalidNextToken"});
}

}  // namespace amicast::services::ssm
