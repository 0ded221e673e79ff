// AssumeRole: temporary credentials of a role. The role's trust policy decides, with the caller's
// own policies where it only delegates; a role that does not exist looks like one that does not
// trust.
#include <algorithm>

#include <fmt/format.h>

#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "iam/policy_pattern.h"
#include "iam/session_tokens.h"
#include "services/query_errors.h"
#include "services/sts/assume_role_shapes.h"
#include "services/sts/operations.h"
#include "services/sts/session_request.h"

namespace amicast::services::sts {
namespace {

constexpr std::int64_t default_duration_seconds = 3600;
// A role session that assumes a further role gets an hour at most.
constexpr std::int64_t chained_duration_seconds_max = 3600;

Error not_authorized(const Call& call, std::string_view action, std::string_view role_arn) {
    return access_denied(fmt::format("User: {} is not authorized to perform: {} on resource: {}",
                                     call.caller.arn, action, role_arn));
}

Status refuse_unsupported(const AssumeRoleInput& input) {
    if (Status none = refuse_mfa(input.serial_number, input.token_code); !none) return none;
    if (!input.provided_contexts.empty())
        return failure(validation_error("ProvidedContexts are not supported by this server."));
    return {};
}

Result<iam::EntityName> read_role_arn(const AssumeRoleInput& input) {
    auto named = iam::parse_entity_arn(input.role_arn);
    if (!named || !named->is_role)
        return failure(validation_error(fmt::format("{} is invalid", input.role_arn)));
    return std::move(*named);
}

Result<std::optional<iam::Role>> find_role(Call& call, const iam::EntityName& named) {
    auto role = call.site.identity.find_role(named.account_id, named.name);
    if (role && *role && (*role)->path != named.path) return std::optional<iam::Role>();
    return role;
}

Result<iam::ConditionContext> context_of(Call& call, const iam::Role& role,
                                         const AssumeRoleInput& input,
                                         const SessionRequest& session) {
    auto organizations = call.site.identity.organization_arns(call.account());
    if (!organizations) return failure(organizations.error());
    auto paths = call.site.identity.organization_paths(call.account());
    if (!paths) return failure(paths.error());
    iam::ConditionContext context;
    iam::add_global_context(call.caller,
                            {.now = call.now,
                             .region = call.region.name,
                             .source_ip = call.remote_address,
                             .user_agent = call.user_agent,
                             .secure = call.secure,
                             .organization_arns = std::move(*organizations),
                             .organization_paths = std::move(*paths)},
                            context);
    context["sts:RoleSessionName"] = {input.role_session_name};
    if (input.external_id) context["sts:ExternalId"] = {*input.external_id};
    if (session.source_identity) context["sts:SourceIdentity"] = {*session.source_identity};
    if (!session.transitive_tag_keys.empty())
        context["sts:TransitiveTagKeys"] = session.transitive_tag_keys;
    for (const Tag& tag : input.tags) {
        context["aws:RequestTag/" + tag.key] = {tag.value};
        context["aws:TagKeys"].push_back(tag.key);
    }
    for (const auto& [key, value] : role.tags) {
        context["aws:ResourceTag/" + key] = {value};
        context["iam:ResourceTag/" + key] = {value};
    }
    return context;
}

// Tags and source identity are permissions of their own.
std::vector<std::string_view> needed_actions(const SessionRequest& session) {
    std::vector<std::string_view> actions = {"sts:AssumeRole"};
    if (!session.tags.empty() || !session.transitive_tag_keys.empty())
        actions.push_back("sts:TagSession");
    if (session.source_identity) actions.push_back("sts:SetSourceIdentity");
    return actions;
}

Status require_permission(Call& call, const iam::Role& role, const AssumeRoleInput& input,
                          const SessionRequest& session) {
    auto context = context_of(call, role, input, session);
    if (!context) return failure(context.error());
    iam::AccessRequest request{
        .action = {}, .resource = input.role_arn, .context = std::move(*context)};
    for (std::string_view action : needed_actions(session)) {
        request.action = action;
        auto decision = call.site.authorizer.may_assume(call.caller, role, request);
        if (!decision) return failure(decision.error());
        if (!decision->allowed()) return failure(not_authorized(call, action, input.role_arn));
    }
    return {};
}

Result<std::int64_t> duration_of(const Call& call, const iam::Role& role,
                                 const AssumeRoleInput& input) {
    std::int64_t seconds = input.duration_seconds.value_or(default_duration_seconds);
    if (call.caller.kind == iam::PrincipalKind::role_session &&
        seconds > chained_duration_seconds_max) {
        return failure(
            validation_error("The requested DurationSeconds exceeds the 1 hour session "
                             "limit for roles assumed by role chaining"));
    }
    if (seconds > role.max_session_seconds) {
        return failure(
            validation_error("The requested DurationSeconds exceeds the "
                             "MaxSessionDuration set for this role."));
    }
    return seconds;
}

iam::Principal make_session(const Call& call, const iam::Role& role, const AssumeRoleInput& input,
                            const SessionRequest& request) {
    iam::Principal session = iam::session_of(role, input.role_session_name);
    session.session_policies = request.policies;
    session.session_policy_arns = request.policy_arns;
    // Session tags replace the role's own of the same key, whatever its case.
    for (const auto& [key, value] : request.tags) {
        std::erase_if(session.tags, [&](const auto& tag) {
            return iam::ascii_lower(tag.first) == iam::ascii_lower(key);
        });
        session.tags[key] = value;
    }
    session.transitive_tag_keys = request.transitive_tag_keys;
    session.source_identity = request.source_identity;
    session.chain_depth = call.caller.chain_depth + 1;
    return session;
}

AssumeRoleOutput make_output(const iam::Principal& session,
                             const iam::SessionCredentials& credentials) {
    return {.credentials = credentials_shape(credentials),
            .assumed_role_user = {.assumed_role_id = session.user_id, .arn = session.arn},
            .packed_policy_size = credentials.packed_percent,
            .source_identity = session.source_identity,
            .session_token_utilization = token_utilization(credentials),
            .session_token_size = static_cast<std::int64_t>(credentials.token.size())};
}

// may_assume() decides inside, since it needs the role.
std::vector<iam::AccessRequest> access(Call&, const AssumeRoleInput&) {
    return {};
}

Result<AssumeRoleOutput> assume_role(Call& call, const AssumeRoleInput& input) {
    if (call.caller.kind == iam::PrincipalKind::root)
        return failure(access_denied("Roles may not be assumed by root accounts."));
    if (Status supported = refuse_unsupported(input); !supported) return failure(supported.error());
    auto named = read_role_arn(input);
    if (!named) return failure(named.error());
    auto request = read_session_request(call, input);
    if (!request) return failure(request.error());
    auto role = find_role(call, *named);
    if (!role) return failure(role.error());
    if (!*role) return failure(not_authorized(call, "sts:AssumeRole", input.role_arn));
    if (Status allowed = require_permission(call, **role, input, *request); !allowed)
        return failure(allowed.error());
    if (Status added = add_managed_policies(call, input, named->account_id, *request); !added)
        return failure(added.error());
    auto seconds = duration_of(call, **role, input);
    if (!seconds) return failure(seconds.error());

    iam::Principal session = make_session(call, **role, input, *request);
    auto credentials = call.site.sessions.issue(
        session, call.now + std::chrono::seconds(*seconds),
        static_cast<std::size_t>(input.minimum_session_token_size.value_or(0)));
    if (!credentials) return failure(credentials.error());
    return make_output(session, *credentials);
}

}  // namespace

Operation assume_role_operation() {
    return operation<&assume_role, &access>(
        {.name = "AssumeRole",
         .errors = "ExpiredTokenException InvalidContextAssertion MalformedPolicyDocument "
                   "PackedPolicyTooLarge "
                   "RegionDisabledException"});
}

}  // namespace amicast::services::sts
