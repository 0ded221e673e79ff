// Bounds and patterns of the model that several operations share, as rows carry them.
#pragma once

#include "wire/schema.h"

namespace amicast::services::logs_api {

inline constexpr std::string_view group_name_pattern = R"(^[\.\-_/#A-Za-z0-9]+$)";
inline constexpr std::string_view tag_key_pattern = R"(^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$)";
inline constexpr std::string_view tag_value_pattern = R"(^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$)";
inline constexpr std::string_view group_classes = "STANDARD INFREQUENT_ACCESS DELIVERY ESSENTIALS";

inline constexpr wire::MemberOptions optional_group_name{
    .min = 1, .max = 512, .pattern = group_name_pattern};
inline constexpr wire::MemberOptions group_name{
    .required = true, .min = 1, .max = 512, .pattern = group_name_pattern};
inline constexpr wire::MemberOptions group_identifier{
    .min = 1, .max = 2048, .pattern = R"(^[\w#+=/:,.@-]*$)"};
inline constexpr wire::MemberOptions stream_prefix{.min = 1, .max = 512, .pattern = "^[^:*]*$"};
inline constexpr wire::MemberOptions stream_name{
    .required = true, .min = 1, .max = 512, .pattern = "^[^:*]*$"};
inline constexpr wire::MemberOptions next_token{.min = 1};
inline constexpr wire::MemberOptions event_time{.min = 0};
inline constexpr wire::MemberOptions describe_limit{.min = 1, .max = 50};
inline constexpr wire::MemberOptions events_limit{.min = 1, .max = 10000};
inline constexpr wire::MemberOptions tag_map{.min = 1,
                                             .max = 50,
                                             .element_max = 256,
                                             .element_pattern = tag_value_pattern,
                                             .key_min = 1,
                                             .key_max = 128,
                                             .key_pattern = tag_key_pattern};
inline constexpr wire::MemberOptions required_tag_map{.required = true,
                                                      .min = 1,
                                                      .max = 50,
                                                      .element_max = 256,
                                                      .element_pattern = tag_value_pattern,
                                                      .key_min = 1,
                                                      .key_max = 128,
                                                      .key_pattern = tag_key_pattern};
inline constexpr wire::MemberOptions resource_arn{
    .required = true, .min = 1, .max = 1011, .pattern = R"(^[\w+=/:,.@-]*$)"};

}  // namespace amicast::services::logs_api
