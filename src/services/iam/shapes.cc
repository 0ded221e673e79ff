#include "services/iam/shapes.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/encoding.h"
#include "iam/policy_pattern.h"
#include "services/iam/errors.h"

namespace amicast::services::iam_api {
namespace {

std::optional<AttachedPermissionsBoundary> boundary_shape(const std::string& arn) {
    if (arn.empty()) return std::nullopt;
    AttachedPermissionsBoundary boundary;
    boundary.arn = arn;
    return boundary;
}

}  // namespace

std::span<const wire::Member> Tag::members() {
    static const wire::Member rows[] = {
        wire::member<&Tag::key>("Key", {.required = true,
                                        .min = 1,
                                        .max = 128,
                                        .pattern = R"(^(?:[\p{L}\p{Z}\p{N}_.:/=+\-@]+)$)"}),
        wire::member<&Tag::value>("Value", {.required = true,
                                            .min = 0,
                                            .max = 256,
                                            .pattern = R"(^(?:[\p{L}\p{Z}\p{N}_.:/=+\-@]*)$)"}),
    };
    return rows;
}

std::span<const wire::Member> AttachedPermissionsBoundary::members() {
    using This = AttachedPermissionsBoundary;
    static const wire::Member rows[] = {
        wire::member<&This::type>("PermissionsBoundaryType"),
        wire::member<&This::arn>("PermissionsBoundaryArn"),
    };
    return rows;
}

std::span<const wire::Member> User::members() {
    static const wire::Member rows[] = {
        wire::member<&User::path>("Path"),
        wire::member<&User::user_name>("UserName"),
        wire::member<&User::user_id>("UserId"),
        wire::member<&User::arn>("Arn"),
        wire::member<&User::create_date>("CreateDate"),
        wire::member<&User::password_last_used>("PasswordLastUsed"),
        wire::member<&User::permissions_boundary>("PermissionsBoundary"),
        wire::member<&User::tags>("Tags"),
    };
    return rows;
}

std::span<const wire::Member> RoleLastUsed::members() {
    using This = RoleLastUsed;
    static const wire::Member rows[] = {
        wire::member<&This::last_used_date>("LastUsedDate"),
        wire::member<&This::region>("Region"),
    };
    return rows;
}

std::span<const wire::Member> SourceRoleTemplate::members() {
    using This = SourceRoleTemplate;
    static const wire::Member rows[] = {
        wire::member<&This::template_arn>("TemplateArn"),
        wire::member<&This::template_minor_version>("TemplateMinorVersion"),
    };
    return rows;
}

std::span<const wire::Member> Role::members() {
    static const wire::Member rows[] = {
        wire::member<&Role::path>("Path"),
        wire::member<&Role::role_name>("RoleName"),
        wire::member<&Role::role_id>("RoleId"),
        wire::member<&Role::arn>("Arn"),
        wire::member<&Role::create_date>("CreateDate"),
        wire::member<&Role::assume_role_policy_document>("AssumeRolePolicyDocument"),
        wire::member<&Role::description>("Description"),
        wire::member<&Role::max_session_duration>("MaxSessionDuration"),
        wire::member<&Role::max_signin_session_duration>("MaxSigninSessionDuration"),
        wire::member<&Role::permissions_boundary>("PermissionsBoundary"),
        wire::member<&Role::tags>("Tags"),
        wire::member<&Role::role_last_used>("RoleLastUsed"),
        wire::member<&Role::source_role_template>("SourceRoleTemplate"),
    };
    return rows;
}

std::span<const wire::Member> Group::members() {
    static const wire::Member rows[] = {
        wire::member<&Group::path>("Path"),
        wire::member<&Group::group_name>("GroupName"),
        wire::member<&Group::group_id>("GroupId"),
        wire::member<&Group::arn>("Arn"),
        wire::member<&Group::create_date>("CreateDate"),
    };
    return rows;
}

std::span<const wire::Member> Policy::members() {
    using This = Policy;
    static const wire::Member rows[] = {
        wire::member<&This::policy_name>("PolicyName"),
        wire::member<&This::policy_id>("PolicyId"),
        wire::member<&This::arn>("Arn"),
        wire::member<&This::path>("Path"),
        wire::member<&This::default_version_id>("DefaultVersionId"),
        wire::member<&This::attachment_count>("AttachmentCount"),
        wire::member<&This::permissions_boundary_usage_count>("PermissionsBoundaryUsageCount"),
        wire::member<&This::is_attachable>("IsAttachable"),
        wire::member<&This::description>("Description"),
        wire::member<&This::create_date>("CreateDate"),
        wire::member<&This::update_date>("UpdateDate"),
        wire::member<&This::tags>("Tags"),
    };
    return rows;
}

std::span<const wire::Member> PolicyVersion::members() {
    using This = PolicyVersion;
    static const wire::Member rows[] = {
        wire::member<&This::document>("Document"),
        wire::member<&This::version_id>("VersionId"),
        wire::member<&This::is_default_version>("IsDefaultVersion"),
        wire::member<&This::create_date>("CreateDate"),
    };
    return rows;
}

std::vector<Tag> tag_shapes(const iam::TagList& tags) {
    std::vector<Tag> shapes;
    for (const auto& [key, value] : tags)
        shapes.push_back({.key = key, .value = value});
    return shapes;
}

User user_shape(const iam::User& user, Detail detail) {
    User shape{.path = user.path,
               .user_name = user.name,
               .user_id = user.id,
               .arn = user.arn(),
               .create_date = user.created,
               .password_last_used = {},
               .permissions_boundary = {},
               .tags = {}};
    if (detail == Detail::full) {
        shape.permissions_boundary = boundary_shape(user.permissions_boundary);
        shape.tags = tag_shapes(user.tags);
    }
    return shape;
}

Role role_shape(const iam::Role& role, Detail detail) {
    Role shape{.path = role.path,
               .role_name = role.name,
               .role_id = role.id,
               .arn = role.arn(),
               .create_date = role.created,
               .assume_role_policy_document = percent_encode(role.trust_policy),
               .description = {},
               .max_session_duration = role.max_session_seconds,
               .max_signin_session_duration = role.max_signin_session_seconds,
               .permissions_boundary = {},
               .tags = {},
               .role_last_used = {},
               .source_role_template = {}};
    if (!role.description.empty()) shape.description = role.description;
    if (detail == Detail::full) {
        shape.permissions_boundary = boundary_shape(role.permissions_boundary);
        shape.tags = tag_shapes(role.tags);
    }
    return shape;
}

Group group_shape(const iam::Group& group) {
    return {.path = group.path,
            .group_name = group.name,
            .group_id = group.id,
            .arn = group.arn(),
            .create_date = group.created};
}

Policy policy_shape(const iam::ManagedPolicy& policy, Detail detail) {
    Policy shape{.policy_name = policy.name,
                 .policy_id = policy.id,
                 .arn = policy.arn(),
                 .path = policy.path,
                 .default_version_id = "v" + std::to_string(policy.default_version),
                 .attachment_count = policy.attachments,
                 .permissions_boundary_usage_count = policy.boundary_uses,
                 .create_date = policy.created,
                 .update_date = policy.updated};
    if (detail == Detail::full) {
        if (!policy.description.empty()) shape.description = policy.description;
        shape.tags = tag_shapes(policy.tags);
    }
    return shape;
}

PolicyVersion version_shape(const iam::PolicyVersion& version, Detail detail) {
    PolicyVersion shape{.version_id = "v" + std::to_string(version.number),
                        .is_default_version = version.is_default,
                        .create_date = version.created};
    if (detail == Detail::full) shape.document = percent_encode(version.document);
    return shape;
}

Result<iam::TagList> read_tags(const std::vector<Tag>& tags) {
    iam::TagList list;
    std::set<std::string> seen;
    for (const Tag& tag : tags) {
        std::string folded = iam::ascii_lower(tag.key);
        if (!seen.insert(folded).second) {
            return failure(
                invalid_input("Duplicate tag keys found. Please note that Tag keys are "
                              "case insensitive."));
        }
        if (folded.starts_with("aws:")) {
            return failure(invalid_input(
                fmt::format("Tags: the key '{}' begins with 'aws:', which is reserved.", tag.key)));
        }
        list.emplace_back(tag.key, tag.value);
    }
    std::sort(list.begin(), list.end());
    return list;
}

}  // namespace amicast::services::iam_api
