// A policy document, read once and strictly; what is written and what is evaluated pass the same
// reader, so a policy that was accepted always means what it says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "iam/condition.h"
#include "iam/policy_pattern.h"
#include "iam/policy_principal.h"

namespace amicast::iam {

// Where a document stands decides which elements it may have.
enum class PolicyUse {
    identity,  // of a user or role, session policies, boundaries: Resource, no Principal
    trust,     // of a role: Principal, no Resource, only sts actions
    resource,  // of a thing: Principal; Resource where given
};

struct Statement {
    std::string id;
    bool allows = false;
    bool not_action = false;
    std::vector<Glob> actions;  // in lower case
    bool not_resource = false;
    bool any_resource = false;  // a trust policy: there is only the role itself
    std::vector<Pattern> resources;
    bool not_principal = false;
    std::vector<PrincipalPattern> principals;  // empty in identity policies
    std::vector<Condition> conditions;
};

struct PolicyDocument {
    std::vector<Statement> statements;
};

// The longest document read: the model's bound on every policy parameter.
inline constexpr std::size_t policy_bytes_max = 131'072;

// `invalid`, with IAM's wording where IAM's is known, for everything that is not a policy.
Result<PolicyDocument> parse_policy(std::string_view json, PolicyUse use);

// Size as IAM's quotas count it: without white space.
std::size_t policy_size(std::string_view json);

}  // namespace amicast::iam
