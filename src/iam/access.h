// One question for the policy engine: may this principal do this action on this resource?
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amicast::iam {

// Condition keys with their values; names compare case-insensitively (keep them as AWS spells
// them).
struct CaseInsensitiveLess {
    using is_transparent = void;
    bool operator()(std::string_view left, std::string_view right) const;
};
using ConditionContext = std::map<std::string, std::vector<std::string>, CaseInsensitiveLess>;

// What stands at the resource itself, for resources with a policy of their own (KMS keys). It must
// allow: identity policies alone are never enough.
struct ResourcePolicy {
    std::string account_id;  // whose resource it is
    std::string document;    // JSON text; empty: it allows nobody
    // Principals, in the forms of principal_names(), whom a grant on the resource allows just this
    // request.
    std::vector<std::string> grantees;
};

struct AccessRequest {
    std::string action;          // "ec2:CopyImage"
    std::string resource = "*";  // an ARN, or "*" for actions without resource types
    ConditionContext context;    // service-specific keys; the global ones are added by the gateway
    std::optional<ResourcePolicy> resource_policy = std::nullopt;
};

}  // namespace amicast::iam
