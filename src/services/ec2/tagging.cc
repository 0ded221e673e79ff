#include "services/ec2/tagging.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "services/ec2/errors.h"

namespace amicast::services::ec2 {
namespace {

bool has_reserved_prefix(std::string_view key) {
    constexpr std::string_view prefix = "aws:";
    if (key.size() < prefix.size()) return false;
    return std::equal(prefix.begin(), prefix.end(), key.begin(), [](char expected, char c) {
        return expected == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    });
}

bool has_key(const images::Tags& tags, std::string_view key) {
    return std::any_of(tags.begin(), tags.end(),
                       [&](const images::Tag& tag) { return tag.first == key; });
}

// Appends, refusing a key that is there with another value.
Status merge(images::Tags& into, const images::Tags& tags) {
    for (const images::Tag& tag : tags) {
        if (has_key(into, tag.first)) {
            return failure(
                invalid_value(fmt::format("Duplicate tag key '{}' specified.", tag.first)));
        }
        into.push_back(tag);
    }
    if (into.size() > limits::tags_per_resource_max) return failure(tag_limit_exceeded());
    return {};
}

// Where tags of that resource type go; null when the operation does not take them.
images::Tags* tags_of_type(SpecifiedTags& specified, std::string_view type, Taggable allowed) {
    bool both = allowed == Taggable::image_and_snapshot;
    if (type == "image" && (both || allowed == Taggable::image)) return &specified.image;
    if (type == "snapshot" && (both || allowed == Taggable::snapshot)) return &specified.snapshot;
    if (type == "launch-template" && allowed == Taggable::launch_template)
        return &specified.launch_template;
    if (type == "import-image-task" && allowed == Taggable::import_image_task)
        return &specified.import_image_task;
    return nullptr;
}

}  // namespace

Status check_tag_key(const std::optional<std::string>& key) {
    if (!key || key->empty()) {
        return failure(
            invalid_value("Tag key cannot be null or empty. Expected 1 to 128 "
                          "characters."));
    }
    if (utf8_length(*key) > tag_key_characters_max) {
        return failure(invalid_value(fmt::format(
            "Tag key exceeds the maximum length of {} characters", tag_key_characters_max)));
    }
    if (has_reserved_prefix(*key)) {
        return failure(
            invalid_value("Tag keys starting with 'aws:' are reserved for internal use"));
    }
    return {};
}

Status check_tag_value(std::string_view value) {
    if (utf8_length(value) > tag_value_characters_max) {
        return failure(invalid_value(fmt::format(
            "Tag value exceeds the maximum length of {} characters", tag_value_characters_max)));
    }
    return {};
}

Result<images::Tags> read_tags(const std::vector<Tag>& tags) {
    images::Tags read;
    for (const Tag& tag : tags) {
        Status key = check_tag_key(tag.key);
        if (!key) return failure(key.error());
        if (!tag.value)
            return failure(invalid_value("Tag value cannot be null. Use empty string instead."));
        Status value = check_tag_value(*tag.value);
        if (!value) return failure(value.error());
        Status merged = merge(read, {{*tag.key, *tag.value}});
        if (!merged) return failure(merged.error());
    }
    return read;
}

Result<SpecifiedTags> read_tag_specifications(const std::vector<TagSpecification>& specifications,
                                              Taggable allowed) {
    SpecifiedTags specified;
    for (const TagSpecification& specification : specifications) {
        if (!specification.resource_type || specification.resource_type->empty())
            return failure(invalid_parameter("Tag specification resource type must have a value"));
        const std::string& type = *specification.resource_type;
        images::Tags* into = tags_of_type(specified, type, allowed);
        if (into == nullptr) {
            return failure(invalid_value(
                fmt::format("'{}' is not a valid taggable resource type for this operation.",
                            type.substr(0, 100))));
        }
        if (specification.tags.empty())
            return failure(invalid_value("Tag specification must have at least one tag"));
        Result<images::Tags> tags = read_tags(specification.tags);
        if (!tags) return failure(tags.error());
        Status merged = merge(*into, *tags);
        if (!merged) return failure(merged.error());
    }
    return specified;
}

void add_missing(images::Tags& tags, const images::Tag& tag) {
    if (!has_key(tags, tag.first)) tags.push_back(tag);
}

std::vector<Tag> to_wire(const images::Tags& tags) {
    std::vector<Tag> wire;
    wire.reserve(tags.size());
    for (const auto& [key, value] : tags)
        wire.push_back({.key = key, .value = value});
    return wire;
}

}  // namespace amicast::services::ec2
