#include "parameters/put_rules.h"

#include <fmt/format.h>

#include "parameters/allowed_pattern.h"

namespace amicast::parameters {
namespace {

using Rule = Refusal::Rule;
using Refused = std::optional<Refusal>;

Refusal bad_request(std::string message) {
    return {Rule::request, std::move(message)};
}

Refused check_name(const PutOrder& order) {
    auto problem = check_new_name(order.name, order.region, order.account_id);
    if (!problem) return std::nullopt;
    switch (problem->rule) {
        case NameProblem::Rule::reserved_path:
            return Refusal{Rule::reserved_name, std::move(problem->message)};
        case NameProblem::Rule::levels:
            return Refusal{Rule::hierarchy_levels, std::move(problem->message)};
        default:
            return bad_request(std::move(problem->message));
    }
}

Refused check_type(const PutOrder& order, const Before& before) {
    if (!before && !order.type)
        return bad_request("A parameter type is required when you create a parameter.");
    if (!before || !order.type || *order.type == before->type) return std::nullopt;
    return Refusal{
        Rule::type_mismatch,
        fmt::format("The parameter {} is a {} and cannot become a {}: create a new parameter under "
                    "another name.",
                    order.name, to_string(before->type), to_string(*order.type))};
}

Refused check_value(const PutOrder& order, const ParameterVersion& draft) {
    if (order.value.empty()) {
        return bad_request(
            "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member "
            "must have length greater than or equal to 1.");
    }
    const std::size_t open = order.value.find("{{");
    if (open != std::string::npos && order.value.find("}}", open) != std::string::npos) {
        return bad_request(
            "Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.");
    }
    if (draft.tier == Tier::standard && order.value.size() > standard_bytes_max) {
        return bad_request(fmt::format(
            "Standard tier parameters support a maximum parameter value of {} characters. To "
            "create a larger parameter value, upgrade the parameter to use the advanced-parameter "
            "tier.",
            standard_bytes_max));
    }
    if (order.value.size() > advanced_bytes_max) {
        return bad_request(fmt::format(
            "Advanced tier parameters support a maximum parameter value of {} characters.",
            advanced_bytes_max));
    }
    return std::nullopt;
}

Refused check_pattern(const PutOrder& order, const ParameterVersion& draft) {
    if (draft.allowed_pattern.empty()) return std::nullopt;
    std::string problem;
    switch (match_allowed_pattern(draft.allowed_pattern, order.value, problem)) {
        case PatternOutcome::matches:
            return std::nullopt;
        case PatternOutcome::malformed:
            return Refusal{Rule::pattern_syntax,
                           fmt::format("AllowedPattern '{}' is not a regular expression: {}.",
                                       draft.allowed_pattern, problem)};
        case PatternOutcome::differs:
            break;
    }
    return Refusal{Rule::pattern_mismatch,
                   fmt::format("Parameter value, cannot be validated against allowedPattern: {}",
                               draft.allowed_pattern)};
}

Refused check_data_type(const ParameterVersion& draft) {
    if (draft.data_type != text_data && draft.data_type != image_data) {
        return bad_request(
            fmt::format("The following data type is not supported: {} (Data type names are all "
                        "lowercase.) Expected {} or {}.",
                        draft.data_type, text_data, image_data));
    }
    if (draft.data_type == image_data && draft.type != Type::string) {
        return bad_request(
            fmt::format("The data type {} goes with parameters of the type String "
                        "only, not {}.",
                        image_data, to_string(draft.type)));
    }
    return std::nullopt;
}

Refused check_tier(const PutOrder& order, const Before& before) {
    if (!before || before->tier != Tier::advanced || order.tier != TierChoice::standard)
        return std::nullopt;
    return bad_request(
        "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the "
        "advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the "
        "advanced parameter and recreate it as a standard parameter.");
}

// Intelligent tiering takes the advanced tier for what the standard one cannot hold.
Tier choose_tier(const PutOrder& order, const Before& before) {
    const Tier old = before ? before->tier : Tier::standard;
    if (!order.tier || old == Tier::advanced) return old;
    if (*order.tier == TierChoice::advanced) return Tier::advanced;
    const bool large = order.value.size() > standard_bytes_max;
    return *order.tier == TierChoice::intelligent && large ? Tier::advanced : Tier::standard;
}

}  // namespace

std::optional<Refusal> check_order(const PutOrder& order, const Before& before) {
    if (Refused name = check_name(order)) return name;
    if (before && !order.overwrite) {
        return Refusal{Rule::already_exists,
                       "The parameter already exists. To overwrite this value, set the overwrite "
                       "option in the request to true."};
    }
    if (Refused type = check_type(order, before)) return type;
    return check_tier(order, before);
}

ParameterVersion draft_version(const PutOrder& order, const Before& before, Time now) {
    ParameterVersion draft = before.value_or(ParameterVersion{});
    draft.account_id = order.account_id;
    draft.name = order.name;
    draft.type = order.type.value_or(draft.type);
    draft.value = order.sealed ? order.sealed->ciphertext : order.value;
    draft.key_id = order.sealed ? order.sealed->key_id : std::string();
    draft.description = order.description.value_or(draft.description);
    draft.allowed_pattern = order.allowed_pattern.value_or(draft.allowed_pattern);
    draft.data_type = order.data_type.value_or(draft.data_type);
    draft.tier = choose_tier(order, before);
    draft.modified = now;
    draft.modified_by = order.modified_by;
    return draft;
}

std::optional<Refusal> check_sealed(const PutOrder& order, const ParameterVersion& draft) {
    if (draft.type != Type::secure_string || order.sealed) return std::nullopt;
    return Refusal{Rule::raced, fmt::format("The parameter {} was changed by another request at "
                                            "the same time: try again.",
                                            order.name)};
}

std::optional<Refusal> check_draft(const PutOrder& order, const ParameterVersion& draft) {
    if (Refused value = check_value(order, draft)) return value;
    if (Refused data_type = check_data_type(draft)) return data_type;
    return check_pattern(order, draft);
}

}  // namespace amicast::parameters
