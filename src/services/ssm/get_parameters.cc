// GetParameters: up to ten parameters in alphabetical order; names that lead nowhere are listed
// apart.
#include <map>

#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/operations.h"
#include "services/ssm/values.h"

namespace amicast::services::ssm {
namespace {

struct GetParametersInput {
    std::vector<std::string> names;
    std::optional<bool> with_decryption;

    static std::span<const wire::Member> members() {
        using This = GetParametersInput;
        static const wire::Member rows[] = {
            wire::member<&This::names>("Names", {.required = true,
                                                 .min = 1,
                                                 .max = names_max,
                                                 .element_min = 1,
                                                 .element_max = name_length_max}),
            wire::member<&This::with_decryption>("WithDecryption"),
        };
        return rows;
    }
};

struct GetParametersOutput {
    std::vector<Parameter> parameters;
    std::vector<std::string> invalid_parameters;

    static std::span<const wire::Member> members() {
        using This = GetParametersOutput;
        static const wire::Member rows[] = {
            wire::member<&This::parameters>("Parameters", {.keep_empty = true}),
            wire::member<&This::invalid_parameters>("InvalidParameters", {.keep_empty = true}),
        };
        return rows;
    }
};

struct Finds {
    std::map<std::string, Found> found;  // by name and selector, which is the order of the answer
    std::vector<std::string> missing;
};

Result<Finds> find_all(const Call& call, catalog::Transaction& tx,
                       const std::vector<std::string>& names) {
    Finds finds;
    for (const std::string& name : names) {
        auto found = find_parameter(call, tx, name);
        if (!found && !is_missing(found.error())) return failure(found.error());
        if (!found) {
            finds.missing.push_back(name);
            continue;
        }
        std::string key = found->version.name + ":" + found->selector;
        finds.found.emplace(std::move(key), std::move(*found));
    }
    return finds;
}

Result<GetParametersOutput> get_parameters(Call& call, const GetParametersInput& input) {
    auto finds = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_all(call, tx, input.names); });
    if (!finds) return failure(finds.error());
    GetParametersOutput output;
    output.invalid_parameters = std::move(finds->missing);
    for (const auto& [key, found] : finds->found) {
        auto shown = show_value(call, found, input.with_decryption.value_or(false));
        if (!shown) return failure(shown.error());
        output.parameters.push_back(std::move(*shown));
    }
    return output;
}

AccessRequests get_parameters_access(Call& call, const GetParametersInput& input) {
    return on_parameters(call, "GetParameters", input.names);
}

}  // namespace

Operation get_parameters_operation() {
    return operation<&get_parameters, &get_parameters_access>(
        {.name = "GetParameters", .errors = "InvalidKeyId InternalServerError"});
}

}  // namespace amicast::services::ssm
