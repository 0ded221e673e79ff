// Which server to talk to, as whom, and in which region: found where AWS's own tools look (command
// line, environment, ~/.aws/credentials, ~/.aws/config), or in a local server's data directory.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sigv4/sign.h"

namespace amicast::cli {

// What the user gave on the command line; empty: not given.
struct ProfileOptions {
    std::string profile;
    std::string region;
    std::string endpoint_url;
    std::string data_directory;  // --data: endpoint and credentials of the server running there
    std::string ca_bundle;
};

struct Profile {
    sigv4::Credentials credentials;
    std::string region;  // may be empty: a command that needs one says so
    std::string endpoint_url;
    std::string ca_bundle;
    // AWS_ENDPOINT_URL_EBS and the like.
    std::function<std::optional<std::string>(std::string_view service)> service_endpoint;

    // Without a trailing slash.
    std::string endpoint_of(std::string_view service) const;
};

using Environment = std::function<std::optional<std::string>(std::string_view name)>;
std::optional<std::string> process_environment(std::string_view name);

// Errors: invalid, not_found; each says where was looked and what would help.
Result<Profile> find_profile(const ProfileOptions& options, const Environment& environment);

}  // namespace amicast::cli
