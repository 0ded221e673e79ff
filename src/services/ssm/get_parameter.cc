// GetParameter: one parameter by name or ARN, perhaps a certain version of it.
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/operations.h"
#include "services/ssm/values.h"

namespace amicast::services::ssm {
namespace {

struct GetParameterInput {
    std::string name;
    std::optional<bool> with_decryption;

    static std::span<const wire::Member> members() {
        using This = GetParameterInput;
        static const wire::Member rows[] = {
            wire::member<&This::name>("Name", {.required = true, .min = 1, .max = name_length_max}),
            wire::member<&This::with_decryption>("WithDecryption"),
        };
        return rows;
    }
};

struct GetParameterOutput {
    Parameter parameter;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetParameterOutput::parameter>("Parameter"),
        };
        return rows;
    }
};

Result<GetParameterOutput> get_parameter(Call& call, const GetParameterInput& input) {
    auto found = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_parameter(call, tx, input.name); });
    if (!found) return failure(found.error());
    auto shown = show_value(call, *found, input.with_decryption.value_or(false));
    if (!shown) return failure(shown.error());
    return GetParameterOutput{std::move(*shown)};
}

AccessRequests get_parameter_access(Call& call, const GetParameterInput& input) {
    return {on_parameter(call, "GetParameter", input.name)};
}

}  // namespace

Operation get_parameter_operation() {
    return operation<&get_parameter, &get_parameter_access>(
        {.name = "GetParameter",
         .errors = "InternalServerError InvalidKeyId ParameterNotFound ParameterVersionNotFound"});
}

}  // namespace amicast::services::ssm
