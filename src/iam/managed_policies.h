// The vendor-managed policies this server knows by ARN, for session policies and permission
// boundaries.
#pragma once

#include <string_view>

#include "base/result.h"

namespace amicast::iam {

// The document of "arn:aws:iam::aws:policy/…"; empty when it is not known here.
std::string_view managed_policy(std::string_view arn);

// `not_found` for a permissions boundary that is not known here; an empty one is fine.
Status check_boundary(std::string_view arn);

// Everything on everything: what the first user and organization access roles are given.
std::string_view administrator_policy();

}  // namespace amicast::iam
