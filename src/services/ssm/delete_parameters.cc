// DeleteParameters: up to ten parameters in one transaction; names that lead nowhere are listed
// apart.
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/lookups.h"
#include "services/ssm/operations.h"

namespace amicast::services::ssm {
namespace {

struct DeleteParametersInput {
    std::vector<std::string> names;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteParametersInput::names>("Names", {.required = true,
                                                                  .min = 1,
                                                                  .max = names_max,
                                                                  .element_min = 1,
                                                                  .element_max = name_length_max}),
        };
        return rows;
    }
};

struct DeleteParametersOutput {
    std::vector<std::string> deleted_parameters;
    std::vector<std::string> invalid_parameters;

    static std::span<const wire::Member> members() {
        using This = DeleteParametersOutput;
        static const wire::Member rows[] = {
            wire::member<&This::deleted_parameters>("DeletedParameters", {.keep_empty = true}),
            wire::member<&This::invalid_parameters>("InvalidParameters", {.keep_empty = true}),
        };
        return rows;
    }
};

Result<DeleteParametersOutput> delete_parameters(Call& call, const DeleteParametersInput& input) {
    return call.region.catalog.write_value(
        [&](catalog::Transaction& tx) -> Result<DeleteParametersOutput> {
            DeleteParametersOutput output;
            for (const std::string& name : input.names) {
                auto found = find_by_name(call, tx, name);
                if (!found && !is_missing(found.error())) return failure(found.error());
                if (!found) {
                    output.invalid_parameters.push_back(name);
                    continue;
                }
                auto erased = parameters::erase(tx, call.account(), found->name);
                if (!erased) return failure(erased.error());
                output.deleted_parameters.push_back(name);
            }
            return output;
        });
}

AccessRequests delete_parameters_access(Call& call, const DeleteParametersInput& input) {
    return on_parameters(call, "DeleteParameters", input.names);
}

}  // namespace

Operation delete_parameters_operation() {
    return operation<&delete_parameters, &delete_parameters_access>(
        {.name = "DeleteParameters", .errors = "InternalServerError"});
}

}  // namespace amicast::services::ssm
