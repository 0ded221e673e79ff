// The resources that carry tags: image builds, distribution configurations, lifecycle policies.
#pragma once

#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "images/tags.h"
#include "services/call.h"

namespace amicast::services::imagebuilder {

// ResourceNotFoundException for anything that is not such a resource of this account and region.
Result<images::Tags> find_resource_tags(const Call& call, catalog::Transaction& tx,
                                        std::string_view arn);
Status write_resource_tags(const Call& call, catalog::Transaction& tx, std::string_view arn,
                           const images::Tags& tags);

}  // namespace amicast::services::imagebuilder
