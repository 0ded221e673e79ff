// The resources that CreateTags and DeleteTags name: images and snapshots by id.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/access.h"
#include "services/ec2/lookups.h"

namespace amicast::services::ec2 {

// AWS's bound for one call.
inline constexpr std::int64_t tagged_resources_max = 1000;

// "image" or "snapshot"; empty for anything else.
std::string_view resource_type(std::string_view id);

// InvalidID for an id of no known type; Malformed and NotFound of the resource's own kind.
Status check_taggable(catalog::Transaction& tx, Viewer& viewer, const std::string& id);

// The question for one resource; an id of no known type is asked for as it stands.
iam::AccessRequest tagging_access(Call& call, std::string_view action, const std::string& id);

}  // namespace amicast::services::ec2
