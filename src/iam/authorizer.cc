// Puts the policies that apply and what is known of the resource together, and asks decision.h.
#include "iam/authorizer.h"

#include <algorithm>
#include <utility>

#include "iam/arn_account.h"
#include "iam/caller_policies.h"

namespace amicast::iam {
namespace {

Decision gone(const Principal& principal) {
    return {.effect = Effect::implicit_deny,
            .reason = principal.kind == PrincipalKind::user
                          ? "the user no longer exists"
                          : "the role of this session no longer exists"};
}

// What GetSessionToken gives may not call IAM, nor STS but for two actions: both could make more
// lasting credentials out of it.
std::optional<Decision> beyond_session(const Principal& principal, std::string_view action) {
    bool is_session = principal.token_issued && (principal.kind == PrincipalKind::user ||
                                                 principal.kind == PrincipalKind::root);
    if (!is_session) return std::nullopt;
    bool is_sts = action.starts_with("sts:");
    if (!is_sts && !action.starts_with("iam:")) return std::nullopt;
    if (action == "sts:AssumeRole" || action == "sts:GetCallerIdentity") return std::nullopt;
    return Decision{.effect = Effect::explicit_deny,
                    .reason = "credentials from GetSessionToken may not call " +
                              std::string(is_sts ? "this action of STS" : "IAM")};
}

}  // namespace

struct Authorizer::State {
    explicit State(IdentityStore& store) : identity(store), library(store) {}

    Status add_resource_account(const std::string& account_id, ConditionContext& context);
    Status add_source(const ServiceUse& use, ConditionContext& context);
    Result<Decision> decide_alone(const CallerPolicies& caller, const Principal& principal,
                                  const AccessRequest& request);
    Result<Decision> decide_at_resource(const PolicySet& caller, const Principal& principal,
                                        const AccessRequest& request);
    Result<AccessRequest> about_resource_of(const std::string& account_id,
                                            const AccessRequest& request);

    IdentityStore& identity;
    PolicyLibrary library;
};

// aws:ResourceAccount, and where in an organization that account is.
Status Authorizer::State::add_resource_account(const std::string& account_id,
                                               ConditionContext& context) {
    context.try_emplace("aws:ResourceAccount", std::vector<std::string>{account_id});
    auto place = identity.place_of(account_id);
    if (!place) return failure(place.error());
    if (!*place) return {};
    context["aws:ResourceOrgID"] = {(*place)->organization.id};
    context["aws:ResourceOrgPaths"] = {(*place)->path()};
    return {};
}

// For whom a service acts.
Status Authorizer::State::add_source(const ServiceUse& use, ConditionContext& context) {
    context["aws:SourceAccount"] = {use.source_account};
    if (!use.source_arn.empty()) context["aws:SourceArn"] = {use.source_arn};
    auto place = identity.place_of(use.source_account);
    if (!place) return failure(place.error());
    if (!*place) return {};
    context["aws:SourceOrgID"] = {(*place)->organization.id};
    context["aws:SourceOrgPaths"] = {(*place)->path()};
    return {};
}

Result<AccessRequest> Authorizer::State::about_resource_of(const std::string& account_id,
                                                           const AccessRequest& request) {
    AccessRequest complete{
        .action = request.action, .resource = request.resource, .context = request.context};
    if (Status added = add_resource_account(account_id, complete.context); !added)
        return failure(added.error());
    return complete;
}

// Whose the resource is follows from the ARN, or the asking service has said it.
Result<Decision> Authorizer::State::decide_alone(const CallerPolicies& caller,
                                                 const Principal& principal,
                                                 const AccessRequest& request) {
    std::string account(account_in_arn(request.resource));
    auto said = request.context.find("aws:ResourceAccount");
    if (said != request.context.end() && said->second.size() == 1) account = said->second.front();
    if (account.empty()) return decide(caller.set, make_query(principal, request), request.action);
    auto complete = about_resource_of(account, request);
    if (!complete) return failure(complete.error());
    return decide(caller.set, make_query(principal, *complete), request.action);
}

Result<Decision> Authorizer::State::decide_at_resource(const PolicySet& caller,
                                                       const Principal& principal,
                                                       const AccessRequest& request) {
    const ResourcePolicy& resource = *request.resource_policy;
    ResourceSide side{.same_account = principal.account_id == resource.account_id,
                      .hidden_from_strangers = true};
    SharedDocument kept;
    if (!resource.document.empty()) {
        auto parsed = library.document(resource.document, PolicyUse::resource);
        if (!parsed) return failure(parsed.error());
        kept = std::move(*parsed);
        side.policy = kept.get();
    }
    for (const std::string& grantee : resource.grantees) {
        PrincipalPattern pattern{.type = PrincipalPattern::Type::aws, .value = grantee};
        side.granted = std::max(side.granted, named_as(pattern, principal));
    }
    auto complete = about_resource_of(resource.account_id, request);
    if (!complete) return failure(complete.error());
    return decide_with_resource(caller, side, make_query(principal, *complete), request.action);
}

Authorizer::Authorizer(IdentityStore& identity) : state_(std::make_unique<State>(identity)) {}
Authorizer::~Authorizer() = default;

Result<Decision> Authorizer::authorize(const Principal& principal, const AccessRequest& request) {
    // The server itself, continuing work for which a caller was authorised: no client can be this
    // kind, authentication never makes one.
    if (principal.kind == PrincipalKind::service)
        return Decision{.effect = Effect::allow, .reason = {}};
    if (auto denied = beyond_session(principal, request.action)) return *denied;
    auto caller = state_->library.of_caller(principal);
    if (!caller) return failure(caller.error());
    if (!caller->exists) return gone(principal);
    if (!request.resource_policy) return state_->decide_alone(*caller, principal, request);
    return state_->decide_at_resource(caller->set, principal, request);
}

Result<Decision> Authorizer::may_assume(const Principal& principal, const Role& role,
                                        const AccessRequest& request) {
    if (principal.kind == PrincipalKind::service) {
        // A service assumes roles only for resources of the role's own account.
        return service_may_assume({.service = principal.name, .source_account = role.account_id},
                                  role);
    }
    if (principal.kind == PrincipalKind::root) {
        return Decision{.effect = Effect::explicit_deny,
                        .reason = "roles may not be assumed by root accounts"};
    }
    auto caller = state_->library.of_caller(principal);
    if (!caller) return failure(caller.error());
    if (!caller->exists) return gone(principal);
    auto trust = state_->library.document(role.trust_policy, PolicyUse::trust);
    if (!trust) return failure(trust.error());
    auto complete = state_->about_resource_of(role.account_id, request);
    if (!complete) return failure(complete.error());
    ResourceSide resource{.policy = trust->get(),
                          .same_account = principal.account_id == role.account_id,
                          .kind = "role trust policy"};
    return decide_with_resource(caller->set, resource, make_query(principal, *complete),
                                request.action);
}

Result<Decision> Authorizer::service_may_assume(const ServiceUse& use, const Role& role) {
    auto trust = state_->library.document(role.trust_policy, PolicyUse::trust);
    if (!trust) return failure(trust.error());
    Principal principal;
    principal.kind = PrincipalKind::service;
    principal.name = use.service;
    AccessRequest request{.action = "sts:AssumeRole", .resource = role.arn(), .context = {}};
    add_global_context(principal, {.now = state_->identity.now()}, request.context);
    if (Status added = state_->add_source(use, request.context); !added)
        return failure(added.error());
    if (Status added = state_->add_resource_account(role.account_id, request.context); !added)
        return failure(added.error());
    PolicySet nothing_of_its_own;
    return decide_with_resource(nothing_of_its_own,
                                {.policy = trust->get(), .kind = "role trust policy"},
                                make_query(principal, request), request.action);
}

Principal session_of(const Role& role, std::string_view session_name) {
    Principal session;
    session.kind = PrincipalKind::role_session;
    session.account_id = role.account_id;
    session.arn = "arn:aws:sts::" + role.account_id + ":assumed-role/" + role.name + "/" +
                  std::string(session_name);
    session.user_id = role.id + ":" + std::string(session_name);
    session.name = role.name;
    session.role_arn = role.arn();
    session.session_name = session_name;
    for (const auto& [key, value] : role.tags)
        session.tags[key] = value;
    return session;
}

}  // namespace amicast::iam
