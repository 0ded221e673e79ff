// Rules of tags on keys.
#pragma once

#include <vector>

#include "base/result.h"
#include "iam/access.h"
#include "keys/key.h"
#include "services/kms/shapes.h"

namespace amicast::services::kms {

// AWS's quota.
inline constexpr std::size_t tags_per_key_max = 50;

// TagException for a key that is AWS's own or comes twice; LimitExceededException for more than a
// key may have.
Result<keys::Pairs> read_tags(const std::vector<Tag>& tags);
// LimitExceededException when the key has more than it may have.
Status check_tag_count(const keys::Pairs& tags);

// aws:RequestTag/k and aws:TagKeys.
void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context);

}  // namespace amicast::services::kms
