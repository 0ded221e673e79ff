// Asks the policy engine.
#include "services/imagebuilder/image_policy.h"

#include <algorithm>

#include <fmt/format.h>

#include "iam/authorizer.h"
#include "iam/policy_document.h"
#include "services/request_facts.h"

namespace amicast::services::imagebuilder {
namespace {

bool is_of_account(const iam::PrincipalPattern& principal, std::string_view account_id) {
    if (principal.type != iam::PrincipalPattern::Type::aws) return false;
    return principal.value == account_id ||
           principal.value.starts_with(fmt::format("arn:aws:iam::{}:", account_id)) ||
           principal.value.starts_with(fmt::format("arn:aws:sts::{}:", account_id));
}

}  // namespace

Result<bool> is_visible(const Call& call, const distribution::ImageBuild& build,
                        std::string_view operation) {
    if (build.account_id == call.account()) return true;
    if (!build.bound_policy) return false;
    auto facts = gather_facts(call);
    if (!facts) return failure(facts.error());
    iam::AccessRequest asked{.action = fmt::format("imagebuilder:{}", operation),
                             .resource = build.arn(call.region.name),
                             .context = {}};
    for (const auto& [key, value] : build.tags)
        asked.context["aws:ResourceTag/" + key] = {value};
    asked.resource_policy = iam::ResourcePolicy{
        .account_id = build.account_id, .document = *build.bound_policy, .grantees = {}};
    iam::add_global_context(call.caller, *facts, asked.context);
    auto decision = call.site.authorizer.authorize(call.caller, asked);
    if (!decision) return failure(decision.error());
    return decision->allowed();
}

bool is_shared(const distribution::ImageBuild& build) {
    if (!build.policy) return false;
    auto document = iam::parse_policy(*build.policy, iam::PolicyUse::resource);
    if (!document) return true;  // what cannot be read may share
    auto shares = [&](const iam::Statement& statement) {
        if (!statement.allows) return false;
        if (statement.not_principal) return true;
        return std::any_of(statement.principals.begin(), statement.principals.end(),
                           [&](const iam::PrincipalPattern& principal) {
                               return !is_of_account(principal, build.account_id);
                           });
    };
    return std::any_of(document->statements.begin(), document->statements.end(), shares);
}

}  // namespace amicast::services::imagebuilder
