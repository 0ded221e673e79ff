// PutParameter: a new parameter, or the next version of one. A value of the data type aws:ec2:image
// is validated after the answer; until then, and when its image is not there, nothing changes.
#include <algorithm>

#include "parameters/put.h"
#include "services/ssm/access.h"
#include "services/ssm/constraints.h"
#include "services/ssm/errors.h"
#include "services/ssm/operations.h"
#include "services/ssm/secure_value.h"
#include "services/ssm/shapes.h"

namespace amicast::services::ssm {
namespace {

using parameters::PutOrder;
using parameters::TierChoice;

struct PutParameterInput {
    std::string name;
    std::optional<std::string> description;
    std::string value;
    std::optional<std::string> type;
    std::optional<std::string> key_id;
    std::optional<bool> overwrite;
    std::optional<std::string> allowed_pattern;
    std::vector<Tag> tags;
    std::optional<std::string> tier;
    std::optional<std::string> policies;
    std::optional<std::string> data_type;

    static std::span<const wire::Member> members() {
        using This = PutParameterInput;
        static const wire::Member rows[] = {
            wire::member<&This::name>("Name", {.required = true, .min = 1, .max = name_length_max}),
            wire::member<&This::description>("Description", {.min = 0, .max = 1024}),
            wire::member<&This::value>("Value", {.required = true}),
            wire::member<&This::type>("Type", {.one_of = types}),
            wire::member<&This::key_id>("KeyId", {.min = 1, .max = 256, .pattern = key_id_pattern}),
            wire::member<&This::overwrite>("Overwrite"),
            wire::member<&This::allowed_pattern>("AllowedPattern", {.min = 0, .max = 1024}),
            wire::member<&This::tags>("Tags", {.max = 1000}),
            wire::member<&This::tier>("Tier", {.one_of = "Standard Advanced Intelligent-Tiering"}),
            wire::member<&This::policies>("Policies", {.min = 1, .max = 4096}),
            wire::member<&This::data_type>("DataType", {.min = 0, .max = 128}),
        };
        return rows;
    }
};

struct PutParameterOutput {
    std::int64_t version = 0;
    std::string tier;

    static std::span<const wire::Member> members() {
        using This = PutParameterOutput;
        static const wire::Member rows[] = {
            wire::member<&This::version>("Version"),
            wire::member<&This::tier>("Tier"),
        };
        return rows;
    }
};

// A list without a policy in it, which is how policies are taken off.
bool is_empty_policy(std::string_view policies) {
    std::string bare;
    std::copy_if(policies.begin(), policies.end(), std::back_inserter(bare),
                 [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
    return bare == "[]" || bare == "{}" || bare == "[{}]";
}

Status check_put(const PutParameterInput& input) {
    if (!input.tags.empty() && input.overwrite.value_or(false)) {
        return failure(invalid(
            "Invalid request: tags and overwrite can't be used together. To create a parameter "
            "with tags, please remove overwrite flag. To update tags for an existing parameter, "
            "please use AddTagsToResource or RemoveTagsFromResource."));
    }
    if (input.policies && !is_empty_policy(*input.policies)) return failure(policies_refused());
    if (input.key_id && input.type && *input.type != "SecureString")
        return failure(invalid("KeyId is for parameters of the type SecureString only."));
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    return {};
}

std::optional<TierChoice> tier_choice(const std::optional<std::string>& tier) {
    if (!tier) return std::nullopt;
    if (*tier == "Standard") return TierChoice::standard;
    return *tier == "Advanced" ? TierChoice::advanced : TierChoice::intelligent;
}

PutOrder order_of(const Call& call, const PutParameterInput& input) {
    PutOrder order;
    order.account_id = call.account();
    order.region = call.region.name;
    order.name = parameters::trimmed(input.name);
    order.value = input.value;
    if (input.type) order.type = parameters::type_from_string(*input.type);
    order.overwrite = input.overwrite.value_or(false);
    order.description = input.description;
    order.allowed_pattern = input.allowed_pattern;
    order.tier = tier_choice(input.tier);
    order.data_type = input.data_type;
    order.modified_by = call.caller.arn;
    for (const Tag& tag : input.tags)
        order.tags.emplace_back(tag.key, tag.value);
    return order;
}

// Encrypts the value when it will be a SecureString's; outside of the transaction of the put, which
// refuses what changed in between.
Status seal(Call& call, const PutParameterInput& input, PutOrder& order) {
    auto outlook = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return parameters::foresee(tx, order); });
    if (!outlook) return failure(outlook.error());
    if (outlook->refusal) return failure(refused(*outlook->refusal));
    if (outlook->type != parameters::Type::secure_string) {
        if (!input.key_id) return {};
        return failure(invalid("KeyId is for parameters of the type SecureString only."));
    }
    auto sealed = seal_value(call, order.name, input.key_id.value_or(outlook->key_id),
                             outlook->tier, order.value);
    if (!sealed) return failure(sealed.error());
    order.sealed = std::move(*sealed);
    return {};
}

Result<PutParameterOutput> put_parameter(Call& call, const PutParameterInput& input) {
    PutOrder order = order_of(call, input);
    if (Status done = seal(call, input, order); !done) return failure(done.error());
    auto put = call.region.catalog.write_value(
        [&](catalog::Transaction& tx) { return parameters::put(tx, order, {}, call.now); });
    if (!put && put.error().kind == ErrorKind::limit)
        return failure(too_many_tags(put.error().message));
    if (!put) return failure(put.error());
    if (put->refusal) return failure(refused(*put->refusal));
    if (put->pending) call.site.jobs.notify(call.region.name);
    return PutParameterOutput{.version = put->version,
                              .tier = std::string(parameters::to_string(put->tier))};
}

// Tags need their own permission, and an image one must be allowed to see.
AccessRequests put_parameter_access(Call& call, const PutParameterInput& input) {
    const std::string name(parameters::trimmed(input.name));
    AccessRequests requests{on_parameter(call, "PutParameter", name)};
    requests.front().context["ssm:Overwrite"] = {input.overwrite.value_or(false) ? "true"
                                                                                 : "false"};
    add_request_tags(input.tags, requests.front().context);
    if (!input.tags.empty()) {
        requests.push_back(on_parameter(call, "AddTagsToResource", name));
        add_request_tags(input.tags, requests.back().context);
    }
    if (input.data_type == parameters::image_data) {
        requests.push_back({.action = "ec2:DescribeImages",
                            .resource = "*",
                            .context = {{"ec2:Region", {call.region.name}}}});
    }
    return requests;
}

}  // namespace

Operation put_parameter_operation() {
    return operation<&put_parameter, &put_parameter_access, &check_put>(
        {.name = "PutParameter",
         .errors = "InternalServerError InvalidKeyId ParameterLimitExceeded TooManyUpdates "
                   "ParameterAlreadyExists HierarchyLevelLimitExceededException "
                   "HierarchyTypeMismatchException InvalidAllowedPatternException "
                   "ParameterMaxVersionLimitExceeded ParameterPatternMismatchException "
                   "UnsupportedParameterType PoliciesLimitExceededException "
                   "InvalidPolicyTypeException InvalidPolicyAttributeException "
                   "IncompatiblePolicyException"});
}

}  // namespace amicast::services::ssm
