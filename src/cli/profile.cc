#include "cli/profile.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "config/ini_file.h"

namespace amicast::cli {
namespace {

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::optional<std::string> non_empty(std::optional<std::string> value) {
    if (value && value->empty()) return std::nullopt;
    return value;
}

std::string value_of(const config::IniSection& section, std::string_view key) {
    auto found = section.find(key);
    return found == section.end() ? std::string() : found->second;
}

config::IniSection section_of(const std::string& path, const std::string& name) {
    auto text = read_file(path);
    if (!text) return {};
    config::IniFile file = config::parse_ini(*text);
    auto found = file.find(name);
    return found == file.end() ? config::IniSection() : found->second;
}

// Where AWS's tools keep their files, and the section that counts.
struct Places {
    std::string credentials;
    std::string config;
    std::string profile;

    config::IniSection credentials_section() const { return section_of(credentials, profile); }
    config::IniSection config_section() const {
        return section_of(config, profile == "default" ? profile : "profile " + profile);
    }
};

Places find_places(const ProfileOptions& options, const Environment& environment) {
    std::string home = environment("HOME").value_or("");
    return {.credentials = non_empty(environment("AWS_SHARED_CREDENTIALS_FILE"))
                               .value_or(home + "/.aws/credentials"),
            .config = non_empty(environment("AWS_CONFIG_FILE")).value_or(home + "/.aws/config"),
            .profile = !options.profile.empty()
                           ? options.profile
                           : non_empty(environment("AWS_PROFILE")).value_or("default")};
}

sigv4::Credentials credentials_in(const config::IniSection& section) {
    return {.access_key_id = value_of(section, "aws_access_key_id"),
            .secret_access_key = value_of(section, "aws_secret_access_key"),
            .session_token = value_of(section, "aws_session_token")};
}

bool complete(const sigv4::Credentials& credentials) {
    return !credentials.access_key_id.empty() && !credentials.secret_access_key.empty();
}

Result<sigv4::Credentials> find_credentials(const ProfileOptions& options,
                                            const Environment& environment, const Places& places) {
    if (!options.data_directory.empty()) {
        std::string path = options.data_directory + "/credentials";
        sigv4::Credentials found = credentials_in(section_of(path, "default"));
        if (complete(found)) return found;
        return failure(ErrorKind::not_found,
                       fmt::format("'{}' holds no credentials. A server makes it at its first "
                                   "start; is '{}' its data directory?",
                                   path, options.data_directory));
    }
    // The environment wins, unless a profile was asked for by name.
    auto key = non_empty(environment("AWS_ACCESS_KEY_ID"));
    auto secret = non_empty(environment("AWS_SECRET_ACCESS_KEY"));
    if (options.profile.empty() && key && secret) {
        return sigv4::Credentials{.access_key_id = *key,
                                  .secret_access_key = *secret,
                                  .session_token = environment("AWS_SESSION_TOKEN").value_or("")};
    }
    sigv4::Credentials found = credentials_in(places.credentials_section());
    if (!complete(found)) found = credentials_in(places.config_section());
    if (complete(found)) return found;
    return failure(ErrorKind::denied,
                   fmt::format("No credentials for the profile '{}' in '{}' or '{}'. Set "
                               "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose another "
                               "--profile, or give --data DIR of a server on this machine.",
                               places.profile, places.credentials, places.config));
}

Result<std::string> find_endpoint(const ProfileOptions& options, const Environment& environment,
                                  const Places& places) {
    std::string url = options.endpoint_url;
    if (url.empty() && !options.data_directory.empty()) {
        std::string path = options.data_directory + "/endpoint";
        url = read_file(path).value_or("");
        if (url.empty()) {
            return failure(ErrorKind::not_found,
                           fmt::format("There is no '{}': no server is running on that data "
                                       "directory. Start one with `amicast serve --data {}`.",
                                       path, options.data_directory));
        }
    }
    if (url.empty()) url = environment("AWS_ENDPOINT_URL").value_or("");
    if (url.empty()) url = value_of(places.config_section(), "endpoint_url");
    while (!url.empty() && (url.back() == '/' || url.back() == '\n'))
        url.pop_back();
    if (url.empty()) {
        return failure(ErrorKind::invalid,
                       "No server is known. Give --endpoint-url URL or --data DIR, set "
                       "AWS_ENDPOINT_URL, or put endpoint_url into the profile.");
    }
    if (!url.starts_with("http://") && !url.starts_with("https://")) {
        return failure(ErrorKind::invalid,
                       fmt::format("'{}' is not the URL of a server; expected one that begins "
                                   "with http:// or https://.",
                                   url));
    }
    return url;
}

std::string find_region(const ProfileOptions& options, const Environment& environment,
                        const Places& places) {
    if (!options.region.empty()) return options.region;
    for (std::string_view name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
        if (auto region = non_empty(environment(name))) return *region;
    }
    return value_of(places.config_section(), "region");
}

}  // namespace

std::optional<std::string> process_environment(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr) return std::nullopt;
    return value;
}

std::string Profile::endpoint_of(std::string_view service) const {
    std::string url = endpoint_url;
    if (service_endpoint) url = non_empty(service_endpoint(service)).value_or(url);
    while (!url.empty() && url.back() == '/')
        url.pop_back();
    return url;
}

Result<Profile> find_profile(const ProfileOptions& options, const Environment& environment) {
    Places places = find_places(options, environment);
    Profile profile;
    auto endpoint = find_endpoint(options, environment, places);
    if (!endpoint) return failure(endpoint.error());
    profile.endpoint_url = std::move(*endpoint);
    auto credentials = find_credentials(options, environment, places);
    if (!credentials) return failure(credentials.error());
    profile.credentials = std::move(*credentials);
    profile.region = find_region(options, environment, places);
    profile.ca_bundle = options.ca_bundle;
    if (profile.ca_bundle.empty()) profile.ca_bundle = environment("AWS_CA_BUNDLE").value_or("");
    if (profile.ca_bundle.empty())
        profile.ca_bundle = value_of(places.config_section(), "ca_bundle");
    if (options.endpoint_url.empty() && options.data_directory.empty()) {
        profile.service_endpoint = [environment](std::string_view service) {
            std::string name = "AWS_ENDPOINT_URL_" + std::string(service);
            std::transform(name.begin(), name.end(), name.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
            });
            return environment(name);
        };
    }
    return profile;
}

}  // namespace amicast::cli
