// What callers of Organizations must be allowed: the action on the ARN of the root, unit, account
// or policy, with its tags.
#pragma once

#include <string_view>
#include <vector>

#include "iam/access.h"
#include "services/call.h"

namespace amicast::services::organizations {

// On whatever the id names: "r-…", "ou-…", "p-…" or an account. Without an organization, on "*":
// the operation itself refuses then.
std::vector<iam::AccessRequest> on_target(Call& call, std::string_view action, std::string_view id);
std::vector<iam::AccessRequest> on_everything(std::string_view action);
// The same, of an operation on policies: with organizations:PolicyType.
std::vector<iam::AccessRequest> on_policy_of_type(Call& call, std::string_view action,
                                                  std::string_view id, std::string_view type);

}  // namespace amicast::services::organizations
