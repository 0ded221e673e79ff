// What a distribution must ask of identity and policies. The policy engine lies above this room;
// services/imagebuilder implements this interface with it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace amicast::distribution {

// One use of an execution role.
struct RoleUse {
    std::string account_id;  // whose role it is
    std::string role;        // an ARN, or the name of a role of the account
    std::string region;      // where the actions would happen
    std::string session_name;
    // Each action with the resource it would act on.
    struct Action {
        std::string action;    // "ec2:CopyImage"
        std::string resource;  // an ARN or "*"
    };
    std::vector<Action> actions;
};

class Authority {
  public:
    virtual ~Authority() = default;

    // Does the role exist, does it trust imagebuilder.amazonaws.com, and do its policies allow
    // every action? `denied` says which of these is not so; `unavailable` when identity cannot be
    // read.
    virtual Status check_role(const RoleUse& use) = 0;

    // ARNs of the organization and units the account is in.
    virtual Result<std::vector<std::string>> organization_arns(std::string_view account_id) = 0;
};

}  // namespace amicast::distribution
