#include "services/organizations/tags.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/ids.h"
#include "iam/policy_pattern.h"
#include "services/organizations/errors.h"

namespace amicast::services::organizations {

std::span<const wire::Member> Tag::members() {
    static const wire::Member rows[] = {
        wire::member<&Tag::key>("Key",
                                {.required = true, .min = 1, .max = 128, .pattern = tag_text}),
        wire::member<&Tag::value>("Value",
                                  {.required = true, .min = 0, .max = 256, .pattern = tag_text}),
    };
    return rows;
}

Result<iam::TagList> read_tags(const std::vector<Tag>& tags) {
    if (tags.size() > tags_max) {
        return failure(invalid_input(
            "MAX_LENGTH_EXCEEDED",
            fmt::format("Tags holds {} tags; at most {} are possible.", tags.size(), tags_max)));
    }
    iam::TagList list;
    std::set<std::string> seen;
    for (const Tag& tag : tags) {
        std::string folded = iam::ascii_lower(tag.key);
        if (!seen.insert(folded).second) {
            return failure(invalid_input("DUPLICATE_TAG_KEY",
                                         fmt::format("The tag key '{}' stands twice.", tag.key)));
        }
        if (folded.starts_with("aws:")) {
            return failure(invalid_input(
                "INVALID_SYSTEM_TAGS_PARAMETER",
                fmt::format("The tag key '{}' begins with 'aws:', which is reserved.", tag.key)));
        }
        list.emplace_back(tag.key, tag.value);
    }
    std::sort(list.begin(), list.end());
    return list;
}

std::vector<Tag> tag_shapes(const iam::TagList& tags) {
    std::vector<Tag> shapes;
    for (const auto& [key, value] : tags)
        shapes.push_back({.key = key, .value = value});
    return shapes;
}

void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context) {
    for (const Tag& tag : tags) {
        context["aws:RequestTag/" + tag.key] = {tag.value};
        context["aws:TagKeys"].push_back(tag.key);
    }
}

TagFile tag_file(const iam::Organization& organization, std::string_view resource_id) {
    std::string id(resource_id);
    if (is_account_id(id)) return {.kind = iam::OwnerKind::account, .account_id = id, .name = id};
    return {
        .kind = iam::OwnerKind::organization, .account_id = organization.id, .name = std::move(id)};
}

}  // namespace amicast::services::organizations
