#include "services/ec2/launch_permission.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ids.h"
#include "services/ec2/errors.h"

namespace amicast::services::ec2 {
namespace {

using images::Grantee;

constexpr std::size_t arn_bytes_max = 1024;

bool is_token(std::string_view text, std::string_view prefix) {
    if (!text.starts_with(prefix) || text.size() == prefix.size()) return false;
    return std::all_of(
        text.begin() + static_cast<std::ptrdiff_t>(prefix.size()), text.end(),
        [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// arn:<partition>:organizations::<management account>:<rest>; the rest, or nothing.
std::optional<std::string_view> organizations_resource(std::string_view arn) {
    if (arn.size() > arn_bytes_max || !arn.starts_with("arn:aws")) return std::nullopt;
    std::size_t service = arn.find(":organizations::");
    if (service == std::string_view::npos) return std::nullopt;
    std::string_view rest = arn.substr(service + std::string_view(":organizations::").size());
    if (rest.size() < 14 || !is_account_id(rest.substr(0, 12)) || rest[12] != ':')
        return std::nullopt;
    return rest.substr(13);
}

bool is_organization_arn(std::string_view arn) {
    auto resource = organizations_resource(arn);
    return resource && resource->starts_with("organization/") &&
           is_token(resource->substr(13), "o-");
}

bool is_unit_arn(std::string_view arn) {
    auto resource = organizations_resource(arn);
    if (!resource || !resource->starts_with("ou/")) return false;
    std::string_view path = resource->substr(3);
    std::size_t slash = path.find('/');
    return slash != std::string_view::npos && is_token(path.substr(0, slash), "o-") &&
           is_token(path.substr(slash + 1), "ou-");
}

void append_once(std::vector<Grantee>& grantees, Grantee grantee) {
    if (std::find(grantees.begin(), grantees.end(), grantee) == grantees.end())
        grantees.push_back(std::move(grantee));
}

}  // namespace

std::span<const wire::Member> LaunchPermission::members() {
    using This = LaunchPermission;
    static const wire::Member rows[] = {
        wire::member<&This::organization_arn>("OrganizationArn",
                                              {.location_name = "organizationArn"}),
        wire::member<&This::organizational_unit_arn>("OrganizationalUnitArn",
                                                     {.location_name = "organizationalUnitArn"}),
        wire::member<&This::user_id>("UserId", {.location_name = "userId"}),
        wire::member<&This::group>("Group", {.location_name = "group"}),
    };
    return rows;
}

std::span<const wire::Member> CreateVolumePermission::members() {
    using This = CreateVolumePermission;
    static const wire::Member rows[] = {
        wire::member<&This::user_id>("UserId", {.location_name = "userId"}),
        wire::member<&This::group>("Group", {.location_name = "group"}),
    };
    return rows;
}

LaunchPermission to_launch_permission(const Grantee& grantee) {
    LaunchPermission permission;
    switch (grantee.kind) {
        case Grantee::Kind::user:
            permission.user_id = grantee.value;
            break;
        case Grantee::Kind::group:
            permission.group = grantee.value;
            break;
        case Grantee::Kind::organization:
            permission.organization_arn = grantee.value;
            break;
        case Grantee::Kind::organizational_unit:
            permission.organizational_unit_arn = grantee.value;
            break;
    }
    return permission;
}

CreateVolumePermission to_create_volume_permission(const Grantee& grantee) {
    CreateVolumePermission permission;
    (grantee.kind == Grantee::Kind::group ? permission.group : permission.user_id) = grantee.value;
    return permission;
}

Result<Grantee> read_grantee(Grantee::Kind kind, const std::string& value) {
    switch (kind) {
        case Grantee::Kind::user:
            if (!is_account_id(value)) return failure(attribute_item_invalid(value, "userId"));
            break;
        case Grantee::Kind::group:
            if (value != "all") return failure(attribute_item_invalid(value, "UserGroup"));
            break;
        case Grantee::Kind::organization:
            if (!is_organization_arn(value))
                return failure(attribute_item_invalid(value, "organizationArn"));
            break;
        case Grantee::Kind::organizational_unit:
            if (!is_unit_arn(value))
                return failure(attribute_item_invalid(value, "organizationalUnitArn"));
            break;
    }
    return Grantee{.kind = kind, .value = value};
}

Result<Grantee> read_grantee(const LaunchPermission& permission) {
    const std::pair<Grantee::Kind, const std::optional<std::string>*> members[] = {
        {Grantee::Kind::user, &permission.user_id},
        {Grantee::Kind::group, &permission.group},
        {Grantee::Kind::organization, &permission.organization_arn},
        {Grantee::Kind::organizational_unit, &permission.organizational_unit_arn},
    };
    std::optional<Result<Grantee>> read;
    for (const auto& [kind, value] : members) {
        if (!*value) continue;
        if (read) {
            return failure(invalid_combination(
                "A launch permission names exactly one of UserId, Group, OrganizationArn and "
                "OrganizationalUnitArn"));
        }
        read = read_grantee(kind, **value);
    }
    if (!read) return failure(attribute_item_invalid("", "userId"));
    return *read;
}

bool holds_everyone(const std::vector<Grantee>& grantees) {
    return std::any_of(grantees.begin(), grantees.end(),
                       [](const Grantee& grantee) { return grantee.kind == Grantee::Kind::group; });
}

void GranteeChanges::add(Grantee grantee) {
    append_once(added, std::move(grantee));
}

void GranteeChanges::remove(Grantee grantee) {
    append_once(removed, std::move(grantee));
}

Status apply(catalog::Transaction& tx, const std::string& resource_id,
             const GranteeChanges& changes, std::size_t limit) {
    for (const Grantee& grantee : changes.added) {
        Status granted = images::grant(tx, resource_id, grantee);
        if (!granted) return granted;
    }
    for (const Grantee& grantee : changes.removed) {
        Status revoked = images::revoke(tx, resource_id, grantee);
        if (!revoked) return revoked;
    }
    if (changes.added.empty()) return {};
    auto grantees = images::find_grantees(tx, resource_id);
    if (!grantees) return failure(grantees.error());
    if (grantees->size() > limit) {
        return failure(limit_exceeded(
            fmt::format("{} would be shared with {} entities; at most {} are allowed", resource_id,
                        grantees->size(), limit)));
    }
    return {};
}

}  // namespace amicast::services::ec2
