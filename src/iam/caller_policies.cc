#include "iam/caller_policies.h"

#include <utility>

#include "iam/granted_policies.h"
#include "iam/managed_policies.h"
#include "iam/organization_policies.h"

namespace amicast::iam {
namespace {

Result<PolicyDocument> parse_stored(std::string_view text, PolicyUse use) {
    Result<PolicyDocument> document = parse_policy(text, use);
    if (!document) {
        return failure(ErrorKind::corrupt, "A stored policy cannot be read.",
                       document.error().message + " " + document.error().detail);
    }
    return document;
}

std::string_view id_of(const Principal& principal) {
    return std::string_view(principal.user_id).substr(0, principal.user_id.find(':'));
}

// Service control policies do not bind what a service does for itself in the account.
bool is_service_linked(const Principal& principal) {
    return principal.kind == PrincipalKind::role_session &&
           principal.role_arn.find(":role/aws-service-role/") != std::string::npos;
}

}  // namespace

PolicyLibrary::PolicyLibrary(IdentityStore& identity) : identity_(identity) {}

Result<std::shared_ptr<const EntityPolicies>> PolicyLibrary::load_entity(
    const Principal& principal) {
    OwnerKind kind = principal.kind == PrincipalKind::user ? OwnerKind::user : OwnerKind::role;
    auto granted = identity_.catalog().read_value([&](catalog::Transaction& tx) {
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
Result<std::shared_ptr<const EntityPolicies>> PolicyLibrary::entity_policies(
    const Principal& principal) {
    Result<std::uint64_t> generation = identity_.generation();
    if (!generation) return failure(generation.error());
    std::string key = principal.account_id;
    key += principal.kind == PrincipalKind::user ? "/user/" : "/role/";
    key += principal.name;
    if (auto kept = entities_.find(key, *generation)) return kept;
    auto loaded = load_entity(principal);
    if (loaded && *loaded) entities_.keep(std::move(key), *generation, *loaded);
    return loaded;
}

Result<std::shared_ptr<const ControlLevels>> PolicyLibrary::load_levels(
    const std::string& account_id) {
    auto texts = identity_.catalog().read_value(
        [&](catalog::Transaction& tx) { return select_control_texts(tx, account_id); });
    if (!texts) return failure(texts.error());
    auto levels = std::make_shared<ControlLevels>();
    for (const std::vector<std::string>& level : *texts) {
        std::vector<SharedDocument>& documents = levels->emplace_back();
        for (const std::string& text : level) {
            auto parsed = document(text, PolicyUse::identity);
            if (!parsed) return failure(parsed.error());
            documents.push_back(std::move(*parsed));
        }
    }
    return std::shared_ptr<const ControlLevels>(std::move(levels));
}

Result<std::shared_ptr<const ControlLevels>> PolicyLibrary::control_levels(
    const std::string& account_id) {
    Result<std::uint64_t> generation = identity_.generation();
    if (!generation) return failure(generation.error());
    if (auto kept = controls_.find(account_id, *generation)) return kept;
    auto loaded = load_levels(account_id);
    if (loaded) controls_.keep(account_id, *generation, *loaded);
    return loaded;
}

Result<SharedDocument> PolicyLibrary::document(std::string_view text, PolicyUse use) {
    std::string key = std::to_string(static_cast<int>(use));
    key.append(text);
    if (auto kept = documents_.find(key, 1)) return kept;
    Result<PolicyDocument> parsed = parse_stored(text, use);
    if (!parsed) return failure(parsed.error());
    auto shared = std::make_shared<const PolicyDocument>(std::move(*parsed));
    documents_.keep(std::move(key), 1, shared);
    return shared;
}

// A policy that is gone since the session began allows nothing.
Result<SharedDocument> PolicyLibrary::managed_document(std::string_view account_id,
                                                       const std::string& arn) {
    Result<std::uint64_t> generation = identity_.generation();
    if (!generation) return failure(generation.error());
    std::string key = std::string(account_id) + "/" + arn;
    if (auto kept = managed_.find(key, *generation)) return kept;
    auto text = identity_.catalog().read_value(
        [&](catalog::Transaction& tx) { return select_policy_document(tx, account_id, arn); });
    if (!text) return failure(text.error());
    auto found = std::make_shared<const PolicyDocument>();
    if (*text) {
        auto parsed = document(**text, PolicyUse::identity);
        if (!parsed) return failure(parsed.error());
        found = std::move(*parsed);
    }
    managed_.keep(std::move(key), *generation, found);
    return found;
}

Status PolicyLibrary::add_session_policies(const Principal& principal, CallerPolicies& caller) {
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

Status PolicyLibrary::add_control(const Principal& principal, CallerPolicies& caller) {
    if (is_service_linked(principal)) return {};
    auto levels = control_levels(principal.account_id);
    if (!levels) return failure(levels.error());
    caller.control = std::move(*levels);
    for (const std::vector<SharedDocument>& level : *caller.control) {
        PolicySet::Documents& documents = caller.set.service_control.emplace_back();
        for (const SharedDocument& document : level)
            documents.push_back(document.get());
    }
    return {};
}

Result<CallerPolicies> PolicyLibrary::of_caller(const Principal& principal) {
    CallerPolicies caller;
    caller.set.caller_is_root = principal.kind == PrincipalKind::root;
    if (Status added = add_control(principal, caller); !added) return failure(added.error());
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

}  // namespace amicast::iam
