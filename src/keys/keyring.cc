// Lookups and the use of material.
#include "keys/keyring.h"

#include "keys/aliases.h"
#include "keys/key_cache.h"
#include "keys/key_rows.h"
#include "keys/materials.h"
#include "keys/wrapped_domain_keys.h"

namespace amicast::keys {

using catalog::Transaction;

namespace {

// Content names its key by id; a key that was there and is not any more was deleted.
tl::unexpected<Error> content_is_lost(std::string_view key_id) {
    return failure(ErrorKind::not_found,
                   "Key '" + std::string(key_id) +
                       "' does not exist: it was deleted, and nobody can read what it encrypted.");
}

}  // namespace

struct Keyring::State {
    Result<std::shared_ptr<const DomainKey>> usable_domain_key(const Key& key);

    catalog::Database& catalog;
    Clock& clock;
    Random& random;
    RegionSecrets secrets;
    KeyCache<Key> keys{};
    KeyCache<KeyRelations> relations{};
    KeyCache<DomainKey> domain_keys{};
};

Keyring::Keyring(catalog::Database& catalog, const RootKey& root_key, Clock& clock, Random& random,
                 std::string region)
    : state_(new State{.catalog = catalog,
                       .clock = clock,
                       .random = random,
                       .secrets = RegionSecrets(root_key, std::move(region))}) {}
Keyring::~Keyring() = default;

Result<std::shared_ptr<const Key>> Keyring::find(std::string_view key_id) {
    Time now = state_->clock.now();
    if (auto kept = state_->keys.find(key_id, now)) return kept;
    std::uint64_t generation = state_->keys.generation();
    auto key = state_->catalog.read_value(
        [&](Transaction& tx) { return require_key(tx, state_->secrets, key_id); });
    if (!key) return failure(key.error());
    auto shared = std::make_shared<const Key>(std::move(*key));
    state_->keys.keep(key_id, generation, now, shared);
    return shared;
}

Result<std::shared_ptr<const Key>> Keyring::find(const KeyName& name) {
    std::string key_id = name.name;
    if (name.is_alias) {
        auto alias = state_->catalog.read_value([&](Transaction& tx) {
            return select_alias(tx, state_->secrets, name.account_id, name.name);
        });
        if (!alias) return failure(alias.error());
        if (!*alias) return failure(ErrorKind::not_found, "Alias " + name.arn() + " is not found.");
        key_id = (*alias)->key_id;
    }
    auto key = find(key_id);
    bool absent = !key && key.error().kind == ErrorKind::not_found;
    bool foreign = key && (*key)->account_id != name.account_id;
    if (absent || foreign) return no_such_key(name.arn());
    return key;
}

Result<std::shared_ptr<const KeyRelations>> Keyring::relations(const Key& key) {
    Time now = state_->clock.now();
    if (auto kept = state_->relations.find(key.id, now)) return kept;
    std::uint64_t generation = state_->relations.generation();
    auto read = state_->catalog.read_value([&](Transaction& tx) -> Result<KeyRelations> {
        auto grants = select_grants(tx, state_->secrets, {.key_id = key.id, .max = 1});
        if (!grants) return failure(grants.error());
        KeyRelations found{.aliases = {}, .has_grants = !grants->empty()};
        auto aliases = select_aliases(
            tx, state_->secrets,
            {.account_id = key.account_id, .key_id = key.id, .max = aliases_per_key_max});
        if (!aliases) return failure(aliases.error());
        for (Alias& alias : *aliases)
            found.aliases.push_back(std::move(alias.name));
        return found;
    });
    if (!read) return failure(read.error());
    auto shared = std::make_shared<const KeyRelations>(std::move(*read));
    state_->relations.keep(key.id, generation, now, shared);
    return shared;
}

Result<std::vector<Grant>> Keyring::grants_to(const Key& key, std::span<const std::string> names) {
    return state_->catalog.read_value(
        [&](Transaction& tx) { return select_grants_to(tx, state_->secrets, key.id, names); });
}

Result<Encrypted> Keyring::encrypt(const Key& key, ByteView plain,
                                   const EncryptionContext& context) {
    auto material = state_->catalog.read_value([&](Transaction& tx) {
        return open_material(tx, state_->secrets, key, key.material_version);
    });
    if (!material) return failure(material.error());
    return Encrypted{.blob = seal_ciphertext(key, *material, plain, context, state_->random),
                     .material_id = material->id()};
}

Result<Decrypted> Keyring::decrypt(const Key& key, ByteView blob,
                                   const EncryptionContext& context) {
    auto header = read_ciphertext_header(blob);
    auto invalid = [] {
        return failure(ErrorKind::invalid, "The ciphertext cannot be decrypted.");
    };
    if (!header || header->key_id != key.id) return invalid();
    auto material = state_->catalog.read_value([&](Transaction& tx) {
        return open_material(tx, state_->secrets, key, header->material_id);
    });
    if (!material) return failure(material.error());
    if (!*material) return invalid();
    auto plain = open_ciphertext(key, **material, blob, context);
    if (!plain) return failure(plain.error());
    return Decrypted{.plain = std::move(*plain), .material_id = header->material_id};
}

// Made at first use. The state is looked at again where the key is made, and when it is made by
// somebody else at the same time, that one is taken.
Result<std::shared_ptr<const DomainKey>> Keyring::State::usable_domain_key(const Key& key) {
    auto existing =
        catalog.read_value([&](Transaction& tx) { return select_domain_key(tx, secrets, key); });
    if (!existing || *existing) return existing;
    return catalog.write_value([&](Transaction& tx) -> Result<std::shared_ptr<const DomainKey>> {
        auto current = require_key(tx, secrets, key.id);
        if (!current) return failure(current.error());
        if (Status usable = check_usable(*current); !usable) return failure(usable.error());
        auto made = select_domain_key(tx, secrets, *current);
        if (!made || *made) return made;
        return insert_domain_key(tx, secrets, *current, random);
    });
}

Result<crypto::Key> Keyring::domain_key(std::string_view key_id) {
    auto key = find(key_id);
    if (!key && key.error().kind == ErrorKind::not_found) return content_is_lost(key_id);
    if (!key) return failure(key.error());
    if (Status usable = check_usable(**key); !usable) return failure(usable.error());
    Time now = state_->clock.now();
    if (auto kept = state_->domain_keys.find(key_id, now)) return kept->key;
    std::uint64_t generation = state_->domain_keys.generation();
    auto domain_key = state_->usable_domain_key(**key);
    if (!domain_key) return failure(domain_key.error());
    state_->domain_keys.keep(key_id, generation, now, *domain_key);
    return (*domain_key)->key;
}

Result<std::optional<crypto::Key>> Keyring::domain_key_for_upkeep(std::string_view key_id) {
    auto found = state_->catalog.read_value(
        [&](Transaction& tx) -> Result<std::shared_ptr<const DomainKey>> {
            auto key = select_key(tx, state_->secrets, key_id);
            if (!key) return failure(key.error());
            if (!*key) return std::shared_ptr<const DomainKey>();
            return select_domain_key(tx, state_->secrets, **key);
        });
    if (!found) return failure(found.error());
    if (!*found) return std::optional<crypto::Key>();
    return std::optional((*found)->key);
}

Status Keyring::change(const catalog::Database::Work& work) {
    Status done = state_->catalog.write(work);
    // Also when it failed: it may have happened all the same.
    state_->keys.clear();
    state_->relations.clear();
    state_->domain_keys.clear();
    return done;
}

catalog::Database& Keyring::catalog() {
    return state_->catalog;
}

const RegionSecrets& Keyring::secrets() const {
    return state_->secrets;
}

Time Keyring::now() const {
    return state_->clock.now();
}

Random& Keyring::random() {
    return state_->random;
}

}  // namespace amicast::keys
