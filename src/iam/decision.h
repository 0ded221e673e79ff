// The decision over all policies that apply to a request, inside the caller's account and across
// accounts. Pure: which policies apply is the authorizer's to find out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "iam/evaluate.h"
#include "iam/policy_document.h"
#include "iam/policy_principal.h"

namespace amicast::iam {

enum class Effect { allow, explicit_deny, implicit_deny };

struct Decision {
    Effect effect = Effect::implicit_deny;
    // "no identity-based policy allows the ec2:CopyImage action": completes "… because …".
    std::string reason;
    // Sids of the caller's own statements that an explicit deny comes from: in its identity
    // policies, boundary and session policies. Empty texts for statements without one.
    std::vector<std::string> denying_statements = {};
    bool allowed() const { return effect == Effect::allow; }
};

// The policies of one decision. Documents must outlive it.
struct PolicySet {
    using Documents = std::vector<const PolicyDocument*>;

    Documents identity;
    const PolicyDocument* boundary = nullptr;
    std::optional<Documents> session;  // absent: a session without session policies, or no session
    // Service control policies, level by level from the organization's root to the account. Each
    // level must allow. Empty: none are in force.
    std::vector<Documents> service_control;
    bool caller_is_root = false;
};

// What the thing's own policy (a role's trust policy, a key policy) says.
struct ResourceSide {
    const PolicyDocument* policy = nullptr;  // null: it allows nobody
    // How a grant on the thing names the caller. A grant stands beside the policy: it can only
    // allow, and whom it names needs no identity policy, whatever the account.
    NamedAs granted = NamedAs::nobody;
    bool same_account = true;
    // A stranger who is refused must not learn whether the thing exists.
    bool hidden_from_strangers = false;
    std::string kind = "resource-based policy";  // for messages: "role trust policy"
};

// May the caller, as far as its own side goes?
Decision decide(const PolicySet& policies, const Query& query, std::string_view action);

// For things whose own policy must allow (role trust policies, key policies): that policy first,
// then the caller's side as far as the way in which the caller is named demands it.
Decision decide_with_resource(const PolicySet& policies, const ResourceSide& resource,
                              const Query& query, std::string_view action);

}  // namespace amicast::iam
