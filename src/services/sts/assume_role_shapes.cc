#include "services/sts/assume_role_shapes.h"

namespace amicast::services::sts {
namespace {

constexpr std::string_view any_text =
    R"(^(?:[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+)$)";
constexpr std::string_view tag_key_text = R"(^(?:[\p{L}\p{Z}\p{N}_.:/=+\-@]+)$)";
constexpr std::string_view tag_value_text = R"(^(?:[\p{L}\p{Z}\p{N}_.:/=+\-@]*)$)";
constexpr std::string_view name_text = R"(^(?:[\w+=,.@-]*)$)";

}  // namespace

std::span<const wire::Member> PolicyDescriptor::members() {
    using This = PolicyDescriptor;
    static const wire::Member rows[] = {
        wire::member<&This::arn>("arn", {.min = 20, .max = 2048, .pattern = any_text}),
    };
    return rows;
}

std::span<const wire::Member> Tag::members() {
    static const wire::Member rows[] = {
        wire::member<&Tag::key>("Key",
                                {.required = true, .min = 1, .max = 128, .pattern = tag_key_text}),
        wire::member<&Tag::value>(
            "Value", {.required = true, .min = 0, .max = 256, .pattern = tag_value_text}),
    };
    return rows;
}

std::span<const wire::Member> ProvidedContext::members() {
    using This = ProvidedContext;
    static const wire::Member rows[] = {
        wire::member<&This::provider_arn>("ProviderArn",
                                          {.min = 20, .max = 2048, .pattern = any_text}),
        wire::member<&This::context_assertion>("ContextAssertion", {.min = 4, .max = 3072}),
    };
    return rows;
}

std::span<const wire::Member> AssumeRoleInput::members() {
    using This = AssumeRoleInput;
    static const wire::Member rows[] = {
        wire::member<&This::role_arn>(
            "RoleArn", {.required = true, .min = 20, .max = 2048, .pattern = any_text}),
        wire::member<&This::role_session_name>(
            "RoleSessionName", {.required = true, .min = 2, .max = 64, .pattern = name_text}),
        wire::member<&This::policy_arns>("PolicyArns"),
        wire::member<&This::policy>(
            "Policy", {.min = 1, .pattern = R"(^(?:[\u0009\u000A\u000D\u0020-\u00FF]+)$)"}),
        wire::member<&This::duration_seconds>("DurationSeconds", {.min = 900, .max = 43200}),
        wire::member<&This::tags>("Tags", {.max = 50}),
        wire::member<&This::transitive_tag_keys>(
            "TransitiveTagKeys",
            {.max = 50, .element_min = 1, .element_max = 128, .element_pattern = tag_key_text}),
        wire::member<&This::external_id>(
            "ExternalId", {.min = 2, .max = 1224, .pattern = R"(^(?:[\w+=,.@:\/-]*)$)"}),
        wire::member<&This::serial_number>(
            "SerialNumber", {.min = 9, .max = 256, .pattern = R"(^(?:[\w+=/:,.@-]*)$)"}),
        wire::member<&This::token_code>("TokenCode",
                                        {.min = 6, .max = 6, .pattern = R"(^(?:[\d]*)$)"}),
        wire::member<&This::source_identity>("SourceIdentity",
                                             {.min = 2, .max = 256, .pattern = name_text}),
        wire::member<&This::provided_contexts>("ProvidedContexts", {.min = 1, .max = 5}),
        wire::member<&This::minimum_session_token_size>("MinimumSessionTokenSize",
                                                        {.min = 0, .max = 4096}),
    };
    return rows;
}

std::span<const wire::Member> AssumedRoleUser::members() {
    using This = AssumedRoleUser;
    static const wire::Member rows[] = {
        wire::member<&This::assumed_role_id>("AssumedRoleId"),
        wire::member<&This::arn>("Arn"),
    };
    return rows;
}

std::span<const wire::Member> AssumeRoleOutput::members() {
    using This = AssumeRoleOutput;
    static const wire::Member rows[] = {
        wire::member<&This::credentials>("Credentials"),
        wire::member<&This::assumed_role_user>("AssumedRoleUser"),
        wire::member<&This::packed_policy_size>("PackedPolicySize"),
        wire::member<&This::source_identity>("SourceIdentity"),
        wire::member<&This::session_token_utilization>("SessionTokenUtilization"),
        wire::member<&This::session_token_size>("SessionTokenSize"),
    };
    return rows;
}

}  // namespace amicast::services::sts
