// What a set of policies would decide, without anybody asking for real: the engine of IAM's policy
// simulator. Decisions come from decision.h; this file adds which statements they rest on and which
// condition keys were missing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "iam/access.h"
#include "iam/decision.h"
#include "iam/principal.h"
#include "iam/statement_positions.h"

namespace amicast::iam {

struct SimulatedPolicy {
    std::string id;    // "PolicyInputList.1", or the name of an existing policy
    std::string type;  // IAM's word for where it comes from: "user", "aws-managed", "none" …
    std::string text;
};

struct SimulationInput {
    Principal caller;  // `account_id` empty where nobody is named
    std::vector<SimulatedPolicy> identity;
    std::optional<SimulatedPolicy> boundary;
    // Service control policies, level by level. Absent: the caller is in no organization.
    std::optional<std::vector<std::vector<SimulatedPolicy>>> control;
    std::optional<SimulatedPolicy> resource_policy;
    std::string resource_owner;  // account of resources whose ARN names none; empty: the caller's
    ConditionContext context;
};

struct MatchedStatement {
    std::string policy_id;
    std::string policy_type;
    StatementPosition position;
};

struct SimulatedDecision {
    Effect effect = Effect::implicit_deny;
    // Those the decision rests on: the denying ones of an explicit deny, the allowing ones of an
    // allow, none of an implicit deny. Service control policies are left out.
    std::vector<MatchedStatement> matched;
    // Keys that statements about this action and resource ask for and the context lacks.
    std::vector<std::string> missing_keys;
    std::optional<bool> allowed_by_organizations;
    std::optional<bool> allowed_by_boundary;
    // Each side's decision, by kind of policy; only when caller and resource are of different
    // accounts.
    std::map<std::string, Effect> by_side;
};

class Simulator {
  public:
    // `invalid`, naming the policy, for one that cannot be read.
    static Result<Simulator> make(SimulationInput input);

    SimulatedDecision run(std::string_view action, std::string_view resource) const;
    // Of all policies: what a decision costs grows with it.
    std::size_t statements() const;

  private:
    struct Policy {
        SimulatedPolicy source;
        PolicyDocument document;
        std::vector<StatementPosition> positions;
        std::vector<std::vector<std::string>> keys;  // by statement
    };

    static Result<Policy> read(SimulatedPolicy policy, PolicyUse use);
    static Status read_all(std::vector<SimulatedPolicy>& policies, std::vector<Policy>& read);
    PolicySet policy_set() const;
    Decision decide_about(const PolicySet& set, const Query& query, std::string_view action,
                          bool same_account) const;
    void add_matched(const Policy& policy, const Query& query, SimulatedDecision& decision) const;
    std::vector<std::string> missing_keys(const Query& query) const;
    void add_sides(const PolicySet& set, const Query& query, std::string_view action,
                   SimulatedDecision& decision) const;
    std::vector<const Policy*> explained() const;

    SimulationInput input_;
    std::vector<Policy> identity_;
    std::optional<Policy> boundary_;
    std::vector<std::vector<Policy>> control_;
    std::optional<Policy> resource_;
};

}  // namespace amicast::iam
