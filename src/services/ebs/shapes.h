// What several operations of this service share on the wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/schema.h"

namespace amicast::services::ebs {

// The errors every operation of this service declares.
inline constexpr std::string_view common_errors =
    "AccessDeniedException ValidationException ResourceNotFoundException "
    "RequestThrottledException ServiceQuotaExceededException InternalServerException";

// A snapshot id in the path or query under the given name.
constexpr wire::MemberOptions snapshot_id_at(wire::Location location, std::string_view name,
                                             bool required = true) {
    return {.location_name = name,
            .location = location,
            .required = required,
            .min = 1,
            .max = 64,
            .pattern = "^snap-[0-9a-f]+$"};
}

struct Tag {
    std::optional<std::string> key;
    std::optional<std::string> value;

    static std::span<const wire::Member> members() {
        static constexpr wire::Member rows[] = {
            wire::member<&Tag::key>("Key", {.max = 127, .pattern = "^[\\S\\s]+$"}),
            wire::member<&Tag::value>("Value", {.max = 255, .pattern = "^[\\S\\s]*$"}),
        };
        return rows;
    }
};

}  // namespace amicast::services::ebs
