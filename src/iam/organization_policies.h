// Service control policies: what the root, each unit on the way and the account itself let the
// account's users and roles do at most.
//
// As in organization_tree.h, everything works inside the caller's transaction and one organization.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"
#include "iam/entities.h"

namespace amicast::iam {

// Quotas of Organizations. A policy's size counts its characters as given, white space included.
inline constexpr std::size_t service_control_policy_size_max = 5120;
inline constexpr std::int64_t policies_per_organization_max = 10'000;
inline constexpr std::int64_t policies_per_target_max = 5;

struct OrganizationPolicy {
    std::string id;  // "p-…"
    std::string name;
    std::string description;
    std::string content;  // JSON text as given
    bool is_vendors = false;
};

// The vendor's policy that lets everything pass, on everything as long as nobody detaches it.
const OrganizationPolicy& full_access_policy();

// What a policy is attached to.
struct PolicyTarget {
    enum class Kind { account, unit, root };
    Kind kind = Kind::account;
    std::string id;
    std::string name;
};
// Nothing when the organization has no root, unit or account of this id.
Result<std::optional<PolicyTarget>> select_target(catalog::Transaction& tx,
                                                  const Organization& organization,
                                                  std::string_view id);

// The vendor's policy included.
Result<std::optional<OrganizationPolicy>> select_organization_policy(
    catalog::Transaction& tx, const Organization& organization, std::string_view id);
// In order of id; the vendor's is one of them.
Result<Page<OrganizationPolicy>> select_organization_policies(catalog::Transaction& tx,
                                                              const Organization& organization,
                                                              const PageRequest& page);
// `conflict` when the name is taken, `limit` when the organization has all the policies it can.
// The content is the caller's to check.
Result<OrganizationPolicy> insert_organization_policy(catalog::Transaction& tx,
                                                      const Organization& organization,
                                                      OrganizationPolicy wanted, Random& random);
// Name, description and content anew. `conflict` when another policy has the name.
Status update_organization_policy(catalog::Transaction& tx, const Organization& organization,
                                  const OrganizationPolicy& policy);
// With its tags. It must be attached to nothing.
Status delete_organization_policy(catalog::Transaction& tx, const Organization& organization,
                                  std::string_view id);

Result<bool> is_attached(catalog::Transaction& tx, const Organization& organization,
                         std::string_view target_id, std::string_view policy_id);
Result<std::int64_t> count_attached(catalog::Transaction& tx, const Organization& organization,
                                    std::string_view target_id);
Status attach_policy(catalog::Transaction& tx, const Organization& organization,
                     std::string_view target_id, std::string_view policy_id);
Status detach_policy(catalog::Transaction& tx, const Organization& organization,
                     std::string_view target_id, std::string_view policy_id);
Status detach_all(catalog::Transaction& tx, const Organization& organization,
                  std::string_view target_id);
// What a new unit or account begins with: the vendor's policy, as long as the type is enabled.
Status attach_first_policy(catalog::Transaction& tx, const Organization& organization,
                           std::string_view target_id);
// In order of policy id.
Result<Page<OrganizationPolicy>> select_policies_of_target(catalog::Transaction& tx,
                                                           const Organization& organization,
                                                           std::string_view target_id,
                                                           const PageRequest& page);
// In order of target id.
Result<Page<PolicyTarget>> select_targets_of_policy(catalog::Transaction& tx,
                                                    const Organization& organization,
                                                    std::string_view policy_id,
                                                    const PageRequest& page);

// Puts the vendor's policy on the root, every unit and every account; and takes every policy off
// again.
Status enable_service_control(catalog::Transaction& tx, const Organization& organization);
Status disable_service_control(catalog::Transaction& tx, const Organization& organization);

// The texts of the policies in force for an account, level by level: the root's, those of each unit
// on the way down, the account's. No level at all where none are in force: in no organization, the
// type not enabled, or the account is the management account, which none can restrict.
using ControlTexts = std::vector<std::vector<std::string>>;
Result<ControlTexts> select_control_texts(catalog::Transaction& tx, std::string_view account_id);

}  // namespace amicast::iam
