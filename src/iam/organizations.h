// Organizations and the accounts in them, and the very first account of a site.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

// What a site is laid out for; creating further accounts fails with ACCOUNT_LIMIT_EXCEEDED.
inline constexpr std::int64_t accounts_max = 100'000;

struct Member {
    Account account;
    bool invited = false;  // the management account counts as invited, members as created
    Time joined{};
    std::string parent_id;  // the root or a unit
    std::string path;       // of the parent: "o-…/r-…/ou-…/"
};

// The record of one CreateAccount. `failure_reason` is AWS's word for it, empty unless it failed.
struct AccountCreation {
    std::string id;  // "car-…"
    std::string organization_id;
    std::string account_name;
    std::string failure_reason;
    std::string account_id;  // empty when it failed
    Time requested{};
    Time completed{};
};

struct NewMember {
    std::string name;
    std::string email;
    std::string access_role_name;  // the role through which the management account may enter
    TagList tags;
};

// `conflict` when the account is in an organization already.
Result<Organization> create_organization(IdentityStore& store, std::string_view account_id,
                                         std::string_view feature_set);

// Deletes an organization in which only the management account is left. `conflict` while there are
// other accounts, units or policies of its own.
Status delete_organization(catalog::Transaction& tx, const Organization& organization);
// A member stands alone from now on: without policies from above, and without its tags. Not for the
// management account.
Status remove_member(catalog::Transaction& tx, const Organization& organization,
                     std::string_view account_id);

// Makes account, access role (trusting the management account, allowed everything) and the record
// in one transaction. A taken e-mail address is not an error but a record of a failure, as in AWS.
Result<AccountCreation> create_member(IdentityStore& store, const Organization& organization,
                                      const NewMember& wanted);
Result<std::optional<AccountCreation>> find_account_creation(IdentityStore& store,
                                                             const Organization& organization,
                                                             std::string_view id);

// In order of account id; those directly under the parent where one is given.
Result<Page<Member>> select_members(catalog::Transaction& tx, const Organization& organization,
                                    const std::optional<std::string>& parent_id,
                                    const PageRequest& page);
Result<Page<Member>> list_members(IdentityStore& store, const Organization& organization,
                                  const PageRequest& page);
Result<std::optional<Member>> find_member(IdentityStore& store, const Organization& organization,
                                          std::string_view account_id);

}  // namespace amicast::iam
