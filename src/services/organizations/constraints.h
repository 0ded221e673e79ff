// Rules that many members of the Organizations model share. Patterns are the model's, anchored
// since the service means whole values.
#pragma once

#include "wire/schema.h"

namespace amicast::services::organizations {

inline constexpr std::string_view any_text = R"(^(?:[\s\S]*)$)";
inline constexpr std::string_view tag_text = R"(^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$)";

inline constexpr wire::MemberOptions root_id{
    .required = true, .max = 34, .pattern = R"(^r-[0-9a-z]{4,32}$)"};
inline constexpr wire::MemberOptions unit_id{
    .required = true, .max = 68, .pattern = R"(^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$)"};
inline constexpr wire::MemberOptions account_id{
    .required = true, .max = 12, .pattern = R"(^\d{12}$)"};
inline constexpr wire::MemberOptions parent_id{
    .required = true,
    .max = 100,
    .pattern = R"(^(?:(r-[0-9a-z]{4,32})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}))$)"};
inline constexpr wire::MemberOptions child_id{
    .required = true,
    .max = 100,
    .pattern = R"(^(?:(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}))$)"};
inline constexpr wire::MemberOptions target_id{
    .required = true,
    .max = 100,
    .pattern = R"(^(?:(r-[0-9a-z]{4,32})|(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}))$)"};
inline constexpr wire::MemberOptions policy_id{
    .required = true, .max = 130, .pattern = R"(^p-[0-9a-zA-Z_]{8,128}$)"};
inline constexpr wire::MemberOptions taggable_id{
    .required = true,
    .max = 130,
    .pattern = R"(^(?:(r-[0-9a-z]{4,32})|(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})|)"
               R"((^p-[0-9a-zA-Z_]{8,128})|(^rp-[0-9a-zA-Z_]{4,128})|(^rt-[0-9a-zA-Z_]{8,32}))$)"};
inline constexpr wire::MemberOptions unit_name{
    .required = true, .min = 1, .max = 128, .pattern = any_text};
inline constexpr wire::MemberOptions optional_unit_name{.min = 1, .max = 128, .pattern = any_text};
inline constexpr wire::MemberOptions policy_type{
    .required = true,
    .one_of =
        "SERVICE_CONTROL_POLICY RESOURCE_CONTROL_POLICY TAG_POLICY BACKUP_POLICY "
        "AISERVICES_OPT_OUT_POLICY CHATBOT_POLICY DECLARATIVE_POLICY_EC2 "
        "SECURITYHUB_POLICY SECURITYHUB_CSPM_POLICY INSPECTOR_POLICY "
        "UPGRADE_ROLLOUT_POLICY BEDROCK_POLICY S3_POLICY "
        "NETWORK_SECURITY_DIRECTOR_POLICY GUARDDUTY_POLICY"};
inline constexpr wire::MemberOptions service_principal{
    .required = true, .min = 1, .max = 128, .pattern = R"(^(?:[\w+=,.@-]*)$)"};
inline constexpr wire::MemberOptions next_token{.max = 100000, .pattern = any_text};
inline constexpr wire::MemberOptions max_results{.min = 1, .max = 20};

// The one type that this server evaluates.
inline constexpr std::string_view service_control_policy = "SERVICE_CONTROL_POLICY";

}  // namespace amicast::services::organizations
