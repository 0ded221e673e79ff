#include "iam/evaluate.h"

#include <algorithm>

namespace amicast::iam {
namespace {

bool action_matches(const Statement& statement, const Query& query) {
    bool listed = std::any_of(statement.actions.begin(), statement.actions.end(),
                              [&](const Glob& glob) { return glob_matches(glob, query.action); });
    return listed != statement.not_action;
}

bool pattern_matches(const Pattern& pattern, const Query& query) {
    if (const Glob* fixed = pattern.fixed()) return arn_glob_matches(*fixed, query.resource);
    std::optional<Glob> resolved = pattern.resolve(query.context);
    return resolved && arn_glob_matches(*resolved, query.resource);
}

// A pattern with an unresolvable variable matches nothing, so NotResource would hold for
// everything. A Deny takes it so; an Allow of "everything but what is mine" must not become
// "everything" for a caller to whom the variable does not apply.
bool not_resource_matches(const Statement& statement, const Query& query) {
    return std::all_of(statement.resources.begin(), statement.resources.end(),
                       [&](const Pattern& pattern) {
                           std::optional<Glob> resolved = pattern.resolve(query.context);
                           if (!resolved) return !statement.allows;
                           return !arn_glob_matches(*resolved, query.resource);
                       });
}

bool resource_matches(const Statement& statement, const Query& query) {
    if (statement.any_resource) return true;
    if (statement.not_resource) return not_resource_matches(statement, query);
    return std::any_of(statement.resources.begin(), statement.resources.end(),
                       [&](const Pattern& pattern) { return pattern_matches(pattern, query); });
}

NamedAs principal_match(const Statement& statement, const Query& query) {
    if (statement.principals.empty()) return NamedAs::direct;
    if (!statement.not_principal) return strongest_name(statement.principals, query.principal);
    return chain_is_named(statement.principals, query.principal) ? NamedAs::nobody
                                                                 : NamedAs::direct;
}

bool conditions_match(const Statement& statement, const Query& query) {
    return std::all_of(
        statement.conditions.begin(), statement.conditions.end(), [&](const Condition& condition) {
            auto found = query.context.find(condition.key);
            const auto* values = found == query.context.end() ? nullptr : &found->second;
            return condition_holds(condition, values, query.context);
        });
}

}  // namespace

Query make_query(const Principal& principal, const AccessRequest& request) {
    return Query{.action = ascii_lower(request.action),
                 .resource = request.resource,
                 .context = request.context,
                 .principal = principal};
}

StatementMatch match_statement(const Statement& statement, const Query& query) {
    NamedAs named = principal_match(statement, query);
    bool applies = named != NamedAs::nobody && action_matches(statement, query) &&
                   resource_matches(statement, query) && conditions_match(statement, query);
    return {.applies = applies, .named = applies ? named : NamedAs::nobody};
}

Outcome evaluate(const PolicyDocument& document, const Query& query) {
    Outcome outcome;
    for (const Statement& statement : document.statements) {
        StatementMatch match = match_statement(statement, query);
        if (!match.applies) continue;
        if (!statement.allows) {
            outcome.denies = true;
            continue;
        }
        outcome.allows = true;
        outcome.named = std::max(outcome.named, match.named);
    }
    return outcome;
}

}  // namespace amicast::iam
