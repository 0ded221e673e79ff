#include "keys/key_rows.h"

#include <array>
#include <string>

#include "keys/statement.h"

namespace amicast::keys {
namespace {

using catalog::Row;
using catalog::Transaction;

constexpr std::string_view select_sql =
    "SELECT id, account_id, manager, state, created_us, description, policy, bound_policy, tags, "
    "deletion_us, rotation_days, next_rotation_us, rotations_on_demand, "
    "material_version, material_id, mac FROM kms_keys WHERE id = $1";

constexpr std::string_view insert_sql =
    "INSERT INTO kms_keys (id, account_id, manager, state, created_us, description, policy, "
    "bound_policy, tags, deletion_us, rotation_days, next_rotation_us, rotations_on_demand, "
    "material_version, material_id, mac) VALUES "
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

// What never changes (account, manager, day of creation) is left as it is.
constexpr std::string_view update_sql =
    "UPDATE kms_keys SET state = $2, description = $3, policy = $4, bound_policy = $5, tags = $6, "
    "deletion_us = $7, rotation_days = $8, next_rotation_us = $9, rotations_on_demand = $10, "
    "material_version = $11, material_id = $12, mac = $13 WHERE id = $1";

Digest mac_of(const RegionSecrets& secrets, const Key& key) {
    FieldWriter fields;
    fields.text(key.id)
        .text(key.account_id)
        .text(to_string(key.manager))
        .text(to_string(key.state))
        .number(to_microseconds(key.created))
        .text(key.description)
        .text(key.policy)
        .text(key.bound_policy)
        .pairs(key.tags)
        .optional_time(key.deletion_date)
        .optional_number(key.rotation_days)
        .optional_time(key.next_rotation)
        .number(key.rotations_on_demand)
        .number(key.material_version)
        .bytes(key.material_id);
    return secrets.row_mac("kms_keys", fields);
}

Bytes encode_tags(const Key& key) {
    return FieldWriter().pairs(key.tags).encoded();
}

template <class T>
std::optional<T> parse(std::string_view text, std::initializer_list<T> values) {
    for (T value : values)
        if (to_string(value) == text) return value;
    return std::nullopt;
}

// Nothing when the row holds what this program never writes.
std::optional<Key> read_key(const Row& row, const RegionSecrets& secrets) {
    auto manager = parse(row.text(2), {KeyManager::customer, KeyManager::aws});
    auto state =
        parse(row.text(3), {KeyState::enabled, KeyState::disabled, KeyState::pending_deletion});
    auto tags = read_pairs(row.bytes(8));
    bool whole = row.bytes(14).size() == Digest().size() && row.bytes(15).size() == Digest().size();
    if (!manager || !state || !tags || !whole) return std::nullopt;
    Key key{.id = row.string(0),
            .account_id = row.string(1),
            .region = secrets.region(),
            .manager = *manager,
            .state = *state,
            .created = row.time(4),
            .description = row.string(5),
            .policy = row.string(6),
            .bound_policy = row.string(7),
            .tags = std::move(*tags),
            .deletion_date = row.optional_time(9),
            .rotation_days = row.optional_integer(10),
            .next_rotation = row.optional_time(11),
            .rotations_on_demand = row.integer(12),
            .material_version = row.integer(13),
            .material_id = row.digest(14)};
    if (!equal_constant_time(mac_of(secrets, key), row.bytes(15))) return std::nullopt;
    return key;
}

Result<std::vector<std::string>> select_ids(Transaction& tx, std::string_view sql,
                                            std::initializer_list<catalog::Parameter> parameters) {
    std::vector<std::string> ids;
    Status done = tx.query(sql, parameters, [&](const Row& row) { ids.push_back(row.string(0)); });
    if (!done) return failure(done.error());
    return ids;
}

}  // namespace

Result<std::optional<Key>> select_key(Transaction& tx, const RegionSecrets& secrets,
                                      std::string_view key_id) {
    std::optional<Key> key;
    bool damaged = false;
    Status done = tx.query(select_sql, {key_id}, [&](const Row& row) {
        key = read_key(row, secrets);
        damaged = !key;
    });
    if (!done) return failure(done.error());
    if (damaged) {
        return failure(ErrorKind::corrupt, "A KMS key cannot be read.",
                       "the row of key " + std::string(key_id) +
                           " is damaged, was changed outside this program, or belongs to another "
                           "root key");
    }
    return key;
}

Result<Key> require_key(Transaction& tx, const RegionSecrets& secrets, std::string_view key_id) {
    auto key = select_key(tx, secrets, key_id);
    if (!key) return failure(key.error());
    if (!*key) return no_such_key(key_id);
    return std::move(**key);
}

Status insert_key(Transaction& tx, const RegionSecrets& secrets, const Key& key) {
    const Bytes tags = encode_tags(key);
    const Digest mac = mac_of(secrets, key);
    return run(
        tx, insert_sql,
        {key.id, key.account_id, to_string(key.manager), to_string(key.state), key.created,
         key.description, key.policy, key.bound_policy, tags, key.deletion_date, key.rotation_days,
         key.next_rotation, key.rotations_on_demand, key.material_version, key.material_id, mac});
}

Status update_key(Transaction& tx, const RegionSecrets& secrets, const Key& key) {
    const Bytes tags = encode_tags(key);
    const Digest mac = mac_of(secrets, key);
    return run(tx, update_sql,
               {key.id, to_string(key.state), key.description, key.policy, key.bound_policy, tags,
                key.deletion_date, key.rotation_days, key.next_rotation, key.rotations_on_demand,
                key.material_version, key.material_id, mac});
}

Result<std::vector<std::string>> select_key_ids(Transaction& tx, std::string_view account_id,
                                                std::string_view after, std::size_t max) {
    return select_ids(tx,
                      "SELECT id FROM kms_keys WHERE account_id = $1 AND id > $2 ORDER BY id "
                      "LIMIT $3",
                      {account_id, after, max});
}

Result<std::int64_t> count_keys(Transaction& tx, std::string_view account_id) {
    return select_count(tx, "SELECT count(*) FROM kms_keys WHERE account_id = $1", {account_id});
}

Result<std::vector<std::string>> select_due_for_deletion(Transaction& tx, Time now) {
    return select_ids(tx, "SELECT id FROM kms_keys WHERE deletion_us <= $1 ORDER BY id", {now});
}

Result<std::vector<std::string>> select_due_for_rotation(Transaction& tx, Time now) {
    return select_ids(tx, "SELECT id FROM kms_keys WHERE next_rotation_us <= $1 ORDER BY id",
                      {now});
}

tl::unexpected<Error> no_such_key(std::string_view arn) {
    return failure(ErrorKind::not_found, "Key '" + std::string(arn) + "' does not exist");
}

}  // namespace amicast::keys
