#include "iam/access_keys.h"

#include "base/ids.h"
#include "iam/identity_rows.h"
#include "iam/messages.h"
#include "iam/secrets.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

Status require_user(Transaction& tx, std::string_view account_id, std::string_view user_name) {
    auto user = select_user(tx, account_id, user_name);
    if (!user) return failure(user.error());
    if (!*user) return no_such_entity("user", user_name);
    return {};
}

Status require_change(const Result<std::int64_t>& rows, std::string_view id) {
    if (!rows) return failure(rows.error());
    if (*rows == 0) {
        return failure(ErrorKind::not_found,
                       "The Access Key with id " + std::string(id) + " cannot be found.");
    }
    return {};
}

}  // namespace

Result<AccessKey> insert_access_key(IdentityStore& store, Transaction& tx,
                                    std::string_view account_id, std::string_view user_name) {
    AccessKey key{.id = new_unique_id("AKIA", 20, store.random()),
                  .secret = new_secret(store.random()),
                  .account_id = std::string(account_id),
                  .user_name = std::string(user_name),
                  .active = true,
                  .created = store.now()};
    Status done =
        run(tx,
            "INSERT INTO access_keys (id, account_id, user_name, sealed_secret, active, "
            "created_us) VALUES ($1, $2, $3, $4, $5, $6)",
            {key.id, account_id, user_name, store.seal_secret(key), key.active, key.created});
    if (!done) return failure(done.error());
    return key;
}

Result<AccessKey> create_access_key(IdentityStore& store, std::string_view account_id,
                                    std::string_view user_name) {
    return store.change_value([&](Transaction& tx) -> Result<AccessKey> {
        if (Status known = require_user(tx, account_id, user_name); !known)
            return failure(known.error());
        auto count = select_count(
            tx, "SELECT count(*) FROM access_keys WHERE account_id = $1 AND user_name = $2",
            {account_id, user_name});
        if (!count) return failure(count.error());
        if (*count >= access_keys_per_user_max)
            return quota_exceeded("AccessKeysPerUser", access_keys_per_user_max);
        return insert_access_key(store, tx, account_id, user_name);
    });
}

Result<Page<AccessKey>> list_access_keys(IdentityStore& store, std::string_view account_id,
                                         std::string_view user_name, const PageRequest& page) {
    static const std::string sql =
        "SELECT " + std::string(access_key_columns) +
        " FROM access_keys WHERE account_id = $1 AND user_name = $2 AND id > $3 ORDER BY id "
        "LIMIT $4";
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<AccessKey>> {
        if (Status known = require_user(tx, account_id, user_name); !known)
            return failure(known.error());
        std::vector<AccessKey> keys;
        Status done =
            tx.query(sql, {account_id, user_name, page.after, page.max + 1},
                     [&](const catalog::Row& row) { keys.push_back(read_access_key(row)); });
        if (!done) return failure(done.error());
        return make_page(std::move(keys), page.max, [](const AccessKey& key) { return key.id; });
    });
}

Status set_access_key_active(IdentityStore& store, std::string_view account_id,
                             std::string_view user_name, std::string_view id, bool active) {
    return store.change([&](Transaction& tx) -> Status {
        if (Status known = require_user(tx, account_id, user_name); !known) return known;
        return require_change(tx.execute("UPDATE access_keys SET active = $1 WHERE id = $2 AND "
                                         "account_id = $3 AND user_name = $4",
                                         {active, id, account_id, user_name}),
                              id);
    });
}

Status delete_access_key(IdentityStore& store, std::string_view account_id,
                         std::string_view user_name, std::string_view id) {
    return store.change([&](Transaction& tx) -> Status {
        if (Status known = require_user(tx, account_id, user_name); !known) return known;
        Status forgotten =
            run(tx,
                "DELETE FROM access_key_uses WHERE access_key_id = (SELECT id FROM access_keys "
                "WHERE id = $1 AND account_id = $2 AND user_name = $3)",
                {id, account_id, user_name});
        if (!forgotten) return forgotten;
        return require_change(tx.execute("DELETE FROM access_keys WHERE id = $1 AND "
                                         "account_id = $2 AND user_name = $3",
                                         {id, account_id, user_name}),
                              id);
    });
}

}  // namespace amicast::iam
