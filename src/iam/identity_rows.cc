#include "iam/identity_rows.h"

#include "iam/policy_pattern.h"

namespace amicast::iam {
namespace {

using catalog::Row;
using catalog::Transaction;

// The one row a statement finds, or nothing.
template <class T, class Read>
Result<std::optional<T>> select_one(Transaction& tx, std::string_view sql,
                                    std::initializer_list<catalog::Parameter> parameters,
                                    Read read) {
    std::optional<T> found;
    Status done = tx.query(sql, parameters, [&](const Row& row) { found = read(row); });
    if (!done) return failure(done.error());
    return found;
}

template <class T>
Result<std::optional<T>> with_tags(Transaction& tx, OwnerKind kind,
                                   Result<std::optional<T>> found) {
    if (!found || !*found) return found;
    Result<TagList> tags = select_tags(tx, kind, (*found)->account_id, (*found)->name);
    if (!tags) return failure(tags.error());
    (*found)->tags = std::move(*tags);
    return found;
}

}  // namespace

std::string_view to_string(OwnerKind kind) {
    switch (kind) {
        case OwnerKind::user:
            return "user";
        case OwnerKind::role:
            return "role";
        case OwnerKind::group:
            return "group";
        case OwnerKind::policy:
            return "policy";
        case OwnerKind::instance_profile:
            return "instance-profile";
        case OwnerKind::account:
            return "account";
        case OwnerKind::organization:
            return "organization";
    }
    return "user";
}

User read_user(const Row& row) {
    return {.account_id = row.string(0),
            .name = row.string(1),
            .path = row.string(2),
            .id = row.string(3),
            .permissions_boundary = row.string(4),
            .tags = {},
            .created = row.time(5)};
}

Role read_role(const Row& row) {
    return {.account_id = row.string(0),
            .name = row.string(1),
            .path = row.string(2),
            .id = row.string(3),
            .trust_policy = row.string(4),
            .description = row.string(5),
            .max_session_seconds = row.integer(6),
            .max_signin_session_seconds = row.optional_integer(9),
            .permissions_boundary = row.string(7),
            .tags = {},
            .created = row.time(8)};
}

Group read_group(const Row& row) {
    return {.account_id = row.string(0),
            .name = row.string(1),
            .path = row.string(2),
            .id = row.string(3),
            .created = row.time(4)};
}

AccessKey read_access_key(const Row& row) {
    return {.id = row.string(0),
            .secret = {},
            .account_id = row.string(1),
            .user_name = row.optional_string(2),
            .active = row.boolean(3),
            .created = row.time(4)};
}

Organization read_organization(const Row& row) {
    return {.id = row.string(0),
            .management_account_id = row.string(1),
            .root_id = row.string(2),
            .feature_set = row.string(3),
            .service_control = row.boolean(4)};
}

Result<std::optional<User>> select_user(Transaction& tx, std::string_view account_id,
                                        std::string_view name) {
    static const std::string sql = "SELECT " + std::string(user_columns) +
                                   " FROM users WHERE account_id = $1 AND name_key = $2 AND "
                                   "name = $3";
    return with_tags(tx, OwnerKind::user,
                     select_one<User>(tx, sql, {account_id, ascii_lower(name), name}, read_user));
}

Result<std::optional<User>> select_user_by_id(Transaction& tx, std::string_view id) {
    static const std::string sql =
        "SELECT " + std::string(user_columns) + " FROM users WHERE id = $1";
    return with_tags(tx, OwnerKind::user, select_one<User>(tx, sql, {id}, read_user));
}

Result<std::optional<Role>> select_role(Transaction& tx, std::string_view account_id,
                                        std::string_view name) {
    static const std::string sql = "SELECT " + std::string(role_columns) +
                                   " FROM roles WHERE account_id = $1 AND name_key = $2 AND "
                                   "name = $3";
    return with_tags(tx, OwnerKind::role,
                     select_one<Role>(tx, sql, {account_id, ascii_lower(name), name}, read_role));
}

Result<std::optional<Group>> select_group(Transaction& tx, std::string_view account_id,
                                          std::string_view name) {
    static const std::string sql = "SELECT " + std::string(group_columns) +
                                   " FROM user_groups WHERE account_id = $1 AND name_key = $2 AND "
                                   "name = $3";
    return select_one<Group>(tx, sql, {account_id, ascii_lower(name), name}, read_group);
}

Result<std::optional<Account>> select_account(Transaction& tx, std::string_view id) {
    return select_one<Account>(tx, "SELECT id, name, email, created_us FROM accounts WHERE id = $1",
                               {id}, [](const Row& row) {
                                   return Account{.id = row.string(0),
                                                  .name = row.string(1),
                                                  .email = row.string(2),
                                                  .created = row.time(3)};
                               });
}

Result<std::optional<Organization>> select_organization_of(Transaction& tx,
                                                           std::string_view account_id) {
    static const std::string sql =
        "SELECT " + std::string(organization_columns) +
        " FROM organizations WHERE id = (SELECT organization_id FROM organization_members"
        " WHERE account_id = $1)";
    return select_one<Organization>(tx, sql, {account_id}, read_organization);
}

Result<std::vector<InlinePolicy>> select_policies(Transaction& tx, OwnerKind kind,
                                                  std::string_view account_id,
                                                  std::string_view name) {
    std::vector<InlinePolicy> policies;
    Status done = tx.query(
        "SELECT name, document FROM inline_policies WHERE account_id = $1 AND "
        "owner_kind = $2 AND owner_name = $3 ORDER BY name",
        {account_id, to_string(kind), name}, [&](const Row& row) {
            policies.push_back({.name = row.string(0), .document = row.string(1)});
        });
    if (!done) return failure(done.error());
    return policies;
}

Result<std::int64_t> select_count(Transaction& tx, std::string_view sql,
                                  std::initializer_list<catalog::Parameter> parameters) {
    std::int64_t count = 0;
    Status done = tx.query(sql, parameters, [&](const Row& row) { count = row.integer(0); });
    if (!done) return failure(done.error());
    return count;
}

Result<TagList> select_tags(Transaction& tx, OwnerKind kind, std::string_view account_id,
                            std::string_view name) {
    TagList tags;
    Status done = tx.query(
        "SELECT tag_key, tag_value FROM identity_tags WHERE account_id = $1 AND "
        "owner_kind = $2 AND owner_name = $3 ORDER BY tag_key",
        {account_id, to_string(kind), name},
        [&](const Row& row) { tags.emplace_back(row.string(0), row.string(1)); });
    if (!done) return failure(done.error());
    return tags;
}

Status insert_tags(Transaction& tx, OwnerKind kind, std::string_view account_id,
                   std::string_view name, const TagList& tags) {
    for (const auto& [key, value] : tags) {
        Status done = run(tx,
                          "INSERT INTO identity_tags (account_id, owner_kind, owner_name, tag_key, "
                          "tag_value) VALUES ($1, $2, $3, $4, $5)",
                          {account_id, to_string(kind), name, key, value});
        if (!done) return done;
    }
    return {};
}

Status delete_tags(Transaction& tx, OwnerKind kind, std::string_view account_id,
                   std::string_view name) {
    return run(tx,
               "DELETE FROM identity_tags WHERE account_id = $1 AND owner_kind = $2 AND "
               "owner_name = $3",
               {account_id, to_string(kind), name});
}

Status insert_policy(Transaction& tx, OwnerKind kind, std::string_view account_id,
                     std::string_view name, const InlinePolicy& policy) {
    return run(tx,
               "INSERT INTO inline_policies (account_id, owner_kind, owner_name, name, document) "
               "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id, owner_kind, owner_name, name) "
               "DO UPDATE SET document = excluded.document",
               {account_id, to_string(kind), name, policy.name, policy.document});
}

Status run(Transaction& tx, std::string_view sql,
           std::initializer_list<catalog::Parameter> parameters) {
    Result<std::int64_t> rows = tx.execute(sql, parameters);
    if (!rows) return failure(rows.error());
    return {};
}

}  // namespace amicast::iam
