// Rules that many members of IAM's model share. Patterns are the model's, anchored since IAM means
// whole values.
#pragma once

#include "wire/schema.h"

namespace amicast::services::iam_api {

inline constexpr std::string_view name_pattern = R"(^(?:[\w+=,.@-]+)$)";
inline constexpr std::string_view document_pattern = R"(^(?:[\u0009\u000A\u000D\u0020-\u00FF]+)$)";

inline constexpr wire::MemberOptions new_name{
    .required = true, .min = 1, .max = 64, .pattern = name_pattern};  // of users and roles
inline constexpr wire::MemberOptions user_name{
    .required = true, .min = 1, .max = 128, .pattern = name_pattern};
inline constexpr wire::MemberOptions group_name = user_name;
inline constexpr wire::MemberOptions optional_new_user_name{
    .min = 1, .max = 64, .pattern = name_pattern};
inline constexpr wire::MemberOptions optional_user_name{
    .min = 1, .max = 128, .pattern = name_pattern};
inline constexpr wire::MemberOptions instance_profile_name = user_name;
inline constexpr wire::MemberOptions policy_name{
    .required = true, .min = 1, .max = 128, .pattern = name_pattern};
inline constexpr wire::MemberOptions policy_document{
    .required = true, .min = 1, .max = 131072, .pattern = document_pattern};
inline constexpr wire::MemberOptions optional_policy_document{
    .min = 1, .max = 131072, .pattern = document_pattern};
inline constexpr wire::MemberOptions policy_documents{
    .element_min = 1, .element_max = 131072, .element_pattern = document_pattern};
inline constexpr wire::MemberOptions new_policy_documents{
    .required = true, .element_min = 1, .element_max = 131072, .element_pattern = document_pattern};
inline constexpr wire::MemberOptions entity_arn{.required = true, .min = 20, .max = 2048};
inline constexpr wire::MemberOptions path{
    .min = 1, .max = 512, .pattern = R"(^(?:(\u002F)|(\u002F[\u0021-\u007E]+\u002F))$)"};
inline constexpr wire::MemberOptions path_prefix{
    .min = 1, .max = 512, .pattern = R"(^(?:\u002F[\u0021-\u007F]*)$)"};
// Paths of managed policies have fewer characters than those of users, roles and groups.
inline constexpr wire::MemberOptions policy_path{
    .min = 1, .max = 512, .pattern = R"(^(?:((/[A-Za-z0-9\.,\+@=_-]+)*)/)$)"};
inline constexpr wire::MemberOptions policy_arn{.required = true, .min = 20, .max = 2048};
inline constexpr wire::MemberOptions version_id{
    .required = true, .pattern = R"(^(?:v[1-9][0-9]*(\.[A-Za-z0-9-]*)?)$)"};
inline constexpr std::string_view description_pattern =
    R"(^(?:[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*)$)";
inline constexpr wire::MemberOptions max_session_duration{.min = 3600, .max = 43200};
inline constexpr wire::MemberOptions max_signin_session_duration{.min = 3600, .max = 7776000};
inline constexpr wire::MemberOptions boundary_arn{.min = 20, .max = 2048};
inline constexpr wire::MemberOptions access_key_id{
    .required = true, .min = 16, .max = 128, .pattern = R"(^(?:[\w]+)$)"};
inline constexpr wire::MemberOptions marker{
    .min = 1, .max = 320, .pattern = R"(^(?:[\u0020-\u00FF]+)$)"};
inline constexpr wire::MemberOptions max_items{.min = 1, .max = 1000};
inline constexpr wire::MemberOptions tags{.max = 50};
inline constexpr wire::MemberOptions new_tags{.required = true, .max = 50};
inline constexpr wire::MemberOptions tag_keys{
    .required = true,
    .max = 50,
    .element_min = 1,
    .element_max = 128,
    .element_pattern = R"(^(?:[\p{L}\p{Z}\p{N}_.:/=+\-@]+)$)"};

}  // namespace amicast::services::iam_api
