// Structures of IAM's model that several operations share, and how entities become them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "iam/entities.h"
#include "wire/schema.h"

namespace amicast::services::iam_api {

struct Tag {
    std::string key;
    std::string value;
    static std::span<const wire::Member> members();
};

struct AttachedPermissionsBoundary {
    std::string type = "PermissionsBoundaryPolicy";
    std::string arn;
    static std::span<const wire::Member> members();
};

struct User {
    std::string path;
    std::string user_name;
    std::string user_id;
    std::string arn;
    Time create_date{};
    std::optional<Time> password_last_used;
    std::optional<AttachedPermissionsBoundary> permissions_boundary;
    std::vector<Tag> tags;
    static std::span<const wire::Member> members();
};

struct RoleLastUsed {
    std::optional<Time> last_used_date;
    std::optional<std::string> region;
    static std::span<const wire::Member> members();
};

struct SourceRoleTemplate {
    std::string template_arn;
    std::int64_t template_minor_version = 0;
    static std::span<const wire::Member> members();
};

struct Role {
    std::string path;
    std::string role_name;
    std::string role_id;
    std::string arn;
    Time create_date{};
    std::string assume_role_policy_document;  // percent-encoded, as IAM sends documents
    std::optional<std::string> description;
    std::int64_t max_session_duration = 0;
    std::optional<std::int64_t> max_signin_session_duration;
    std::optional<AttachedPermissionsBoundary> permissions_boundary;
    std::vector<Tag> tags;
    std::optional<RoleLastUsed> role_last_used;
    std::optional<SourceRoleTemplate> source_role_template;  // no role here comes from a template
    static std::span<const wire::Member> members();
};

struct Group {
    std::string path;
    std::string group_name;
    std::string group_id;
    std::string arn;
    Time create_date{};
    static std::span<const wire::Member> members();
};

struct Policy {
    std::string policy_name;
    std::string policy_id;
    std::string arn;
    std::string path;
    std::string default_version_id;
    std::int64_t attachment_count = 0;
    std::int64_t permissions_boundary_usage_count = 0;
    bool is_attachable = true;
    std::optional<std::string> description;
    Time create_date{};
    Time update_date{};
    std::vector<Tag> tags;
    static std::span<const wire::Member> members();
};

struct PolicyVersion {
    std::optional<std::string> document;  // percent-encoded
    std::string version_id;
    bool is_default_version = false;
    Time create_date{};
    static std::span<const wire::Member> members();
};

// Lists leave out tags, boundary, description and documents.
enum class Detail { brief, full };
User user_shape(const iam::User& user, Detail detail);
Role role_shape(const iam::Role& role, Detail detail);
Group group_shape(const iam::Group& group);
Policy policy_shape(const iam::ManagedPolicy& policy, Detail detail);
PolicyVersion version_shape(const iam::PolicyVersion& version, Detail detail);
std::vector<Tag> tag_shapes(const iam::TagList& tags);

// `InvalidInput` for a key that stands twice, whatever its case, or begins with "aws:".
Result<iam::TagList> read_tags(const std::vector<Tag>& tags);

}  // namespace amicast::services::iam_api
