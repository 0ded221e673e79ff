#include "iam/bound_policy.h"

#include <set>

#include "iam/entities.h"
#include "iam/policy_document.h"
#include "iam/policy_principal.h"
#include "iam/principal_rewrite.h"

namespace amicast::iam {
namespace {

Result<std::set<std::string>> named_entities(const std::string& policy) {
    auto document = parse_policy(policy, PolicyUse::resource);
    if (!document) return failure(document.error());
    std::set<std::string> arns;
    for (const Statement& statement : document->statements) {
        // Who is not meant must be named link by link, by ARN.
        if (statement.not_principal) continue;
        for (const PrincipalPattern& principal : statement.principals) {
            if (parse_entity_arn(principal.value)) arns.insert(principal.value);
        }
    }
    return arns;
}

template <class Entity>
Result<std::string> unique_id_of(const Result<std::optional<Entity>>& found, std::string_view arn) {
    if (!found) return failure(found.error());
    if (*found && (*found)->arn() == arn) return (*found)->id;
    return failure(ErrorKind::not_found, "There is no principal " + std::string(arn) + ".");
}

}  // namespace

Result<std::string> bound_name(IdentityStore& identity, std::string_view principal_arn) {
    if (!principal_arn.starts_with("arn:") || !is_aws_principal(principal_arn)) {
        return failure(ErrorKind::invalid,
                       "'" + std::string(principal_arn) +
                           "' is not the ARN of a principal: expected that of a user, a role, a "
                           "role session or an account's root.");
    }
    auto entity = parse_entity_arn(principal_arn);
    if (!entity) return std::string(principal_arn);
    // Accounts that this site does not host cannot be asked; nobody from there can call either.
    auto account = identity.find_account(entity->account_id);
    if (!account) return failure(account.error());
    if (!*account) return std::string(principal_arn);
    return entity->is_role
               ? unique_id_of(identity.find_role(entity->account_id, entity->name), principal_arn)
               : unique_id_of(identity.find_user(entity->account_id, entity->name), principal_arn);
}

Result<std::string> bind_principals(IdentityStore& identity, const std::string& policy) {
    auto arns = named_entities(policy);
    if (!arns) return failure(arns.error());
    std::string bound = policy;
    for (const std::string& arn : *arns) {
        auto name = bound_name(identity, arn);
        if (!name && name.error().kind == ErrorKind::not_found) {
            return failure(
                ErrorKind::invalid,
                "Policy contains a statement with one or more invalid principals: " + arn);
        }
        if (!name) return name;
        if (*name == arn) continue;
        auto replaced = with_principal_replaced(bound, arn, *name);
        if (!replaced) return replaced;
        bound = std::move(*replaced);
    }
    return bound;
}

}  // namespace amicast::iam
