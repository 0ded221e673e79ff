// LabelParameterVersion: puts labels on a version, taking them from whichever had them. Labels that
// break the rules are named in the answer and left off.
#include "parameters/labels.h"
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/errors.h"
#include "services/ssm/lookups.h"
#include "services/ssm/operations.h"

namespace amicast::services::ssm {
namespace {

struct LabelParameterVersionInput {
    std::string name;
    std::optional<std::int64_t> parameter_version;
    std::vector<std::string> labels;

    static std::span<const wire::Member> members() {
        using This = LabelParameterVersionInput;
        static const wire::Member rows[] = {
            wire::member<&This::name>("Name", {.required = true, .min = 1, .max = name_length_max}),
            wire::member<&This::parameter_version>("ParameterVersion"),
            wire::member<&This::labels>("Labels", {.required = true,
                                                   .min = 1,
                                                   .max = 10,
                                                   .element_min = 1,
                                                   .element_max = label_length_max}),
        };
        return rows;
    }
};

struct LabelParameterVersionOutput {
    std::vector<std::string> invalid_labels;
    std::int64_t parameter_version = 0;

    static std::span<const wire::Member> members() {
        using This = LabelParameterVersionOutput;
        static const wire::Member rows[] = {
            wire::member<&This::invalid_labels>("InvalidLabels", {.keep_empty = true}),
            wire::member<&This::parameter_version>("ParameterVersion"),
        };
        return rows;
    }
};

Result<parameters::ParameterVersion> find_version(const Call& call, catalog::Transaction& tx,
                                                  const LabelParameterVersionInput& input) {
    auto current = find_by_name(call, tx, input.name);
    if (!current || !input.parameter_version) return current;
    auto version =
        parameters::find_version(tx, call.account(), current->name, *input.parameter_version);
    if (!version) return failure(version.error());
    if (!*version)
        return failure(version_not_found(current->name, std::to_string(*input.parameter_version)));
    return std::move(**version);
}

Result<LabelParameterVersionOutput> attach(const Call& call, catalog::Transaction& tx,
                                           const LabelParameterVersionInput& input) {
    auto version = find_version(call, tx, input);
    if (!version) return failure(version.error());
    LabelParameterVersionOutput output{.parameter_version = version->version};
    std::vector<std::string> labels;
    for (const std::string& label : input.labels)
        (parameters::is_label(label) ? labels : output.invalid_labels).push_back(label);
    Status attached =
        parameters::attach_labels(tx, call.account(), version->name, version->version, labels);
    if (!attached && attached.error().kind == ErrorKind::limit)
        return failure(too_many_labels(attached.error().message));
    if (!attached) return failure(attached.error());
    return output;
}

Result<LabelParameterVersionOutput> label_parameter_version(
    Call& call, const LabelParameterVersionInput& input) {
    return call.region.catalog.write_value(
        [&](catalog::Transaction& tx) { return attach(call, tx, input); });
}

AccessRequests label_parameter_version_access(Call& call, const LabelParameterVersionInput& input) {
    return {on_parameter(call, "LabelParameterVersion", input.name)};
}

}  // namespace

Operation label_parameter_version_operation() {
    return operation<&label_parameter_version, &label_parameter_version_access>(
        {.name = "LabelParameterVersion",
         .errors = "InternalServerError TooManyUpdates ParameterNotFound "
                   "ParameterVersionNotFound ParameterVersionLabelLimitExceeded"});
}

}  // namespace amicast::services::ssm
