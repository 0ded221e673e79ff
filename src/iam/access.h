// One question for the policy engine: may this principal do this action on this resource?
#pragma once

#include <map>
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

struct AccessRequest {
    std::string action;          // "ec2:CopyImage"
    std::string resource = "*";  // an ARN, or "*" for actions without resource types
    ConditionContext context;    // service-specific keys; the global ones are added by the gateway
};

}  // namespace amicast::iam
