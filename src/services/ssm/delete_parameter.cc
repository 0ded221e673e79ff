// DeleteParameter: a parameter with its whole history.
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/lookups.h"
#include "services/ssm/operations.h"

namespace amicast::services::ssm {
namespace {

struct DeleteParameterInput {
    std::string name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteParameterInput::name>(
                "Name", {.required = true, .min = 1, .max = name_length_max}),
        };
        return rows;
    }
};

struct DeleteParameterOutput {
    static std::span<const wire::Member> members() { return {}; }
};

Result<DeleteParameterOutput> delete_parameter(Call& call, const DeleteParameterInput& input) {
    Status deleted = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto found = find_by_name(call, tx, input.name);
        if (!found) return failure(found.error());
        auto erased = parameters::erase(tx, call.account(), found->name);
        if (!erased) return failure(erased.error());
        return {};
    });
    if (!deleted) return failure(deleted.error());
    return DeleteParameterOutput{};
}

AccessRequests delete_parameter_access(Call& call, const DeleteParameterInput& input) {
    return {on_parameter(call, "DeleteParameter", input.name)};
}

}  // namespace

Operation delete_parameter_operation() {
    return operation<&delete_parameter, &delete_parameter_access>(
        {.name = "DeleteParameter", .errors = "InternalServerError ParameterNotFound"});
}

}  // namespace amicast::services::ssm
