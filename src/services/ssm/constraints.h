// Bounds and patterns of the model that several operations share.
#pragma once

#include <cstdint>
#include <string_view>

namespace amicast::services::ssm {

inline constexpr std::int64_t name_length_max = 2048;
inline constexpr std::int64_t names_max = 10;
inline constexpr std::int64_t label_length_max = 100;
inline constexpr std::string_view types = "String StringList SecureString";
inline constexpr std::string_view tag_pattern = R"(^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$)";
inline constexpr std::string_view key_id_pattern = R"(^([a-zA-Z0-9:/_-]+)$)";
inline constexpr std::string_view resource_types =
    "Document ManagedInstance MaintenanceWindow Parameter PatchBaseline OpsItem OpsMetadata "
    "Automation Association CloudConnector";

}  // namespace amicast::services::ssm
