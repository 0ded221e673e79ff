// Reading and writing the ARNs of Image Builder.
#include "distribution/arn.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "base/ids.h"

namespace amicast::distribution {
namespace {

// The largest node of a semantic version that the service admits.
constexpr std::int64_t version_node_max = 1'073'741'823;
constexpr std::size_t name_characters_max = 128;
constexpr std::size_t name_characters_min = 3;

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_slug(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return is_lower_or_digit(c) || c == '-' || c == '_';
    });
}

std::vector<std::string_view> split(std::string_view text, char separator, std::size_t parts_max) {
    std::vector<std::string_view> parts;
    while (parts.size() + 1 < parts_max) {
        auto end = text.find(separator);
        if (end == std::string_view::npos) break;
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    parts.push_back(text);
    return parts;
}

// Numbers have one spelling: policies compare ARNs as text, so none may have a second name.
std::optional<std::int64_t> parse_number(std::string_view text) {
    if (text.size() > 1 && text.front() == '0') return std::nullopt;
    std::int64_t value = 0;
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || value < 0 ||
        value > version_node_max)
        return std::nullopt;
    return value;
}

struct SplitArn {
    Place place;
    std::string_view resource;
};

Result<SplitArn> split_arn(std::string_view text) {
    auto parts = split(text, ':', 6);
    // Another partition's ARN would be a second name for the same resource.
    bool sound = parts.size() == 6 && parts[0] == "arn" && parts[1] == Place().partition &&
                 parts[2] == "imagebuilder" && !parts[3].empty() && !parts[4].empty();
    if (!sound) {
        return failure(ErrorKind::invalid,
                       fmt::format("{} is not the ARN of an Image Builder resource.", text));
    }
    return SplitArn{.place = {.partition = std::string(parts[1]),
                              .region = std::string(parts[3]),
                              .owner = std::string(parts[4])},
                    .resource = parts[5]};
}

std::optional<VersionPattern> parse_version(std::string_view text) {
    auto nodes = split(text, '.', 4);
    if (nodes.size() != 3) return std::nullopt;
    std::array<std::optional<std::int64_t>, 3> values;
    bool wild = false;
    for (std::size_t i = 0; i < 3; ++i) {
        if (nodes[i] == "x") {
            wild = true;
            continue;
        }
        values[i] = parse_number(nodes[i]);
        if (!values[i] || wild) return std::nullopt;
    }
    return VersionPattern{.major = values[0], .minor = values[1], .patch = values[2]};
}

bool is_name_character(char c) {
    return (c >= 'A' && c <= 'Z') || is_lower_or_digit(c) || c == ' ' || c == '-' || c == '_';
}

}  // namespace

std::string to_string(const Version& version) {
    return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

bool VersionPattern::admits(const Version& version) const {
    return (!major || *major == version.major) && (!minor || *minor == version.minor) &&
           (!patch || *patch == version.patch);
}

Result<ImageArn> parse_image_arn(std::string_view text) {
    auto arn = split_arn(text);
    if (!arn) return failure(arn.error());
    auto bad = [&] {
        return failure(ErrorKind::invalid,
                       fmt::format("{} is not the ARN of an image: expected "
                                   "image/<name>/<version>, optionally with /<build>.",
                                   text));
    };
    auto parts = split(arn->resource, '/', 5);
    if (parts.size() < 3 || parts.size() > 4 || parts[0] != "image" || !is_slug(parts[1]))
        return bad();
    auto version = parse_version(parts[2]);
    if (!version) return bad();
    ImageArn image{.place = arn->place,
                   .slug = std::string(parts[1]),
                   .version = *version,
                   .build = std::nullopt};
    if (parts.size() == 4) {
        image.build = parse_number(parts[3]);
        if (!image.build || !version->exact()) return bad();
    }
    return image;
}

std::string version_arn(const Place& place, std::string_view slug, const Version& version) {
    return fmt::format("arn:{}:imagebuilder:{}:{}:image/{}/{}", place.partition, place.region,
                       place.owner, slug, to_string(version));
}

std::string build_arn(const Place& place, std::string_view slug, const Version& version,
                      std::int64_t build) {
    return fmt::format("{}/{}", version_arn(place, slug, version), build);
}

Result<ConfigurationArn> parse_configuration_arn(std::string_view text) {
    auto arn = split_arn(text);
    if (!arn) return failure(arn.error());
    auto parts = split(arn->resource, '/', 3);
    if (parts.size() != 2 || parts[0] != "distribution-configuration" || !is_slug(parts[1])) {
        return failure(ErrorKind::invalid,
                       fmt::format("{} is not the ARN of a distribution configuration.", text));
    }
    return ConfigurationArn{.place = arn->place, .slug = std::string(parts[1])};
}

std::string to_string(const ConfigurationArn& arn) {
    return fmt::format("arn:{}:imagebuilder:{}:{}:distribution-configuration/{}",
                       arn.place.partition, arn.place.region, arn.place.owner, arn.slug);
}

std::string slug_of(std::string_view name) {
    std::string slug(name);
    for (char& c : slug) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == ' ' || c == '_') c = '-';
    }
    return slug;
}

std::string resource_name_of(std::string_view ami_name, std::string_view ami_id) {
    std::string name;
    for (char c : ami_name) {
        char kept = is_name_character(c) ? c : '-';
        bool repeats = kept == '-' && c != '-' && !name.empty() && name.back() == '-';
        if (!repeats) name.push_back(kept);
    }
    auto is_edge = [](char c) { return c == ' ' || c == '-'; };
    auto trim_end = [&] {
        while (!name.empty() && is_edge(name.back()))
            name.pop_back();
    };
    name.erase(name.begin(), std::find_if_not(name.begin(), name.end(), is_edge));
    if (name.size() > name_characters_max) name.resize(name_characters_max);
    trim_end();
    return name.size() < name_characters_min ? std::string(ami_id) : name;
}

}  // namespace amicast::distribution
