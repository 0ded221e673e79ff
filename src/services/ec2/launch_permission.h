// Launch permissions and create-volume permissions on the wire, and their grantees.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "images/permissions.h"
#include "wire/schema.h"

namespace amicast::services::ec2 {

// Exactly one of the members is set in a valid item.
struct LaunchPermission {
    std::optional<std::string> organization_arn;
    std::optional<std::string> organizational_unit_arn;
    std::optional<std::string> user_id;
    std::optional<std::string> group;

    static std::span<const wire::Member> members();
};

struct CreateVolumePermission {
    std::optional<std::string> user_id;
    std::optional<std::string> group;

    static std::span<const wire::Member> members();
};

LaunchPermission to_launch_permission(const images::Grantee& grantee);
CreateVolumePermission to_create_volume_permission(const images::Grantee& grantee);

// A grantee of the kind from its text. InvalidAMIAttributeItemValue for an account id that is not
// 12 digits, a group other than `all`, or an ARN of another form.
Result<images::Grantee> read_grantee(images::Grantee::Kind kind, const std::string& value);
// InvalidAMIAttributeItemValue too when none or several members are set.
Result<images::Grantee> read_grantee(const LaunchPermission& permission);

// True when the list holds the group `all`.
bool holds_everyone(const std::vector<images::Grantee>& grantees);

// What a modification asks for, without repetitions and in order.
struct GranteeChanges {
    std::vector<images::Grantee> added;
    std::vector<images::Grantee> removed;

    void add(images::Grantee grantee);
    void remove(images::Grantee grantee);
    bool empty() const { return added.empty() && removed.empty(); }
};

// Grants and revokes in the caller's transaction. ResourceLimitExceeded when the resource would end
// with more than `limit` grantees.
Status apply(catalog::Transaction& tx, const std::string& resource_id,
             const GranteeChanges& changes, std::size_t limit);

}  // namespace amicast::services::ec2
