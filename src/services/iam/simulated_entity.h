// The user, group or role whose policies are simulated, or who is simulated to call.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/granted_policies.h"
#include "iam/identity_rows.h"
#include "iam/principal.h"
#include "iam/simulation.h"
#include "services/call.h"

namespace amicast::services::iam_api {

struct NamedEntity {
    iam::OwnerKind kind = iam::OwnerKind::user;  // user, group or role
    std::string account_id;
    std::string path;
    std::string name;
};
// What "arn:aws:iam::<account>:user|group|role/<path>/<name>" names. `InvalidInput`, naming the
// parameter, for anything else.
Result<NamedEntity> read_entity_arn(std::string_view parameter, std::string_view arn);

// Everything that applies to an entity of the caller's account: NoSuchEntity for others.
Result<iam::GrantedPolicies> granted_policies(Call& call, std::string_view arn);

// As which principal it calls, and the condition keys that follow from that: an entity of another
// account, or one that does not exist, has the keys its ARN tells.
iam::Principal principal_for(Call& call, const NamedEntity& entity, const std::string& arn);
void add_principal_keys(Call& call, const iam::Principal& principal,
                        iam::ConditionContext& context);

// "user_alice_name" for an inline policy, the name of a managed one; and IAM's word for its kind.
iam::SimulatedPolicy simulated(const iam::GrantedPolicy& policy);

}  // namespace amicast::services::iam_api
