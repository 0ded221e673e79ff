// Tags of roots, units, accounts and policies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/access.h"
#include "iam/identity_rows.h"
#include "services/organizations/constraints.h"
#include "wire/schema.h"

namespace amicast::services::organizations {

inline constexpr std::size_t tags_max = 50;  // Organizations' quota for each resource

struct Tag {
    std::string key;
    std::string value;
    static std::span<const wire::Member> members();
};

// InvalidInputException for more than fifty, a key that stands twice whatever its case, or one that
// begins with "aws:".
Result<iam::TagList> read_tags(const std::vector<Tag>& tags);
std::vector<Tag> tag_shapes(const iam::TagList& tags);
// aws:RequestTag/… and aws:TagKeys.
void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context);

// Under which names the identity catalog files the tags of a root, unit, account or policy.
struct TagFile {
    iam::OwnerKind kind = iam::OwnerKind::organization;
    std::string account_id;
    std::string name;
};
TagFile tag_file(const iam::Organization& organization, std::string_view resource_id);

}  // namespace amicast::services::organizations
