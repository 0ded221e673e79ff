// The tree of an organization: its root, units in units, and in which of them an account is.
//
// Everything here works inside the caller's transaction and inside one organization: what belongs
// to another one is not found.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"
#include "iam/entities.h"

namespace amicast::iam {

// Quotas of Organizations.
inline constexpr std::size_t unit_depth_max = 5;  // units from the root down
inline constexpr std::int64_t units_per_organization_max = 2000;

struct OrganizationalUnit {
    std::string id;         // "ou-<root's>-…"
    std::string parent_id;  // of the root or of a unit
    std::string name;
};

// The ids of the units from under the root down to `parent_id`; none for the root itself. Nothing
// when `parent_id` is neither the root nor a unit of the organization.
Result<std::optional<std::vector<std::string>>> select_unit_path(catalog::Transaction& tx,
                                                                 const Organization& organization,
                                                                 std::string_view parent_id);
// Nothing for an account in no organization.
Result<std::optional<OrganizationPlace>> select_place_of(catalog::Transaction& tx,
                                                         std::string_view account_id);

Result<std::optional<OrganizationalUnit>> select_unit(catalog::Transaction& tx,
                                                      const Organization& organization,
                                                      std::string_view id);
// Directly under a parent, in order of id.
Result<Page<OrganizationalUnit>> select_units_under(catalog::Transaction& tx,
                                                    const Organization& organization,
                                                    std::string_view parent_id,
                                                    const PageRequest& page);
// The parent of an account of the organization; nothing when it is not in it.
Result<std::optional<std::string>> select_parent_of_account(catalog::Transaction& tx,
                                                            const Organization& organization,
                                                            std::string_view account_id);

// Under a parent that exists. `conflict` when a sibling has the name. Depth and number are the
// caller's to check.
Result<OrganizationalUnit> insert_unit(catalog::Transaction& tx, const Organization& organization,
                                       std::string_view parent_id, std::string_view name,
                                       Time created, Random& random);
Result<std::int64_t> count_units(catalog::Transaction& tx, const Organization& organization);
// `conflict` when a sibling has the name.
Status rename_unit(catalog::Transaction& tx, const Organization& organization,
                   const OrganizationalUnit& unit, std::string_view name);
Result<bool> has_children(catalog::Transaction& tx, const Organization& organization,
                          std::string_view parent_id);
// With its tags and attached policies. It must have no children.
Status delete_unit(catalog::Transaction& tx, const Organization& organization, std::string_view id);

// To a parent that exists.
Status move_account(catalog::Transaction& tx, const Organization& organization,
                    std::string_view account_id, std::string_view parent_id);

// `prefix` and `count` characters of a-z and 0-9: the form of this service's ids.
std::string new_organization_id(std::string_view prefix, std::size_t count, Random& random);

}  // namespace amicast::iam
