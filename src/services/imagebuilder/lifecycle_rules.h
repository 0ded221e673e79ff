// What the shapes of a lifecycle policy cannot say: which settings need or exclude each other; and
// its translation into the engine's words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lifecycle/policy.h"
#include "lifecycle/rule.h"
#include "services/call.h"
#include "services/imagebuilder/lifecycle_shapes.h"

namespace amicast::services::imagebuilder {

// The members that CreateLifecyclePolicy and UpdateLifecyclePolicy have in common.
struct PolicyRequest {
    const std::string& resource_type;
    const std::vector<PolicyDetail>& details;
    const ResourceSelection& selection;
};
// InvalidRequestException with the path of what is wrong.
Status check_policy(const PolicyRequest& request);
// ClientException when the account has no such role.
Status check_lifecycle_role(const Call& call, const std::string& named);

std::vector<lifecycle::Rule> rules_of(const std::vector<PolicyDetail>& details);
lifecycle::AmiExclusions exclusions_of(const std::optional<AmiExclusionRules>& amis);

// Writes what both operations set.
void fill(lifecycle::Policy& policy, const PolicyRequest& request);

std::string lifecycle_policy_arn(std::string_view region, std::string_view account_id,
                                 std::string_view slug);
// The named policy of this region and account: InvalidRequestException for another region,
// ForbiddenException for another account, ResourceNotFoundException when there is none.
Result<lifecycle::Policy> find_lifecycle_policy(const Call& call, catalog::Transaction& tx,
                                                std::string_view arn);
// Just its slug, by the same rules, whether the policy exists or not.
Result<std::string> read_lifecycle_policy_arn(const Call& call, std::string_view arn);

Result<LifecyclePolicy> show_policy(const Call& call, const lifecycle::Policy& policy);
LifecyclePolicySummary summarize_policy(const Call& call, const lifecycle::Policy& policy);

}  // namespace amicast::services::imagebuilder
