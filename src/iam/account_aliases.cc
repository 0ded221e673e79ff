#include "iam/account_aliases.h"

#include "iam/identity_rows.h"

namespace amicast::iam {

using catalog::Transaction;

Status set_account_alias(IdentityStore& store, std::string_view account_id,
                         std::string_view alias) {
    return store.change([&](Transaction& tx) -> Status {
        auto taken = select_count(
            tx, "SELECT count(*) FROM account_aliases WHERE alias = $1 AND account_id <> $2",
            {alias, account_id});
        if (!taken) return failure(taken.error());
        if (*taken > 0) {
            return failure(ErrorKind::conflict,
                           "The account alias " + std::string(alias) + " already exists.");
        }
        return run(tx,
                   "INSERT INTO account_aliases (account_id, alias) VALUES ($1, $2) "
                   "ON CONFLICT (account_id) DO UPDATE SET alias = excluded.alias",
                   {account_id, alias});
    });
}

Result<std::optional<std::string>> find_account_alias(IdentityStore& store,
                                                      std::string_view account_id) {
    return store.catalog().read_value([&](Transaction& tx) -> Result<std::optional<std::string>> {
        std::optional<std::string> alias;
        Status done =
            tx.query("SELECT alias FROM account_aliases WHERE account_id = $1", {account_id},
                     [&](const catalog::Row& row) { alias = row.string(0); });
        if (!done) return failure(done.error());
        return alias;
    });
}

Status delete_account_alias(IdentityStore& store, std::string_view account_id,
                            std::string_view alias) {
    return store.change([&](Transaction& tx) -> Status {
        auto rows = tx.execute("DELETE FROM account_aliases WHERE account_id = $1 AND alias = $2",
                               {account_id, alias});
        if (!rows) return failure(rows.error());
        if (*rows == 0) {
            return failure(ErrorKind::not_found,
                           "The account alias " + std::string(alias) + " cannot be found.");
        }
        return {};
    });
}

}  // namespace amicast::iam
