#include "keys/aliases.h"

#include "base/bytes.h"
#include "keys/statement.h"

namespace amicast::keys {
namespace {

using catalog::Row;
using catalog::Transaction;

Digest mac_of(const RegionSecrets& secrets, const Alias& alias) {
    FieldWriter fields;
    fields.text(alias.account_id)
        .text(alias.name)
        .text(alias.key_id)
        .number(to_microseconds(alias.created))
        .number(to_microseconds(alias.updated));
    return secrets.row_mac("kms_aliases", fields);
}

Result<std::vector<Alias>> select(Transaction& tx, const RegionSecrets& secrets,
                                  std::string_view condition,
                                  std::initializer_list<catalog::Parameter> parameters) {
    std::vector<Alias> aliases;
    std::string damaged;
    std::string sql =
        "SELECT account_id, name, key_id, created_us, updated_us, mac FROM "
        "kms_aliases WHERE ";
    Status done = tx.query(sql.append(condition), parameters, [&](const Row& row) {
        Alias alias{.account_id = row.string(0),
                    .name = row.string(1),
                    .key_id = row.string(2),
                    .created = row.time(3),
                    .updated = row.time(4)};
        if (!equal_constant_time(mac_of(secrets, alias), row.bytes(5))) damaged = alias.name;
        aliases.push_back(std::move(alias));
    });
    if (!done) return failure(done.error());
    if (damaged.empty()) return aliases;
    return failure(ErrorKind::corrupt, "An alias of a KMS key cannot be read.",
                   "the row of '" + damaged + "' is damaged or was changed outside this program");
}

}  // namespace

Result<std::optional<Alias>> select_alias(Transaction& tx, const RegionSecrets& secrets,
                                          std::string_view account_id, std::string_view name) {
    auto found = select(tx, secrets, "account_id = $1 AND name = $2", {account_id, name});
    if (!found) return failure(found.error());
    if (found->empty()) return std::optional<Alias>();
    return std::optional(std::move(found->front()));
}

Status insert_alias(Transaction& tx, const RegionSecrets& secrets, const Alias& alias) {
    const Digest mac = mac_of(secrets, alias);
    return run(tx,
               "INSERT INTO kms_aliases (account_id, name, key_id, created_us, updated_us, mac) "
               "VALUES ($1, $2, $3, $4, $5, $6)",
               {alias.account_id, alias.name, alias.key_id, alias.created, alias.updated, mac});
}

Status update_alias(Transaction& tx, const RegionSecrets& secrets, const Alias& alias) {
    const Digest mac = mac_of(secrets, alias);
    return run(tx,
               "UPDATE kms_aliases SET key_id = $3, updated_us = $4, mac = $5 WHERE "
               "account_id = $1 AND name = $2",
               {alias.account_id, alias.name, alias.key_id, alias.updated, mac});
}

Status delete_alias(Transaction& tx, std::string_view account_id, std::string_view name) {
    return run(tx, "DELETE FROM kms_aliases WHERE account_id = $1 AND name = $2",
               {account_id, name});
}

Result<std::vector<Alias>> select_aliases(Transaction& tx, const RegionSecrets& secrets,
                                          const AliasListing& listing) {
    if (listing.key_id.empty()) {
        return select(tx, secrets, "account_id = $1 AND name > $2 ORDER BY name LIMIT $3",
                      {listing.account_id, listing.after, listing.max});
    }
    return select(tx, secrets,
                  "key_id = $1 AND account_id = $2 AND name > $3 ORDER BY name LIMIT $4",
                  {listing.key_id, listing.account_id, listing.after, listing.max});
}

Result<std::int64_t> count_aliases(Transaction& tx, std::string_view key_id) {
    return select_count(tx, "SELECT count(*) FROM kms_aliases WHERE key_id = $1", {key_id});
}

}  // namespace amicast::keys
