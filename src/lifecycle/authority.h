// What the life cycle must ask of identity and policies. The policy engine lies above this room;
// services/imagebuilder implements this interface with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "images/tags.h"

namespace amicast::lifecycle {

// The role that an account must have for AMIs that it owns to be acted on for another account's
// image; it trusts that account's execution role.
inline constexpr std::string_view cross_account_role = "Ec2ImageBuilderCrossAccountLifecycleAccess";

struct RoleUse {
    std::string account_id;   // whose image and execution role it is
    std::string role;         // an ARN, or the name of a role of the account
    std::string ami_account;  // who owns the AMI
    std::string region;       // where the actions would happen
    struct Action {
        std::string action;    // "ec2:DeregisterImage"
        std::string resource;  // an ARN
        images::Tags tags;     // of the resource
    };
    std::vector<Action> actions;
};

class Authority {
  public:
    virtual ~Authority() = default;

    // Does the execution role exist, does it trust imagebuilder.amazonaws.com, and do its policies
    // allow every action? For another account's AMI: may it assume that account's cross-account
    // role, and do that one's policies? `denied` says which of these is not so; `unavailable` when
    // identity cannot be read.
    virtual Status check(const RoleUse& use) = 0;
};

}  // namespace amicast::lifecycle
