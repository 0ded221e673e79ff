// Accounts, users, groups, access keys, roles, policies and the organization: global to the site,
// in one catalog of its own. Lookups that every request needs are cached; a change here drops the
// cache at once, a change by another server is seen within a second.
//
// This class holds the lookups, the cache and the frame of a change. What is created, listed and
// deleted stands in the file of its entity: users.h, groups.h, access_keys.h, roles.h,
// inline_policies.h, managed_policies.h, organizations.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"
#include "iam/access_key_uses.h"
#include "iam/entities.h"
#include "iam/principal.h"
#include "keys/root_key.h"

namespace amicast::iam {

Status migrate(catalog::Database& catalog);

// Safe to share between threads.
class IdentityStore {
  public:
    IdentityStore(catalog::Database& catalog, const keys::RootKey& root_key, Clock& clock,
                  Random& random);
    ~IdentityStore();

    // First start: an account with one administrator (user "admin", full access) and its access
    // key. Does nothing and returns nothing when an account exists already.
    Result<std::optional<AccessKey>> create_first_account();

    Result<std::optional<AccessKey>> find_access_key(std::string_view id);
    Result<std::optional<Account>> find_account(std::string_view id);
    Result<std::optional<User>> find_user(std::string_view account_id, std::string_view name);
    // By unique id ("AIDA…"), which stays when the user is renamed.
    Result<std::optional<User>> find_user_by_id(std::string_view id);
    Result<std::optional<Role>> find_role(std::string_view account_id, std::string_view name);
    // The user as one who signs requests.
    static Principal principal_of(const User& user);
    // Who signs with a long-term access key: its user with tags, or the account's root.
    // `not_found` when the user is gone.
    Result<Principal> principal_of(const AccessKey& key);

    // The organization an account is in, if any.
    Result<std::optional<Organization>> organization_of(std::string_view account_id);
    // Where in it the account stands now.
    Result<std::optional<OrganizationPlace>> place_of(std::string_view account_id);
    // ARNs of the organization and of every unit, at any depth, the account is in: who is shared
    // with one of them is shared with the account. Empty when in none.
    Result<std::vector<std::string>> organization_arns(std::string_view account_id);
    // Where in the organization the account is: "o-…/r-…/ou-…/"; empty when in none.
    Result<std::vector<std::string>> organization_paths(std::string_view account_id);

    // When access keys were last used.
    AccessKeyUses& key_uses();

    // Changes whenever anything above may have changed: what is derived from identity (parsed
    // policies) may be kept under this number.
    Result<std::uint64_t> generation();

    // ---- for the entity files of this room ----

    // Runs `work` as one transaction; when it returns, every lookup sees the change.
    Status change(const catalog::Database::Work& work);
    // The same for work that returns a value: F is Result<T>(catalog::Transaction&).
    template <class F>
    auto change_value(F&& work) -> std::invoke_result_t<F, catalog::Transaction&> {
        std::optional<std::invoke_result_t<F, catalog::Transaction&>> result;
        Status changed = change([&](catalog::Transaction& tx) -> Status {
            result.emplace(work(tx));
            if (!*result) return failure(result->error());
            return {};
        });
        if (!changed) return failure(changed.error());
        return std::move(*result);
    }
    catalog::Database& catalog();
    Time now() const;
    Random& random();
    // Binds the secret to its key id and account, so that sealed secrets cannot be swapped.
    Bytes seal_secret(const AccessKey& key);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace amicast::iam
