// UnlabelParameterVersion: takes labels off a version; those that were not on it are named in the
// answer.
#include "parameters/labels.h"
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/errors.h"
#include "services/ssm/lookups.h"
#include "services/ssm/operations.h"

namespace amicast::services::ssm {
namespace {

struct UnlabelParameterVersionInput {
    std::string name;
    std::int64_t parameter_version = 0;
    std::vector<std::string> labels;

    static std::span<const wire::Member> members() {
        using This = UnlabelParameterVersionInput;
        static const wire::Member rows[] = {
            wire::member<&This::name>("Name", {.required = true, .min = 1, .max = name_length_max}),
            wire::member<&This::parameter_version>("ParameterVersion", {.required = true}),
            wire::member<&This::labels>("Labels", {.required = true,
                                                   .min = 1,
                                                   .max = 10,
                                                   .element_min = 1,
                                                   .element_max = label_length_max}),
        };
        return rows;
    }
};

struct UnlabelParameterVersionOutput {
    std::vector<std::string> removed_labels;
    std::vector<std::string> invalid_labels;

    static std::span<const wire::Member> members() {
        using This = UnlabelParameterVersionOutput;
        static const wire::Member rows[] = {
            wire::member<&This::removed_labels>("RemovedLabels", {.keep_empty = true}),
            wire::member<&This::invalid_labels>("InvalidLabels", {.keep_empty = true}),
        };
        return rows;
    }
};

Result<UnlabelParameterVersionOutput> detach(const Call& call, catalog::Transaction& tx,
                                             const UnlabelParameterVersionInput& input) {
    auto current = find_by_name(call, tx, input.name);
    if (!current) return failure(current.error());
    auto version =
        parameters::find_version(tx, call.account(), current->name, input.parameter_version);
    if (!version) return failure(version.error());
    if (!*version)
        return failure(version_not_found(current->name, std::to_string(input.parameter_version)));
    UnlabelParameterVersionOutput output;
    for (const std::string& label : input.labels) {
        auto removed = parameters::detach_label(tx, call.account(), current->name,
                                                input.parameter_version, label);
        if (!removed) return failure(removed.error());
        (*removed ? output.removed_labels : output.invalid_labels).push_back(label);
    }
    return output;
}

Result<UnlabelParameterVersionOutput> unlabel_parameter_version(
    Call& call, const UnlabelParameterVersionInput& input) {
    return call.region.catalog.write_value(
        [&](catalog::Transaction& tx) { return detach(call, tx, input); });
}

AccessRequests unlabel_parameter_version_access(Call& call,
                                                const UnlabelParameterVersionInput& input) {
    return {on_parameter(call, "UnlabelParameterVersion", input.name)};
}

}  // namespace

Operation unlabel_parameter_version_operation() {
    return operation<&unlabel_parameter_version, &unlabel_parameter_version_access>(
        {.name = "UnlabelParameterVersion",
         .errors = "InternalServerError TooManyUpdates ParameterNotFound "
                   "ParameterVersionNotFound"});
}

}  // namespace amicast::services::ssm
