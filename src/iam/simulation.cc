#include "iam/simulation.h"

#include <algorithm>
#include <utility>

#include "iam/arn_account.h"
#include "iam/context_keys.h"

namespace amicast::iam {
namespace {

bool is_explicit(Effect effect) {
    return effect == Effect::explicit_deny;
}

Effect effect_of(const Outcome& outcome) {
    if (outcome.denies) return Effect::explicit_deny;
    return outcome.allows ? Effect::allow : Effect::implicit_deny;
}

bool lets_pass(const PolicySet::Documents& level, const Query& query) {
    Outcome all;
    for (const PolicyDocument* document : level) {
        Outcome one = evaluate(*document, query);
        all.denies = all.denies || one.denies;
        all.allows = all.allows || one.allows;
    }
    return all.allows && !all.denies;
}

// Nothing is said of a statement about other actions, or about other resources for certain: one
// whose resource has a variable that is missing may well be about this one.
bool may_concern(const Statement& statement, const Query& query) {
    Statement unconditional = statement;
    unconditional.conditions.clear();
    if (match_statement(unconditional, query).applies) return true;
    bool unresolved = std::any_of(
        statement.resources.begin(), statement.resources.end(),
        [&](const Pattern& pattern) { return !pattern.resolve(query.context).has_value(); });
    if (!unresolved) return false;
    unconditional.resources.clear();
    unconditional.not_resource = false;
    unconditional.any_resource = true;
    return match_statement(unconditional, query).applies;
}

}  // namespace

Result<Simulator::Policy> Simulator::read(SimulatedPolicy policy, PolicyUse use) {
    Result<PolicyDocument> document = parse_policy(policy.text, use);
    if (!document) {
        return failure(ErrorKind::invalid, policy.id + ": " + document.error().message,
                       document.error().detail);
    }
    auto keys = context_keys(policy.text);
    if (!keys) return failure(keys.error());
    Policy read{.source = std::move(policy),
                .document = std::move(*document),
                .positions = {},
                .keys = std::move(*keys)};
    read.positions = statement_positions(read.source.text);
    // A key spelled with escapes hides its statements from the walker.
    read.positions.resize(read.document.statements.size());
    return read;
}

Status Simulator::read_all(std::vector<SimulatedPolicy>& policies, std::vector<Policy>& read_ones) {
    for (SimulatedPolicy& policy : policies) {
        auto one = read(std::move(policy), PolicyUse::identity);
        if (!one) return failure(one.error());
        read_ones.push_back(std::move(*one));
    }
    policies.clear();
    return {};
}

Result<Simulator> Simulator::make(SimulationInput input) {
    Simulator simulator;
    if (Status read = read_all(input.identity, simulator.identity_); !read)
        return failure(read.error());
    if (input.boundary) {
        auto boundary = read(std::move(*input.boundary), PolicyUse::identity);
        if (!boundary) return failure(boundary.error());
        simulator.boundary_ = std::move(*boundary);
    }
    if (input.control) {
        for (std::vector<SimulatedPolicy>& level : *input.control) {
            if (Status read = read_all(level, simulator.control_.emplace_back()); !read)
                return failure(read.error());
        }
    }
    if (input.resource_policy) {
        auto resource = read(std::move(*input.resource_policy), PolicyUse::resource);
        if (!resource) return failure(resource.error());
        simulator.resource_ = std::move(*resource);
    }
    simulator.input_ = std::move(input);
    return simulator;
}

PolicySet Simulator::policy_set() const {
    PolicySet set;
    for (const Policy& policy : identity_)
        set.identity.push_back(&policy.document);
    if (boundary_) set.boundary = &boundary_->document;
    for (const std::vector<Policy>& level : control_) {
        PolicySet::Documents& documents = set.service_control.emplace_back();
        for (const Policy& policy : level)
            documents.push_back(&policy.document);
    }
    set.caller_is_root = input_.caller.kind == PrincipalKind::root;
    return set;
}

// In one account the resource's policy is a second way to be allowed; across accounts both sides
// must.
Decision Simulator::decide_about(const PolicySet& set, const Query& query, std::string_view action,
                                 bool same_account) const {
    if (!resource_) return decide(set, query, action);
    Decision with_resource = decide_with_resource(
        set, {.policy = &resource_->document, .same_account = same_account}, query, action);
    if (with_resource.allowed() || is_explicit(with_resource.effect) || !same_account)
        return with_resource;
    return decide(set, query, action);
}

// Those whose statements an answer shows.
std::vector<const Simulator::Policy*> Simulator::explained() const {
    std::vector<const Policy*> policies;
    policies.reserve(identity_.size());
    for (const Policy& policy : identity_)
        policies.push_back(&policy);
    if (boundary_) policies.push_back(&*boundary_);
    if (resource_) policies.push_back(&*resource_);
    return policies;
}

std::size_t Simulator::statements() const {
    std::size_t count = 0;
    for (const Policy* policy : explained())
        count += policy->document.statements.size();
    for (const std::vector<Policy>& level : control_) {
        for (const Policy& policy : level)
            count += policy.document.statements.size();
    }
    return count;
}

void Simulator::add_matched(const Policy& policy, const Query& query,
                            SimulatedDecision& decision) const {
    if (decision.effect == Effect::implicit_deny) return;
    bool wanted = decision.effect == Effect::allow;
    for (std::size_t i = 0; i < policy.document.statements.size(); ++i) {
        const Statement& statement = policy.document.statements[i];
        if (statement.allows != wanted || !match_statement(statement, query).applies) continue;
        decision.matched.push_back({.policy_id = policy.source.id,
                                    .policy_type = policy.source.type,
                                    .position = policy.positions[i]});
    }
}

std::vector<std::string> Simulator::missing_keys(const Query& query) const {
    KeyList missing;
    for (const Policy* policy : explained()) {
        for (std::size_t i = 0; i < policy->document.statements.size(); ++i) {
            if (policy->keys[i].empty() || !may_concern(policy->document.statements[i], query))
                continue;
            for (const std::string& key : policy->keys[i]) {
                if (query.context.find(key) == query.context.end()) missing.add(key);
            }
        }
    }
    return missing.take();
}

void Simulator::add_sides(const PolicySet& set, const Query& query, std::string_view action,
                          SimulatedDecision& decision) const {
    PolicySet identity_alone;
    identity_alone.identity = set.identity;
    decision.by_side["IAM Policy"] = decide(identity_alone, query, action).effect;
    Outcome resource = resource_ ? evaluate(resource_->document, query) : Outcome{};
    decision.by_side["Resource Policy"] = effect_of(resource);
    if (boundary_) {
        decision.by_side["Permissions Boundary Policy"] =
            effect_of(evaluate(boundary_->document, query));
    }
}

SimulatedDecision Simulator::run(std::string_view action, std::string_view resource) const {
    PolicySet set = policy_set();
    std::string owner(account_in_arn(resource));
    if (owner.empty()) owner = input_.resource_owner;
    if (owner.empty()) owner = input_.caller.account_id;
    bool same_account = owner == input_.caller.account_id;

    AccessRequest request{
        .action = std::string(action), .resource = std::string(resource), .context = {}};
    request.context = input_.context;
    if (!owner.empty()) request.context.try_emplace("aws:ResourceAccount", 1, owner);
    Query query = make_query(input_.caller, request);

    SimulatedDecision decision;
    // Without a policy of the resource, what another account says to it is not simulated.
    bool crosses = !same_account && resource_.has_value();
    decision.effect = decide_about(set, query, action, !crosses).effect;
    for (const Policy* policy : explained())
        add_matched(*policy, query, decision);
    decision.missing_keys = missing_keys(query);
    if (input_.control) {
        decision.allowed_by_organizations =
            std::all_of(set.service_control.begin(), set.service_control.end(),
                        [&](const PolicySet::Documents& level) { return lets_pass(level, query); });
    }
    if (boundary_) {
        decision.allowed_by_boundary =
            effect_of(evaluate(boundary_->document, query)) == Effect::allow;
    }
    if (crosses) add_sides(set, query, action, decision);
    return decision;
}

}  // namespace amicast::iam
