#include "keys/wrapped_domain_keys.h"

#include <algorithm>
#include <optional>

#include "keys/materials.h"
#include "keys/statement.h"

namespace amicast::keys {
namespace {

using catalog::Row;
using catalog::Transaction;

// Another derivation than that of messages, so that no call of Decrypt can open a domain key.
crypto::Key wrapping_key(const Material& material) {
    return crypto::derive_key(material.secret(), "amicast domain key 1");
}

Bytes binding_of(const Key& key, std::int64_t material_version) {
    FieldWriter fields;
    fields.text("amicast domain key 1")
        .text(key.account_id)
        .text(key.region)
        .text(key.id)
        .number(material_version);
    return fields.encoded();
}

struct WrappedKey {
    std::int64_t material_version = 0;
    Bytes wrapped;
};

}  // namespace

Status check_usable(const Key& key) {
    switch (key.state) {
        case KeyState::enabled:
            return {};
        case KeyState::disabled:
            return failure(ErrorKind::denied,
                           key.arn() + " is disabled. Enable the key to use what it encrypts.");
        case KeyState::pending_deletion:
            break;
    }
    return failure(ErrorKind::denied,
                   key.arn() +
                       " is pending deletion. Cancel the deletion and enable the key to "
                       "use what it encrypts.");
}

Result<std::shared_ptr<const DomainKey>> select_domain_key(Transaction& tx,
                                                           const RegionSecrets& secrets,
                                                           const Key& key) {
    std::optional<WrappedKey> found;
    Status done =
        tx.query("SELECT material_version, wrapped FROM kms_domain_keys WHERE key_id = $1",
                 {key.id}, [&](const Row& row) {
                     found = WrappedKey{row.integer(0), to_bytes(row.bytes(1))};
                 });
    if (!done) return failure(done.error());
    if (!found) return std::shared_ptr<const DomainKey>();
    auto material = open_material(tx, secrets, key, found->material_version);
    if (!material) return failure(material.error());
    crypto::Key wrapping = wrapping_key(*material);
    crypto::WipeAtEnd wrapping_wiped(wrapping);
    auto plain = crypto::open(wrapping, found->wrapped, binding_of(key, found->material_version));
    crypto::Key secret{};
    if (!plain || plain->size() != secret.size()) {
        return failure(ErrorKind::corrupt, "The domain key of a KMS key cannot be opened.",
                       "the domain key of key " + key.id + " is damaged");
    }
    crypto::WipeAtEnd plain_wiped(*plain);
    crypto::WipeAtEnd secret_wiped(secret);
    std::copy(plain->begin(), plain->end(), secret.begin());
    return std::make_shared<const DomainKey>(secret);
}

Result<std::shared_ptr<const DomainKey>> insert_domain_key(Transaction& tx,
                                                           const RegionSecrets& secrets,
                                                           const Key& key, Random& random) {
    auto material = open_material(tx, secrets, key, key.material_version);
    if (!material) return failure(material.error());
    crypto::Key wrapping = wrapping_key(*material);
    crypto::WipeAtEnd wrapping_wiped(wrapping);
    crypto::Key secret{};
    crypto::WipeAtEnd secret_wiped(secret);
    random.fill(secret);
    const Bytes wrapped =
        crypto::seal(wrapping, secret, binding_of(key, key.material_version), random);
    Status done = run(tx,
                      "INSERT INTO kms_domain_keys (key_id, material_version, wrapped) VALUES "
                      "($1, $2, $3)",
                      {key.id, key.material_version, wrapped});
    if (!done) return failure(done.error());
    return std::make_shared<const DomainKey>(secret);
}

}  // namespace amicast::keys
