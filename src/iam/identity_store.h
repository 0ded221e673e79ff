// Accounts, users, access keys, roles, inline policies and the organization: global to the site, in
// one catalog of its own. Lookups that every request needs are cached; a change here drops the
// cache at once, a change by another server is seen within a second.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"
#include "keys/root_key.h"

namespace amicast::iam {

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
    std::string id;  // "AIDA…"
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
    std::vector<std::pair<std::string, std::string>> tags;
    Time created{};
    std::string arn() const;
};

struct InlinePolicy {
    std::string name;
    std::string document;  // JSON text as given
};

struct Organization {
    std::string id;  // "o-…"
    std::string management_account_id;
    std::string root_id;  // "r-…"
    std::string feature_set = "ALL";
    std::string arn() const;
};

Status migrate(catalog::Database& catalog);

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
    Result<std::optional<Role>> find_role(std::string_view account_id, std::string_view name);
    // Inline policies of a user or a role.
    Result<std::vector<InlinePolicy>> user_policies(std::string_view account_id,
                                                    std::string_view name);
    Result<std::vector<InlinePolicy>> role_policies(std::string_view account_id,
                                                    std::string_view name);

    // The organization an account is in, if any.
    Result<std::optional<Organization>> organization_of(std::string_view account_id);
    // ARNs of the organization (and, later, units) the account is in; empty when in none.
    Result<std::vector<std::string>> organization_arns(std::string_view account_id);

    // ---- everything below is for the iam, sts and organizations services ----

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace amicast::iam
