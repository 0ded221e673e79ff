// Finds the policies that apply, parsed once per generation of identity, and asks decision.h.
#include "iam/authorizer.h"

#include <utility>

#include "iam/generation_cache.h"
#include "iam/managed_policies.h"

namespace amicast::iam {
namespace {

// Parsed documents are a few kilobytes each.
constexpr std::size_t cached_principals_max = 4096;
constexpr std::size_t cached_documents_max = 1024;

// What a user or role may do by its own policies.
struct EntityPolicies {
    std::string id;  // "AIDA…" or "AROA…": tells a recreated entity from the one that signed in
    std::vector<PolicyDocument> identity;
    std::optional<PolicyDocument> boundary;
};

Result<PolicyDocument> parse_stored(std::string_view text, PolicyUse use) {
    Result<PolicyDocument> document = parse_policy(text, use);
    if (!document) {
        return failure(ErrorKind::corrupt, "A stored policy cannot be read.",
                       document.error().message + " " + document.error().detail);
    }
    return document;
}

Result<std::shared_ptr<const EntityPolicies>> parse_entity(
    std::string id, const std::string& boundary_arn, const std::vector<InlinePolicy>& policies) {
    auto entity = std::make_shared<EntityPolicies>();
    entity->id = std::move(id);
    for (const InlinePolicy& policy : policies) {
        Result<PolicyDocument> document = parse_stored(policy.document, PolicyUse::identity);
        if (!document) return failure(document.error());
        entity->identity.push_back(std::move(*document));
    }
    if (!boundary_arn.empty()) {
        Result<PolicyDocument> boundary =
            parse_stored(managed_policy(boundary_arn), PolicyUse::identity);
        if (!boundary) return failure(boundary.error());
        entity->boundary = std::move(*boundary);
    }
    return std::shared_ptr<const EntityPolicies>(std::move(entity));
}

Decision gone(const Principal& principal) {
    return {.effect = Effect::implicit_deny,
            .reason = principal.kind == PrincipalKind::user
                          ? "the user no longer exists"
                          : "the role of this session no longer exists"};
}

std::string_view id_of(const Principal& principal) {
    return std::string_view(principal.user_id).substr(0, principal.user_id.find(':'));
}

// aws:ResourceAccount follows from the ARN where that names an account.
ConditionContext with_resource_account(const AccessRequest& request, const std::string& account) {
    ConditionContext context = request.context;
    context.try_emplace("aws:ResourceAccount", std::vector<std::string>{account});
    return context;
}

}  // namespace

struct Authorizer::State {
    explicit State(IdentityStore& store) : identity(store) {}

    // Everything a decision about one caller needs; keeps the documents alive.
    struct CallerPolicies {
        PolicySet set;
        std::shared_ptr<const EntityPolicies> entity;
        std::vector<std::shared_ptr<const PolicyDocument>> session;
        bool exists = true;
    };

    Result<std::shared_ptr<const EntityPolicies>> entity_policies(const Principal& principal);
    Result<std::shared_ptr<const EntityPolicies>> load_entity(const Principal& principal);
    Result<std::shared_ptr<const PolicyDocument>> document(const std::string& text, PolicyUse use);
    Result<CallerPolicies> caller_policies(const Principal& principal);

    IdentityStore& identity;
    GenerationCache<EntityPolicies> entities{cached_principals_max};
    // Documents by their text: session and trust policies. Text never changes its meaning, so they
    // all belong to generation 1.
    GenerationCache<PolicyDocument> documents{cached_documents_max};
};

Result<std::shared_ptr<const EntityPolicies>> Authorizer::State::load_entity(
    const Principal& principal) {
    if (principal.kind == PrincipalKind::user) {
        auto user = identity.find_user(principal.account_id, principal.name);
        if (!user) return failure(user.error());
        if (!*user) return nullptr;
        auto policies = identity.user_policies(principal.account_id, principal.name);
        if (!policies) return failure(policies.error());
        return parse_entity((*user)->id, (*user)->permissions_boundary, *policies);
    }
    auto role = identity.find_role(principal.account_id, principal.name);
    if (!role) return failure(role.error());
    if (!*role) return nullptr;
    auto policies = identity.role_policies(principal.account_id, principal.name);
    if (!policies) return failure(policies.error());
    return parse_entity((*role)->id, (*role)->permissions_boundary, *policies);
}

// Null when the user or role does not exist.
Result<std::shared_ptr<const EntityPolicies>> Authorizer::State::entity_policies(
    const Principal& principal) {
    Result<std::uint64_t> generation = identity.generation();
    if (!generation) return failure(generation.error());
    std::string key = principal.account_id;
    key += principal.kind == PrincipalKind::user ? "/user/" : "/role/";
    key += principal.name;
    if (auto kept = entities.find(key, *generation)) return kept;
    auto loaded = load_entity(principal);
    if (loaded && *loaded) entities.keep(std::move(key), *generation, *loaded);
    return loaded;
}

Result<std::shared_ptr<const PolicyDocument>> Authorizer::State::document(const std::string& text,
                                                                          PolicyUse use) {
    std::string key = (use == PolicyUse::trust ? "t" : "i") + text;
    if (auto kept = documents.find(key, 1)) return kept;
    Result<PolicyDocument> parsed = parse_stored(text, use);
    if (!parsed) return failure(parsed.error());
    auto shared = std::make_shared<const PolicyDocument>(std::move(*parsed));
    documents.keep(std::move(key), 1, shared);
    return shared;
}

Result<Authorizer::State::CallerPolicies> Authorizer::State::caller_policies(
    const Principal& principal) {
    CallerPolicies caller;
    caller.set.caller_is_root = principal.kind == PrincipalKind::root;
    if (caller.set.caller_is_root) return caller;
    auto entity = entity_policies(principal);
    if (!entity) return failure(entity.error());
    caller.entity = std::move(*entity);
    caller.exists = caller.entity != nullptr && caller.entity->id == id_of(principal);
    if (!caller.exists) return caller;
    for (const PolicyDocument& document : caller.entity->identity)
        caller.set.identity.push_back(&document);
    if (caller.entity->boundary) caller.set.boundary = &*caller.entity->boundary;
    for (const std::string& text : principal.session_policies) {
        auto session = document(text, PolicyUse::identity);
        if (!session) return failure(session.error());
        if (!caller.set.session) caller.set.session.emplace();
        caller.set.session->push_back(session->get());
        caller.session.push_back(std::move(*session));
    }
    return caller;
}

Authorizer::Authorizer(IdentityStore& identity) : state_(std::make_unique<State>(identity)) {}
Authorizer::~Authorizer() = default;

Result<Decision> Authorizer::authorize(const Principal& principal, const AccessRequest& request) {
    // The server itself, continuing work for which a caller was authorised: no client can be this
    // kind, authentication never makes one.
    if (principal.kind == PrincipalKind::service)
        return Decision{.effect = Effect::allow, .reason = {}};
    auto caller = state_->caller_policies(principal);
    if (!caller) return failure(caller.error());
    if (!caller->exists) return gone(principal);
    return decide(caller->set, make_query(principal, request), request.action);
}

Result<Decision> Authorizer::may_assume(const Principal& principal, const Role& role,
                                        const AccessRequest& request) {
    if (principal.kind == PrincipalKind::service) return service_may_assume(principal.name, role);
    if (principal.kind == PrincipalKind::root) {
        return Decision{.effect = Effect::explicit_deny,
                        .reason = "roles may not be assumed by root accounts"};
    }
    auto caller = state_->caller_policies(principal);
    if (!caller) return failure(caller.error());
    if (!caller->exists) return gone(principal);
    auto trust = state_->document(role.trust_policy, PolicyUse::trust);
    if (!trust) return failure(trust.error());
    AccessRequest complete{.action = request.action,
                           .resource = request.resource,
                           .context = with_resource_account(request, role.account_id)};
    ResourceSide resource{.policy = trust->get(),
                          .same_account = principal.account_id == role.account_id,
                          .kind = "role trust policy"};
    return decide_with_resource(caller->set, resource, make_query(principal, complete),
                                request.action);
}

Result<Decision> Authorizer::service_may_assume(std::string_view service, const Role& role) {
    auto trust = state_->document(role.trust_policy, PolicyUse::trust);
    if (!trust) return failure(trust.error());
    Principal principal;
    principal.kind = PrincipalKind::service;
    principal.name = service;
    AccessRequest request{.action = "sts:AssumeRole", .resource = role.arn(), .context = {}};
    add_global_context(principal, {.now = state_->identity.now()}, request.context);
    // A service assumes roles only for resources of the role's own account.
    request.context["aws:SourceAccount"] = {role.account_id};
    request.context["aws:ResourceAccount"] = {role.account_id};
    PolicySet nothing_of_its_own;
    return decide_with_resource(nothing_of_its_own,
                                {.policy = trust->get(), .kind = "role trust policy"},
                                make_query(principal, request), request.action);
}

Principal Authorizer::assume_as_service(const Role& role, std::string_view session_name,
                                        Time now) const {
    Principal session = session_of(role, session_name);
    session.token_issued = now;
    session.chain_depth = 1;
    return session;
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
