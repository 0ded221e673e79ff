// What identity is made of: accounts, users, groups, access keys, roles, policies, organizations.
// Plain values; the store and the per-entity files read and write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace amicast::iam {

using TagList = std::vector<std::pair<std::string, std::string>>;  // in order of key

struct Account {
    std::string id;
    std::string name;
    std::string email;
    Time created{};
};

struct User {
    std::string account_id;
    std::string name;
    std::string path = "/";
    std::string id;                    // "AIDA…"
    std::string permissions_boundary;  // ARN of a managed policy; empty when there is none
    TagList tags;
    Time created{};
    std::string arn() const;
};

struct AccessKey {
    std::string id;      // "AKIA…"
    std::string secret;  // in clear in memory only; sealed at rest
    std::string account_id;
    std::optional<std::string> user_name;  // absent: the account's root
    bool active = true;
    Time created{};
};

struct Role {
    std::string account_id;
    std::string name;
    std::string path = "/";
    std::string id;            // "AROA…"
    std::string trust_policy;  // JSON text
    std::string description;
    std::int64_t max_session_seconds = 3600;
    // Of console sign-ins; this server has no console, so it is only kept and shown.
    std::optional<std::int64_t> max_signin_session_seconds;
    std::string permissions_boundary;  // ARN of a managed policy; empty when there is none
    TagList tags;
    Time created{};
    std::string arn() const;
};

struct Group {
    std::string account_id;
    std::string name;
    std::string path = "/";
    std::string id;  // "AGPA…"
    Time created{};
    std::string arn() const;
};

struct InlinePolicy {
    std::string name;
    std::string document;  // JSON text as given
};

// Account of the policies that the vendor publishes: "arn:aws:iam::aws:policy/…".
inline constexpr std::string_view vendor_account = "aws";

// A policy with an ARN and versions of its own. Its documents stand in PolicyVersion.
struct ManagedPolicy {
    std::string account_id;  // vendor_account for the vendor's
    std::string name;
    std::string path = "/";
    std::string id;  // "ANPA…"
    std::string description;
    std::int64_t default_version = 1;
    // Uses in the account that asks: by users, groups and roles, and as a permissions boundary.
    std::int64_t attachments = 0;
    std::int64_t boundary_uses = 0;
    TagList tags;
    Time created{};
    Time updated{};
    std::string arn() const;
};

struct PolicyVersion {
    std::int64_t number = 1;  // "v1"; never used again once deleted
    bool is_default = false;
    std::string document;  // JSON text as given
    Time created{};
};

struct Organization {
    std::string id;  // "o-…"
    std::string management_account_id;
    std::string root_id;  // "r-…"
    std::string feature_set = "ALL";
    bool service_control = false;  // service control policies are enabled in the root
    std::string arn() const;
    // "arn:aws:organizations::<management account>:<kind>/o-…/<id>", of a root, unit or account.
    std::string arn_of(std::string_view kind, std::string_view id) const;
    // "o-…/r-…/": what aws:PrincipalOrgPaths holds for accounts directly under the root.
    std::string root_path() const;
};

// Where an account stands in its organization.
struct OrganizationPlace {
    Organization organization;
    std::vector<std::string> unit_ids;  // "ou-…", from under the root down to the account's parent
    std::string path() const;           // "o-…/r-…/ou-…/ou-…/"
    // Of the organization and of every unit the account is in: what launch permissions may name.
    std::vector<std::string> arns() const;
};

// Part of a list in key order. `next` is what to ask for to go on, absent at the end.
struct PageRequest {
    std::string after;  // the last key of the page before; empty for the first page
    std::size_t max = 100;
};
template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> next;
};

// What the ARN of a user or role names: "arn:aws:iam::<account>:role/<path>/<name>".
struct EntityName {
    std::string account_id;
    bool is_role = false;
    std::string path = "/";
    std::string name;
};
std::optional<EntityName> parse_entity_arn(std::string_view arn);

// What the ARN of a managed policy names: "arn:aws:iam::<account or aws>:policy/<path>/<name>".
struct PolicyName {
    std::string account_id;
    std::string path = "/";
    std::string name;
};
std::optional<PolicyName> parse_policy_arn(std::string_view arn);

// "arn:aws:iam::<account>:<rest>"; global resources have no region.
std::string iam_arn(std::string_view account_id, std::string_view rest);

}  // namespace amicast::iam
