// Bounds and patterns of the model that several operations share, as rows carry them.
#pragma once

#include "wire/schema.h"

namespace amicast::services::kms {

inline constexpr wire::MemberOptions key_id{.required = true, .min = 1, .max = 2048};
inline constexpr wire::MemberOptions optional_key_id{.min = 1, .max = 2048};
inline constexpr wire::MemberOptions grant_tokens{
    .min = 0, .max = 10, .element_min = 1, .element_max = 8192};
inline constexpr wire::MemberOptions grant_token{.min = 1, .max = 8192};
inline constexpr wire::MemberOptions limit{.min = 1, .max = 1000};
inline constexpr wire::MemberOptions marker{
    .min = 1, .max = 1024, .pattern = R"(^[\u0020-\u00FF]*$)"};
inline constexpr wire::MemberOptions description{.min = 0, .max = 8192};
inline constexpr wire::MemberOptions policy{
    .min = 1, .max = 131072, .pattern = R"(^[\u0009\u000A\u000D\u0020-\u00FF]+$)"};
inline constexpr wire::MemberOptions policy_name{.min = 1, .max = 128, .pattern = R"(^[\w]+$)"};
inline constexpr wire::MemberOptions alias_name{
    .required = true, .min = 1, .max = 256, .pattern = R"(^[a-zA-Z0-9:/_-]+$)"};
inline constexpr wire::MemberOptions ciphertext{.min = 1, .max = 6144};
inline constexpr wire::MemberOptions custom_key_store_id{.min = 1, .max = 64};
inline constexpr wire::MemberOptions encryption_algorithm{
    .one_of = "SYMMETRIC_DEFAULT RSAES_OAEP_SHA_1 RSAES_OAEP_SHA_256 SM2PKE"};
inline constexpr wire::MemberOptions dry_run_modifiers{.element_one_of = "IGNORE_CIPHERTEXT"};
inline constexpr wire::MemberOptions principal{
    .min = 1, .max = 256, .pattern = R"(^[\w+=,.@:/-]+$)"};
inline constexpr wire::MemberOptions service_principal{
    .min = 1, .max = 128, .pattern = R"(^([A-Za-z0-9\-]+)\.([A-Za-z0-9\-]+)(\.[A-Za-z0-9\-]+)+$)"};

// The only algorithm of symmetric keys; also their KeySpec.
inline constexpr std::string_view symmetric_default = "SYMMETRIC_DEFAULT";
inline constexpr std::string_view default_policy_name = "default";

}  // namespace amicast::services::kms
