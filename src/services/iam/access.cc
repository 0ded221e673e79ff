#include "services/iam/access.h"

#include "iam/groups.h"
#include "iam/identity_store.h"
#include "iam/instance_profiles.h"
#include "iam/managed_policies.h"
#include "services/query_errors.h"

namespace amicast::services::iam_api {
namespace {

std::vector<iam::AccessRequest> one_request(std::string_view action, std::string arn,
                                            const iam::TagList& tags) {
    std::vector<iam::AccessRequest> requests(1);
    iam::AccessRequest& request = requests.front();
    request.action = action;
    request.resource = std::move(arn);
    for (const auto& [key, value] : tags) {
        request.context["aws:ResourceTag/" + key] = {value};
        request.context["iam:ResourceTag/" + key] = {value};
    }
    return requests;
}

// ARN of the user's or role's permissions boundary; empty when there is none.
std::string boundary_of(Call& call, iam::OwnerKind kind, std::string_view name) {
    if (kind == iam::OwnerKind::user) {
        auto user = call.site.identity.find_user(call.account(), name);
        return user && *user ? (*user)->permissions_boundary : std::string();
    }
    if (kind != iam::OwnerKind::role) return {};
    auto role = call.site.identity.find_role(call.account(), name);
    return role && *role ? (*role)->permissions_boundary : std::string();
}

}  // namespace

std::vector<iam::AccessRequest> on_user(Call& call, std::string_view action,
                                        std::string_view name) {
    auto user = call.site.identity.find_user(call.account(), name);
    if (user && *user) return one_request(action, (*user)->arn(), (*user)->tags);
    return one_request(action, iam::iam_arn(call.account(), "user/" + std::string(name)), {});
}

std::vector<iam::AccessRequest> on_role(Call& call, std::string_view action,
                                        std::string_view name) {
    auto role = call.site.identity.find_role(call.account(), name);
    if (role && *role) return one_request(action, (*role)->arn(), (*role)->tags);
    return one_request(action, iam::iam_arn(call.account(), "role/" + std::string(name)), {});
}

std::vector<iam::AccessRequest> on_group(Call& call, std::string_view action,
                                         std::string_view name) {
    auto group = iam::find_group(call.site.identity, call.account(), name);
    if (group && *group) return one_request(action, (*group)->arn(), {});
    return one_request(action, iam::iam_arn(call.account(), "group/" + std::string(name)), {});
}

std::vector<iam::AccessRequest> on_policy(Call& call, std::string_view action,
                                          std::string_view arn) {
    auto policy = iam::get_managed_policy(call.site.identity, call.account(), arn);
    return one_request(action, std::string(arn), policy ? policy->tags : iam::TagList());
}

std::vector<iam::AccessRequest> on_instance_profile(Call& call, std::string_view action,
                                                    std::string_view name) {
    auto profile = iam::find_instance_profile(call.site.identity, call.account(), name);
    if (profile && *profile) return one_request(action, (*profile)->arn(), (*profile)->tags);
    return one_request(action,
                       iam::iam_arn(call.account(), "instance-profile/" + std::string(name)), {});
}

std::vector<iam::AccessRequest> on_owner(Call& call, iam::OwnerKind kind, std::string_view action,
                                         std::string_view name) {
    if (kind == iam::OwnerKind::user) return on_user(call, action, name);
    if (kind == iam::OwnerKind::role) return on_role(call, action, name);
    if (kind == iam::OwnerKind::instance_profile) return on_instance_profile(call, action, name);
    return on_group(call, action, name);
}

std::vector<iam::AccessRequest> on_policies_of(Call& call, iam::OwnerKind kind,
                                               std::string_view action, std::string_view name) {
    std::vector<iam::AccessRequest> requests = on_owner(call, kind, action, name);
    std::string boundary = boundary_of(call, kind, name);
    if (!boundary.empty()) requests.front().context["iam:PermissionsBoundary"] = {boundary};
    return requests;
}

std::vector<iam::AccessRequest> on_list(const Call& call, std::string_view action,
                                        std::string_view kind, std::string_view path_prefix) {
    return one_request(
        action, iam::iam_arn(call.account(), std::string(kind) + std::string(path_prefix)), {});
}

void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context) {
    for (const Tag& tag : tags) {
        context["aws:RequestTag/" + tag.key] = {tag.value};
        context["aws:TagKeys"].push_back(tag.key);
    }
}

Result<std::string> user_or_caller(const Call& call, const std::optional<std::string>& name) {
    if (name) return *name;
    if (call.caller.kind == iam::PrincipalKind::user) return call.caller.name;
    return failure(
        validation_error("Must specify userName when calling with non-User credentials"));
}

std::string user_or_empty(const Call& call, const std::optional<std::string>& name) {
    auto user = user_or_caller(call, name);
    return user ? *user : std::string();
}

}  // namespace amicast::services::iam_api
