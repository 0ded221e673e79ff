#include "services/iam/simulated_entity.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ids.h"
#include "iam/authorizer.h"
#include "iam/entities.h"
#include "iam/identity_store.h"
#include "services/iam/errors.h"

namespace amicast::services::iam_api {
namespace {

constexpr std::string_view group_kind = ":group/";

// Groups are no principals, so nothing else reads their ARNs.
std::optional<NamedEntity> read_group_arn(std::string_view arn) {
    constexpr std::string_view prefix = "arn:aws:iam::";
    std::size_t kind = arn.find(group_kind);
    if (!arn.starts_with(prefix) || kind == std::string_view::npos) return std::nullopt;
    std::string_view rest = arn.substr(kind + group_kind.size() - 1);
    std::size_t slash = rest.rfind('/');
    NamedEntity group{.kind = iam::OwnerKind::group,
                      .account_id = std::string(arn.substr(prefix.size(), kind - prefix.size())),
                      .path = std::string(rest.substr(0, slash + 1)),
                      .name = std::string(rest.substr(slash + 1))};
    if (!is_account_id(group.account_id) || group.name.empty()) return std::nullopt;
    return group;
}

Error no_such(const NamedEntity& entity) {
    return {.kind = ErrorKind::not_found,
            .message = fmt::format("The {} with name {} cannot be found.",
                                   iam::to_string(entity.kind), entity.name),
            .code = "NoSuchEntity"};
}

}  // namespace

Result<NamedEntity> read_entity_arn(std::string_view parameter, std::string_view arn) {
    if (auto group = read_group_arn(arn)) return std::move(*group);
    auto named = iam::parse_entity_arn(arn);
    if (!named) {
        return failure(invalid_input(
            fmt::format("{}: Invalid Entity Arn: {} does not clearly define entity type and name; "
                        "expected arn:aws:iam::<account>:user, group or role/<path><name>.",
                        parameter, arn.substr(0, 200))));
    }
    return NamedEntity{.kind = named->is_role ? iam::OwnerKind::role : iam::OwnerKind::user,
                       .account_id = std::move(named->account_id),
                       .path = std::move(named->path),
                       .name = std::move(named->name)};
}

Result<iam::GrantedPolicies> granted_policies(Call& call, std::string_view arn) {
    auto entity = read_entity_arn("PolicySourceArn", arn);
    if (!entity) return failure(entity.error());
    if (entity->account_id != call.account()) return failure(no_such(*entity));
    auto granted = call.site.identity.catalog().read_value([&](catalog::Transaction& tx) {
        return iam::select_granted_policies(tx, entity->kind, entity->account_id, entity->name);
    });
    if (!granted) return failure(granted.error());
    if (!*granted || (*granted)->path != entity->path) return failure(no_such(*entity));
    return std::move(**granted);
}

iam::Principal principal_for(Call& call, const NamedEntity& entity, const std::string& arn) {
    bool is_ours = entity.account_id == call.account();
    if (is_ours && entity.kind == iam::OwnerKind::user) {
        auto user = call.site.identity.find_user(entity.account_id, entity.name);
        if (user && *user) return iam::IdentityStore::principal_of(**user);
    }
    if (is_ours && entity.kind == iam::OwnerKind::role) {
        auto role = call.site.identity.find_role(entity.account_id, entity.name);
        if (role && *role) return iam::session_of(**role, "simulation");
    }
    iam::Principal principal;
    principal.account_id = entity.account_id;
    principal.arn = arn;
    principal.name = entity.name;
    if (entity.kind == iam::OwnerKind::role) {
        principal.kind = iam::PrincipalKind::role_session;
        principal.role_arn = arn;
    }
    return principal;
}

void add_principal_keys(Call& call, const iam::Principal& principal,
                        iam::ConditionContext& context) {
    iam::ConditionContext known;
    iam::add_global_context(principal, {}, known);
    auto place = call.site.identity.place_of(principal.account_id);
    // Where a stranger's account stands is nobody's business.
    if (place && *place && principal.account_id == call.account()) {
        known["aws:PrincipalOrgID"] = {(*place)->organization.id};
        known["aws:PrincipalOrgPaths"] = {(*place)->path()};
    }
    for (auto& [key, values] : known) {
        bool of_principal = key.starts_with("aws:Principal") || key == "aws:username" ||
                            (key == "aws:userid" && !principal.user_id.empty());
        // What the request says itself counts more.
        if (of_principal) context.try_emplace(key, std::move(values));
    }
}

iam::SimulatedPolicy simulated(const iam::GrantedPolicy& policy) {
    std::string_view holder = iam::to_string(policy.holder_kind);
    if (!policy.managed) {
        return {.id = fmt::format("{}_{}_{}", holder, policy.holder_name, policy.name),
                .type = std::string(holder),
                .text = policy.document};
    }
    auto named = iam::parse_policy_arn(policy.name);
    bool is_vendors = named && named->account_id == iam::vendor_account;
    return {.id = named ? named->name : policy.name,
            .type = is_vendors ? "aws-managed" : "user-managed",
            .text = policy.document};
}

}  // namespace amicast::services::iam_api
