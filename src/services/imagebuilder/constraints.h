// Bounds and patterns that many members of this service share, as its model and reference give
// them.
//
// Two of them moved after DistributeImage appeared: clientToken grew from 36 to 64 characters, and
// the tag key pattern was replaced. These are the first ones, which the reference documents; what
// SDKs fill in by themselves fits both.
#pragma once

#include <cstdint>
#include <string_view>

#include "wire/schema.h"

namespace amicast::services::imagebuilder {

inline constexpr std::int64_t client_token_characters_max = 36;
inline constexpr std::string_view tag_key_pattern = "^(?!aws:)[a-zA-Z+-=._:/]+$";
inline constexpr std::int64_t page_size_max = 25;

inline constexpr std::string_view configuration_arn_pattern =
    "^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws):distribution-configuration/[a-z0-9-_]+$";
inline constexpr std::string_view build_arn_pattern =
    "^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?):image/[a-z0-9-_]+/"
    "[0-9]+\\.[0-9]+\\.[0-9]+/[0-9]+$";
inline constexpr std::string_view version_arn_pattern =
    "^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?):image/[a-z0-9-_]+/"
    "[0-9]+\\.[0-9]+\\.[0-9]+$";
inline constexpr std::string_view version_or_build_arn_pattern =
    "^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?):image/[a-z0-9-_]+/"
    "(?:(?:([0-9]+|x)\\.([0-9]+|x)\\.([0-9]+|x))|(?:[0-9]+\\.[0-9]+\\.[0-9]+/[0-9]+))$";
inline constexpr std::string_view resource_arn_pattern =
    "^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?|third-party):"
    "(?:image-recipe|container-recipe|infrastructure-configuration|distribution-configuration|"
    "component|image|image-pipeline|lifecycle-policy|workflow\\/(?:build|test|distribution))/"
    "[a-z0-9-_]+(?:/(?:(?:x|[0-9]+)\\.(?:x|[0-9]+)\\.(?:x|[0-9]+))(?:/[0-9]+)?)?$";
inline constexpr std::string_view resource_name_pattern =
    "^[-_A-Za-z-0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z-0-9]$";
inline constexpr std::string_view role_pattern =
    "^(?:arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role/)?[a-zA-Z_0-9+=,.@\\-_/]+$";
inline constexpr std::string_view lifecycle_policy_arn_pattern =
    "^arn:aws(?:-[a-z]+)*:imagebuilder:[a-z]{2,}(?:-[a-z]+)+-[0-9]+:(?:[0-9]{12}|aws):"
    "lifecycle-policy/[a-z0-9-_]+$";
inline constexpr std::string_view lifecycle_execution_id_pattern =
    "^lce-[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
inline constexpr std::string_view account_id_pattern = "^[0-9]{12}$";
inline constexpr std::string_view launch_template_id_pattern = "^lt-[a-z0-9-_]{17}$";

// A tag map: keys and values in their bounds. An empty map is accepted; the model asks for one
// entry, the reference does not.
inline constexpr wire::MemberOptions tag_map{.max = 50,
                                             .element_min = 0,
                                             .element_max = 256,
                                             .key_min = 1,
                                             .key_max = 128,
                                             .key_pattern = tag_key_pattern};
// The same in answers, which show an empty map too.
inline constexpr wire::MemberOptions shown_tag_map{.max = 50,
                                                   .element_min = 0,
                                                   .element_max = 256,
                                                   .key_min = 1,
                                                   .key_max = 128,
                                                   .key_pattern = tag_key_pattern,
                                                   .keep_empty = true};
inline constexpr wire::MemberOptions client_token{
    .required = true, .min = 1, .max = client_token_characters_max, .idempotency_token = true};
inline constexpr wire::MemberOptions text_1_to_1024{.min = 1, .max = 1024};

}  // namespace amicast::services::imagebuilder
