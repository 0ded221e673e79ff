// Finds the policies that apply, parsed once per generation of identity, and asks decision.h.
#include "iam/authorizer.h"

#include <algorithm>
#include <utility>

#include "iam/generation_cache.h"
#include "iam/granted_policies.h"
#include "iam/managed_policies.h"

namespace amicast::iam {
namespace {

// Parsed documents are a few kilobytes each.
constexpr std::size_t cached_principals_max = 4096;
constexpr std::size_t cached_documents_max = 1024;

using SharedDocument = std::shared_ptr<const PolicyDocument>;

// What a user or role may do by its own policies and those of its groups.
struct EntityPolicies {
    std::string id;  // "AIDA…" or "AROA…": tells a recreated entity from the one that signed in
    std::vector<SharedDocument> identity;
    SharedDocument boundary;  // null when there is none
};

Result<PolicyDocument> parse_stored(std::string_view text, PolicyUse use) {
    Result<PolicyDocument> document = parse_policy(text, use);
    if (!document) {
        return failure(ErrorKind::corrupt, "A stored policy cannot be read.",
                       document.error().message + " " + document.error().detail);
    }
    return document;
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
        std::vector<SharedDocument> session;
        bool exists = true;
    };

    Result<std::shared_ptr<const EntityPolicies>> entity_policies(const Principal& principal);
    Result<std::shared_ptr<const EntityPolicies>> load_entity(const Principal& principal);
    Result<SharedDocument> document(std::string_view text, PolicyUse use);
    Result<SharedDocument> managed_document(std::string_view account_id, const std::string& arn);
    Result<CallerPolicies> caller_policies(const Principal& principal);
    Status add_session_policies(const Principal& principal, CallerPolicies& caller);
    Result<Decision> decide_at_resource(const PolicySet& caller, const Principal& principal,
                                        const AccessRequest& request);

    IdentityStore& identity;
    GenerationCache<EntityPolicies> entities{cached_principals_max};
    // Documents by their text. Text never changes its meaning, so they all belong to generation 1.
    GenerationCache<PolicyDocument> documents{cached_documents_max};
    // Managed policies that cap sessions, by account and ARN.
    GenerationCache<PolicyDocument> managed{cached_documents_max};
};

Result<std::shared_ptr<const EntityPolicies>> Authorizer::State::load_entity(
    const Principal& principal) {
    OwnerKind kind = principal.kind == PrincipalKind::user ? OwnerKind::user : OwnerKind::role;
    auto granted = identity.catalog().read_value([&](catalog::Transaction& tx) {
        return select_granted_policies(tx, kind, principal.account_id, principal.name);
    });
    if (!granted) return failure(granted.error());
    if (!*granted) return nullptr;
    auto entity = std::make_shared<EntityPolicies>();
    entity->id = std::move((*granted)->entity_id);
    for (const GrantedPolicy& policy : (*granted)->identity) {
        auto parsed = document(policy.document, PolicyUse::identity);
        if (!parsed) return failure(parsed.error());
        entity->identity.push_back(std::move(*parsed));
    }
    if ((*granted)->boundary) {
        auto boundary = document((*granted)->boundary->document, PolicyUse::identity);
        if (!boundary) return failure(boundary.error());
        entity->boundary = std::move(*boundary);
    }
    return std::shared_ptr<const EntityPolicies>(std::move(entity));
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

Result<SharedDocument> Authorizer::State::document(std::string_view text, PolicyUse use) {
    std::string key = std::to_string(static_cast<int>(use));
    key.append(text);
    if (auto kept = documents.find(key, 1)) return kept;
    Result<PolicyDocument> parsed = parse_stored(text, use);
    if (!parsed) return failure(parsed.error());
    auto shared = std::make_shared<const PolicyDocument>(std::move(*parsed));
    documents.keep(std::move(key), 1, shared);
    return shared;
}

// A policy that is gone since the session began allows nothing.
Result<SharedDocument> Authorizer::State::managed_document(std::string_view account_id,
                                                           const std::string& arn) {
    Result<std::uint64_t> generation = identity.generation();
    if (!generation) return failure(generation.error());
    std::string key = std::string(account_id) + "/" + arn;
    if (auto kept = managed.find(key, *generation)) return kept;
    auto text = identity.catalog().read_value(
        [&](catalog::Transaction& tx) { return select_policy_document(tx, account_id, arn); });
    if (!text) return failure(text.error());
    auto found = std::make_shared<const PolicyDocument>();
    if (*text) {
        auto parsed = document(**text, PolicyUse::identity);
        if (!parsed) return failure(parsed.error());
        found = std::move(*parsed);
    }
    managed.keep(std::move(key), *generation, found);
    return found;
}

Status Authorizer::State::add_session_policies(const Principal& principal, CallerPolicies& caller) {
    if (principal.session_policies.empty() && principal.session_policy_arns.empty()) return {};
    for (const std::string& text : principal.session_policies) {
        auto parsed = document(text, PolicyUse::identity);
        if (!parsed) return failure(parsed.error());
        caller.session.push_back(std::move(*parsed));
    }
    for (const std::string& arn : principal.session_policy_arns) {
        auto found = managed_document(principal.account_id, arn);
        if (!found) return failure(found.error());
        caller.session.push_back(std::move(*found));
    }
    caller.set.session.emplace();
    for (const SharedDocument& session : caller.session)
        caller.set.session->push_back(session.get());
    return {};
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
    for (const SharedDocument& document : caller.entity->identity)
        caller.set.identity.push_back(document.get());
    caller.set.boundary = caller.entity->boundary.get();
    if (Status added = add_session_policies(principal, caller); !added)
        return failure(added.error());
    return caller;
}

Result<Decision> Authorizer::State::decide_at_resource(const PolicySet& caller,
                                                       const Principal& principal,
                                                       const AccessRequest& request) {
    const ResourcePolicy& resource = *request.resource_policy;
    ResourceSide side{.same_account = principal.account_id == resource.account_id,
                      .hidden_from_strangers = true};
    SharedDocument kept;
    if (!resource.document.empty()) {
        auto parsed = document(resource.document, PolicyUse::resource);
        if (!parsed) return failure(parsed.error());
        kept = std::move(*parsed);
        side.policy = kept.get();
    }
    for (const std::string& grantee : resource.grantees) {
        PrincipalPattern pattern{.type = PrincipalPattern::Type::aws, .value = grantee};
        side.granted = std::max(side.granted, named_as(pattern, principal));
    }
    AccessRequest complete{.action = request.action,
                           .resource = request.resource,
                           .context = with_resource_account(request, resource.account_id)};
    return decide_with_resource(caller, side, make_query(principal, complete), request.action);
}

Authorizer::Authorizer(IdentityStore& identity) : state_(std::make_unique<State>(identity)) {}
Authorizer::~Authorizer() = default;

Result<Decision> Authorizer::authorize(const Principal& principal, const AccessRequest& request) {
    // The server itself, continuing work for which a caller was authorised: no client can be this
    // kind, authentication never makes one.
    if (principal.kind == PrincipalKind::service)
        return Decision{.effect = Effect::allow, .reason = {}};
    if (auto denied = beyond_session(principal, request.action)) return *denied;
    auto caller = state_->caller_policies(principal);
    if (!caller) return failure(caller.error());
    if (!caller->exists) return gone(principal);
    if (!request.resource_policy)
        return decide(caller->set, make_query(principal, request), request.action);
    return state_->decide_at_resource(caller->set, principal, request);
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
