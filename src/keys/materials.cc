#include "keys/materials.h"

#include <algorithm>

#include "keys/statement.h"

namespace amicast::keys {
namespace {

using catalog::Row;
using catalog::Transaction;

Bytes binding_of(const Key& key, std::int64_t version, const Digest& material_id) {
    FieldWriter fields;
    fields.text("amicast kms material 1")
        .text(key.account_id)
        .text(key.region)
        .text(key.id)
        .number(version)
        .bytes(material_id);
    return fields.encoded();
}

tl::unexpected<Error> unreadable(const Key& key, std::int64_t version) {
    return failure(ErrorKind::corrupt, "The material of a KMS key cannot be opened.",
                   "material " + std::to_string(version) + " of key " + key.id +
                       " is missing, damaged, or sealed under another root key");
}

struct SealedMaterial {
    std::int64_t version = 0;
    Digest id{};
    Bytes sealed;
};

Result<std::optional<SealedMaterial>> select_sealed(
    Transaction& tx, std::string_view sql, std::initializer_list<catalog::Parameter> parameters) {
    std::optional<SealedMaterial> found;
    Status done = tx.query(sql, parameters, [&](const Row& row) {
        found = SealedMaterial{
            .version = row.integer(0), .id = row.digest(1), .sealed = to_bytes(row.bytes(2))};
    });
    if (!done) return failure(done.error());
    return found;
}

Result<Material> unseal(const RegionSecrets& secrets, const Key& key,
                        const SealedMaterial& material) {
    auto plain = crypto::open(secrets.account_key(key.account_id), material.sealed,
                              binding_of(key, material.version, material.id));
    crypto::Key secret{};
    if (!plain || plain->size() != secret.size()) return unreadable(key, material.version);
    crypto::WipeAtEnd plain_wiped(*plain);
    crypto::WipeAtEnd secret_wiped(secret);
    std::copy(plain->begin(), plain->end(), secret.begin());
    return Material(material.version, material.id, secret);
}

}  // namespace

Status add_material(Transaction& tx, const RegionSecrets& secrets, Key& key,
                    std::string_view rotation, Time now, Random& random) {
    crypto::Key secret{};
    crypto::WipeAtEnd wiped(secret);
    random.fill(secret);
    random.fill(key.material_id);
    const Bytes sealed =
        crypto::seal(secrets.account_key(key.account_id), secret,
                     binding_of(key, key.material_version, key.material_id), random);
    return run(tx,
               "INSERT INTO kms_key_materials (key_id, version, id, sealed, created_us, rotation) "
               "VALUES ($1, $2, $3, $4, $5, $6)",
               {key.id, key.material_version, key.material_id, sealed, now, rotation});
}

Result<Material> open_material(Transaction& tx, const RegionSecrets& secrets, const Key& key,
                               std::int64_t version) {
    auto found = select_sealed(tx,
                               "SELECT version, id, sealed FROM kms_key_materials WHERE "
                               "key_id = $1 AND version = $2",
                               {key.id, version});
    if (!found) return failure(found.error());
    if (!*found) return unreadable(key, version);
    return unseal(secrets, key, **found);
}

Result<std::optional<Material>> open_material(Transaction& tx, const RegionSecrets& secrets,
                                              const Key& key, const Digest& material_id) {
    auto found = select_sealed(tx,
                               "SELECT version, id, sealed FROM kms_key_materials WHERE "
                               "key_id = $1 AND id = $2",
                               {key.id, material_id});
    if (!found) return failure(found.error());
    if (!*found) return std::optional<Material>();
    auto material = unseal(secrets, key, **found);
    if (!material) return failure(material.error());
    return std::optional<Material>(*material);
}

Result<std::vector<MaterialRecord>> select_materials(Transaction& tx, std::string_view key_id,
                                                     std::int64_t after, std::size_t max) {
    std::vector<MaterialRecord> records;
    Status done = tx.query(
        "SELECT version, id, created_us, rotation FROM kms_key_materials WHERE key_id = $1 AND "
        "version > $2 ORDER BY version LIMIT $3",
        {key_id, after, max}, [&](const Row& row) {
            records.push_back({.version = row.integer(0),
                               .id = row.digest(1),
                               .created = row.time(2),
                               .rotation = row.string(3)});
        });
    if (!done) return failure(done.error());
    return records;
}

}  // namespace amicast::keys
