// Names of Image Builder resources: ARNs, their slugs, versions and version wildcards.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace amicast::distribution {

// Where a resource lives, as its ARN says.
struct Place {
    std::string partition = "aws";
    std::string region;
    std::string owner;  // an account id, or "aws"

    friend bool operator==(const Place&, const Place&) = default;
};

// "1.0.0". Nodes are at most 1073741823.
struct Version {
    std::int64_t major = 1;
    std::int64_t minor = 0;
    std::int64_t patch = 0;

    friend auto operator<=>(const Version&, const Version&) = default;
};
std::string to_string(const Version& version);

// A version or a wildcard: an absent node is `x`, and then everything right of it is too.
struct VersionPattern {
    std::optional<std::int64_t> major;
    std::optional<std::int64_t> minor;
    std::optional<std::int64_t> patch;

    bool exact() const { return major && minor && patch; }
    bool admits(const Version& version) const;
};

// arn:aws:imagebuilder:<region>:<owner>:image/<slug>/<version>[/<build>]
struct ImageArn {
    Place place;
    std::string slug;
    VersionPattern version;
    std::optional<std::int64_t> build;
};
// `invalid` says what is wrong with it.
Result<ImageArn> parse_image_arn(std::string_view text);
std::string build_arn(const Place& place, std::string_view slug, const Version& version,
                      std::int64_t build);
std::string version_arn(const Place& place, std::string_view slug, const Version& version);

// arn:aws:imagebuilder:<region>:<owner>:distribution-configuration/<slug>
struct ConfigurationArn {
    Place place;
    std::string slug;
};
Result<ConfigurationArn> parse_configuration_arn(std::string_view text);
std::string to_string(const ConfigurationArn& arn);

// The form of a name in an ARN: lower case, spaces and underscores become hyphens. Names that
// differ only in these collide.
std::string slug_of(std::string_view name);

// A resource name made of an AMI's name: other characters than letters, digits, space, `-` and `_`
// become `-`, runs of it are squeezed, the ends trimmed, 3 to 128 characters; the AMI's id when too
// little is left.
std::string resource_name_of(std::string_view ami_name, std::string_view ami_id);

}  // namespace amicast::distribution
