#include "iam/role_assumption.h"

#include <utility>

namespace amicast::iam {
namespace {

auto refused(std::string_view who, const std::string& role_arn, std::string_view reason) {
    return failure(ErrorKind::denied, std::string(who) + " may not assume the role " + role_arn +
                                          " because " + std::string(reason) + ".");
}

Result<std::optional<Role>> find_named(IdentityStore& identity, const std::string& role_arn) {
    auto named = parse_entity_arn(role_arn);
    if (!named || !named->is_role) {
        return failure(ErrorKind::invalid, role_arn +
                                               " is not the ARN of a role: expected "
                                               "arn:aws:iam::<account>:role/<path><name>.");
    }
    auto role = identity.find_role(named->account_id, named->name);
    if (role && *role && (*role)->arn() != role_arn) return std::optional<Role>();
    return role;
}

Principal session_since_now(IdentityStore& identity, const Role& role, const RoleEntry& entry,
                            int chain_depth) {
    Principal session = session_of(role, entry.session_name);
    session.token_issued = identity.now();
    session.chain_depth = chain_depth;
    return session;
}

}  // namespace

Result<Principal> assume_as_service(IdentityStore& identity, Authorizer& authorizer,
                                    const ServiceUse& use, const RoleEntry& entry) {
    auto role = find_named(identity, entry.role_arn);
    if (!role) return failure(role.error());
    std::string who = "The service " + use.service;
    if (!*role) return refused(who, entry.role_arn, "the role does not exist");
    if ((*role)->account_id != use.source_account) {
        return refused(who, entry.role_arn,
                       "the role is not one of account " + use.source_account +
                           ", on whose behalf the service acts");
    }
    auto trusted = authorizer.service_may_assume(use, **role);
    if (!trusted) return failure(trusted.error());
    if (!trusted->allowed()) return refused(who, entry.role_arn, trusted->reason);
    return session_since_now(identity, **role, entry, 1);
}

Result<Principal> assume_from_session(IdentityStore& identity, Authorizer& authorizer,
                                      const Principal& session, std::string_view service,
                                      const RoleEntry& entry) {
    auto role = find_named(identity, entry.role_arn);
    if (!role) return failure(role.error());
    std::string who = "The session " + session.arn;
    // The same words in both cases: whether a foreign role exists is nobody's business.
    constexpr std::string_view untrusted =
        "the role does not exist or its trust policy does not allow it";
    if (!*role) return refused(who, entry.role_arn, untrusted);
    auto facts = facts_of_session(identity, session, service, entry.region);
    if (!facts) return failure(facts.error());
    AccessRequest request{.action = "sts:AssumeRole", .resource = entry.role_arn, .context = {}};
    add_global_context(session, *facts, request.context);
    request.context["aws:CalledVia"] = {std::string(service)};
    request.context["sts:RoleSessionName"] = {entry.session_name};
    for (const auto& [key, value] : (*role)->tags) {
        request.context["aws:ResourceTag/" + key] = {value};
        request.context["iam:ResourceTag/" + key] = {value};
    }
    auto allowed = authorizer.may_assume(session, **role, request);
    if (!allowed) return failure(allowed.error());
    if (!allowed->allowed()) {
        bool is_foreign = (*role)->account_id != session.account_id;
        bool by_trust = allowed->reason.find("role trust policy") != std::string::npos;
        return refused(who, entry.role_arn,
                       is_foreign && by_trust ? untrusted : std::string_view(allowed->reason));
    }
    return session_since_now(identity, **role, entry, session.chain_depth + 1);
}

Result<RequestFacts> facts_of_session(IdentityStore& identity, const Principal& session,
                                      std::string_view service, std::string_view region) {
    auto arns = identity.organization_arns(session.account_id);
    if (!arns) return failure(arns.error());
    auto paths = identity.organization_paths(session.account_id);
    if (!paths) return failure(paths.error());
    return RequestFacts{.now = identity.now(),
                        .region = std::string(region),
                        .source_ip = {},
                        .user_agent = std::string(service),
                        .secure = true,
                        .organization_arns = std::move(*arns),
                        .organization_paths = std::move(*paths)};
}

}  // namespace amicast::iam
