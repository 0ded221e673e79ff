#include "services/kms/tags.h"

#include <fmt/format.h>

#include "services/kms/errors.h"

namespace amicast::services::kms {

Result<keys::Pairs> read_tags(const std::vector<Tag>& tags) {
    keys::Pairs read;
    for (const Tag& tag : tags) {
        if (tag.key.starts_with("aws:")) {
            return failure(invalid_tag(fmt::format(
                "The tag key '{}' is not valid: keys that begin with aws: are reserved.",
                tag.key)));
        }
        if (!read.emplace(tag.key, tag.value).second) {
            return failure(invalid_tag(
                fmt::format("The tag key '{}' comes twice: expected each key once.", tag.key)));
        }
    }
    if (Status fits = check_tag_count(read); !fits) return failure(fits.error());
    return read;
}

Status check_tag_count(const keys::Pairs& tags) {
    if (tags.size() <= tags_per_key_max) return {};
    return failure(limit_exceeded(fmt::format("Too many tags: {}, but a key has at most {}.",
                                              tags.size(), tags_per_key_max)));
}

void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context) {
    for (const Tag& tag : tags) {
        context["aws:RequestTag/" + tag.key] = {tag.value};
        context["aws:TagKeys"].push_back(tag.key);
    }
}

}  // namespace amicast::services::kms
