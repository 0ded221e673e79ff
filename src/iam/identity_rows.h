// How entities stand in the catalog's tables: the reading side that lookups, lists and changes
// share. Everything here works inside the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/entities.h"

namespace amicast::iam {

// Whose policies and tags.
// `organization`: a root, unit or policy of one, filed under the organization's id and its own.
enum class OwnerKind { user, role, group, policy, account, organization, instance_profile };
std::string_view to_string(OwnerKind kind);

inline constexpr std::string_view user_columns =
    "account_id, name, path, id, permissions_boundary, created_us";
inline constexpr std::string_view role_columns =
    "account_id, name, path, id, trust_policy, description, max_session_seconds, "
    "permissions_boundary, created_us, max_signin_session_seconds";
// Without the secret: it is sealed, and only a lookup for authentication opens it.
inline constexpr std::string_view access_key_columns =
    "id, account_id, user_name, active, created_us";
inline constexpr std::string_view group_columns = "account_id, name, path, id, created_us";
inline constexpr std::string_view organization_columns =
    "id, management_account_id, root_id, feature_set, service_control";

User read_user(const catalog::Row& row);
Role read_role(const catalog::Row& row);
Group read_group(const catalog::Row& row);
AccessKey read_access_key(const catalog::Row& row);
Organization read_organization(const catalog::Row& row);

// Names are unique regardless of case, but found only as they are written. Tags included.
Result<std::optional<User>> select_user(catalog::Transaction& tx, std::string_view account_id,
                                        std::string_view name);
Result<std::optional<User>> select_user_by_id(catalog::Transaction& tx, std::string_view id);
Result<std::optional<Role>> select_role(catalog::Transaction& tx, std::string_view account_id,
                                        std::string_view name);
Result<std::optional<Group>> select_group(catalog::Transaction& tx, std::string_view account_id,
                                          std::string_view name);
Result<std::optional<Account>> select_account(catalog::Transaction& tx, std::string_view id);
Result<std::optional<Organization>> select_organization_of(catalog::Transaction& tx,
                                                           std::string_view account_id);
Result<std::vector<InlinePolicy>> select_policies(catalog::Transaction& tx, OwnerKind kind,
                                                  std::string_view account_id,
                                                  std::string_view name);
// The number one statement counts.
Result<std::int64_t> select_count(catalog::Transaction& tx, std::string_view sql,
                                  std::initializer_list<catalog::Parameter> parameters);

Result<TagList> select_tags(catalog::Transaction& tx, OwnerKind kind, std::string_view account_id,
                            std::string_view name);
Status insert_tags(catalog::Transaction& tx, OwnerKind kind, std::string_view account_id,
                   std::string_view name, const TagList& tags);
Status delete_tags(catalog::Transaction& tx, OwnerKind kind, std::string_view account_id,
                   std::string_view name);
Status insert_policy(catalog::Transaction& tx, OwnerKind kind, std::string_view account_id,
                     std::string_view name, const InlinePolicy& policy);

// A statement whose count of rows does not matter.
Status run(catalog::Transaction& tx, std::string_view sql,
           std::initializer_list<catalog::Parameter> parameters);

// Of an ordered selection of up to `max + 1` items: the page, and where the next one starts.
template <class T, class KeyOf>
Page<T> make_page(std::vector<T> items, std::size_t max, KeyOf key_of) {
    Page<T> page;
    if (items.size() > max) {
        items.resize(max);
        page.next = key_of(items.back());
    }
    page.items = std::move(items);
    return page;
}

}  // namespace amicast::iam
