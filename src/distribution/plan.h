// What a distribution configuration asks for, in the engine's words: services translate the wire
// structs into this once, when the distribution starts, and the destinations keep it frozen.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "images/permissions.h"
#include "images/tags.h"

namespace amicast::distribution {

// A setting that this server stores but cannot carry out: the destination fails and names it.
struct UnservedSetting {
    std::string setting;  // "launchTemplateConfigurations"
    std::string step;     // ImageConfigurationStep of the API; empty: part of the copy itself

    friend bool operator==(const UnservedSetting&, const UnservedSetting&) = default;
};

// What is wanted of the AMI of one region.
struct AmiOrder {
    std::optional<std::string> name_template;  // absent: "<image name> <timestamp>"
    std::optional<std::string> description;
    std::optional<std::string> kms_key_id;  // no effect where no copy is made
    images::Tags tags;                      // values may hold variables
    std::vector<images::Grantee> launch_permissions;
    std::vector<UnservedSetting> unserved;

    friend bool operator==(const AmiOrder&, const AmiOrder&) = default;
};

// One region of the configuration.
struct RegionOrder {
    std::string region;
    std::vector<std::string> account_ids;  // empty: the caller's own
    AmiOrder ami;
};

// The form in which a destination's row keeps its order.
std::string to_text(const AmiOrder& order);
Result<AmiOrder> order_from_text(std::string_view text);

// Tags as they stand in a row; their order is kept.
std::string to_text(const images::Tags& tags);
Result<images::Tags> tags_from_text(std::string_view text);

}  // namespace amicast::distribution
