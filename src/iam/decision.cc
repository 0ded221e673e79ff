// Follows the decision in one account and across accounts of the supporting services' rules:
// explicit deny anywhere, then each layer that must allow, the first that does not giving the
// reason.
#include "iam/decision.h"

#include <algorithm>

namespace amicast::iam {
namespace {

Outcome evaluate_all(const PolicySet::Documents& documents, const Query& query) {
    Outcome all;
    for (const PolicyDocument* document : documents) {
        Outcome one = evaluate(*document, query);
        all.denies = all.denies || one.denies;
        all.allows = all.allows || one.allows;
    }
    return all;
}

Decision allow() {
    return {.effect = Effect::allow, .reason = {}};
}

Decision denied_by(std::string_view kind, std::string_view action) {
    return {.effect = Effect::explicit_deny,
            .reason = std::string(kind) + " has an explicit deny for the " + std::string(action) +
                      " action"};
}

Decision allowed_by_no(std::string_view kind, std::string_view action) {
    return {.effect = Effect::implicit_deny,
            .reason = "no " + std::string(kind) + " allows the " + std::string(action) + " action"};
}

// The caller's side, every layer evaluated once.
struct CallerSide {
    std::vector<Outcome> service_control;
    Outcome identity;
    std::optional<Outcome> boundary;
    std::optional<Outcome> session;
};

CallerSide evaluate_caller(const PolicySet& policies, const Query& query) {
    CallerSide side;
    for (const PolicySet::Documents& level : policies.service_control)
        side.service_control.push_back(evaluate_all(level, query));
    side.identity = evaluate_all(policies.identity, query);
    if (policies.boundary != nullptr) side.boundary = evaluate(*policies.boundary, query);
    if (policies.session) side.session = evaluate_all(*policies.session, query);
    return side;
}

std::optional<Decision> explicit_deny(const CallerSide& side, std::string_view action) {
    if (std::any_of(side.service_control.begin(), side.service_control.end(),
                    [](const Outcome& level) { return level.denies; }))
        return denied_by("a service control policy", action);
    if (side.identity.denies) return denied_by("an identity-based policy", action);
    if (side.boundary && side.boundary->denies)
        return denied_by("the permissions boundary", action);
    if (side.session && side.session->denies) return denied_by("a session policy", action);
    return std::nullopt;
}

void add_denying(const PolicyDocument& document, const Query& query, Decision& decision) {
    for (const Statement& statement : document.statements) {
        if (!statement.allows && match_statement(statement, query).applies)
            decision.denying_statements.push_back(statement.id);
    }
}

// Which statements it was, looked for again: refusals are rare.
Decision with_denying_statements(Decision decision, const PolicySet& policies, const Query& query) {
    for (const PolicyDocument* document : policies.identity)
        add_denying(*document, query, decision);
    if (policies.boundary != nullptr) add_denying(*policies.boundary, query, decision);
    if (!policies.session) return decision;
    for (const PolicyDocument* document : *policies.session)
        add_denying(*document, query, decision);
    return decision;
}

// What is left to demand of the caller's side after the resource's policy has allowed.
struct Demands {
    bool identity = true;
    bool caps = true;  // boundary and session policies
};

Decision implicit_decision(const PolicySet& policies, const CallerSide& side,
                           const Demands& demands, std::string_view action) {
    if (!std::all_of(side.service_control.begin(), side.service_control.end(),
                     [](const Outcome& level) { return level.allows; }))
        return allowed_by_no("service control policy", action);
    if (policies.caller_is_root) return allow();
    if (demands.identity && !side.identity.allows)
        return allowed_by_no("identity-based policy", action);
    if (demands.caps && side.boundary && !side.boundary->allows)
        return allowed_by_no("permissions boundary", action);
    if (demands.caps && side.session && !side.session->allows)
        return allowed_by_no("session policy", action);
    return allow();
}

// Same account: who is named directly needs nothing of its own; a role is still capped by its
// boundary and session policies; an account's name only delegates.
Demands demands_for(NamedAs named, bool same_account) {
    if (!same_account) return {};
    switch (named) {
        case NamedAs::direct:
        case NamedAs::everyone:
            return {.identity = false, .caps = false};
        case NamedAs::role:
            return {.identity = false, .caps = true};
        case NamedAs::account:
        case NamedAs::nobody:
            break;
    }
    return {};
}

// Whom a grant names needs no identity policy; an account's name only delegates, here too.
Demands demands_of_grant(NamedAs named, bool same_account) {
    Demands demands = demands_for(named, same_account);
    if (named == NamedAs::direct || named == NamedAs::role) demands.identity = false;
    return demands;
}

// The same words whether the resource refuses or does not exist.
Decision told_to_strangers(Effect effect) {
    return {.effect = effect,
            .reason =
                "the resource does not exist in this Region, no resource-based policies "
                "allow access, or a resource-based policy explicitly denies access"};
}

}  // namespace

Decision decide(const PolicySet& policies, const Query& query, std::string_view action) {
    CallerSide side = evaluate_caller(policies, query);
    if (auto denied = explicit_deny(side, action))
        return with_denying_statements(std::move(*denied), policies, query);
    return implicit_decision(policies, side, {}, action);
}

Decision decide_with_resource(const PolicySet& policies, const ResourceSide& resource,
                              const Query& query, std::string_view action) {
    CallerSide side = evaluate_caller(policies, query);
    Outcome outcome = resource.policy == nullptr ? Outcome{} : evaluate(*resource.policy, query);
    bool hidden = resource.hidden_from_strangers && !resource.same_account;
    bool granted = resource.granted != NamedAs::nobody;
    if (outcome.denies) {
        return hidden ? told_to_strangers(Effect::explicit_deny)
                      : denied_by("the " + resource.kind, action);
    }
    if (auto denied = explicit_deny(side, action))
        return with_denying_statements(std::move(*denied), policies, query);
    if (!outcome.allows && !granted) {
        return hidden ? told_to_strangers(Effect::implicit_deny)
                      : allowed_by_no(resource.kind, action);
    }
    Decision by_policy;
    if (outcome.allows) {
        Demands demands = demands_for(outcome.named, resource.same_account);
        by_policy = implicit_decision(policies, side, demands, action);
    }
    if (by_policy.allowed() || !granted) return by_policy;
    Demands demands = demands_of_grant(resource.granted, resource.same_account);
    return implicit_decision(policies, side, demands, action);
}

}  // namespace amicast::iam
