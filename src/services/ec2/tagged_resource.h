// The resources that CreateTags and DeleteTags name by id: images, snapshots, launch templates.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/access.h"
#include "services/ec2/lookups.h"
#include "services/ec2/shapes.h"

namespace amicast::services::ec2 {

// AWS's bound for one call.
inline constexpr std::size_t tagged_resources_max = 1000;
// Tags of one call. No resource can hold more than a quarter of these, and each is a condition key
// of each resource's question.
inline constexpr std::size_t tags_in_call_max = 200;

// "image", "snapshot" or "launch-template"; empty for anything else.
std::string_view resource_type(std::string_view id);

// InvalidID for an id of no known type; Malformed and NotFound of the resource's own kind.
Status check_taggable(catalog::Transaction& tx, Viewer& viewer, const std::string& id);

// InvalidParameterValue for more resources or tags than one call may name.
Status check_tagging_size(const std::vector<std::string>& resources, const std::vector<Tag>& tags);

// One question for each resource; an id of no known type is asked for as it stands. A call over
// check_tagging_size()'s bounds, which is refused anyway, is asked about as a whole: its questions
// would cost resources times tags before anything is known of the caller's rights.
std::vector<iam::AccessRequest> tagging_access(Call& call, std::string_view action,
                                               const std::vector<std::string>& resources,
                                               const std::vector<Tag>& tags);

}  // namespace amicast::services::ec2
