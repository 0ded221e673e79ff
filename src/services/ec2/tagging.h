// The rules of tags in EC2 requests: Tag.N of CreateTags and TagSpecification.N of what creates.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "images/tags.h"
#include "services/ec2/shapes.h"

namespace amicast::services::ec2 {

inline constexpr std::size_t tag_key_characters_max = 128;
inline constexpr std::size_t tag_value_characters_max = 256;

// Key present, lengths, the reserved prefix `aws:`.
Status check_tag_key(const std::optional<std::string>& key);
Status check_tag_value(std::string_view value);

// Complete tags, each with key and value, no key twice.
Result<images::Tags> read_tags(const std::vector<Tag>& tags);

// Tags per resource type. A type that is not allowed, missing, or without tags is refused; entries
// of the same type are merged.
struct SpecifiedTags {
    images::Tags image;
    images::Tags snapshot;
    images::Tags launch_template;
    images::Tags import_image_task;
};
enum class Taggable { image, snapshot, image_and_snapshot, launch_template, import_image_task };
Result<SpecifiedTags> read_tag_specifications(const std::vector<TagSpecification>& specifications,
                                              Taggable allowed);

// Adds `tag` unless its key is there already.
void add_missing(images::Tags& tags, const images::Tag& tag);

std::vector<Tag> to_wire(const images::Tags& tags);

}  // namespace amicast::services::ec2
