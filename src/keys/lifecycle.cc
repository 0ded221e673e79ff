#include "keys/lifecycle.h"

#include "base/check.h"
#include "base/ids.h"
#include "keys/aliases.h"
#include "keys/key_rows.h"
#include "keys/materials.h"
#include "keys/statement.h"

namespace amicast::keys {
namespace {

using catalog::Transaction;

// AWS's quota for an account in a Region.
constexpr std::int64_t keys_per_account_max = 100'000;

Status check_quota(Transaction& tx, const std::string& account_id) {
    auto count = count_keys(tx, account_id);
    if (!count) return failure(count.error());
    if (*count < keys_per_account_max) return {};
    return failure(ErrorKind::limit, "The account has " + std::to_string(*count) +
                                         " KMS keys in this Region: expected fewer than " +
                                         std::to_string(keys_per_account_max) + ".");
}

Status insert_with_material(Transaction& tx, Keyring& keyring, Key& key) {
    Status done = add_material(tx, keyring.secrets(), key, "", key.created, keyring.random());
    if (!done) return done;
    return insert_key(tx, keyring.secrets(), key);
}

Key new_service_key(Keyring& keyring, const std::string& account_id, const ServiceKey& service) {
    Time now = keyring.now();
    std::string policy = service_key_policy(service, account_id, keyring.region());
    return {.id = new_uuid(keyring.random()),
            .account_id = account_id,
            .region = keyring.region(),
            .manager = KeyManager::aws,
            .created = now,
            .description = std::string(service.description),
            .policy = policy,
            .bound_policy = policy,
            .rotation_days = rotation_days_default,
            .next_rotation = now + std::chrono::days(rotation_days_default)};
}

// Makes the key and its alias, unless somebody else did just before.
Status insert_service_key(Transaction& tx, Keyring& keyring, const std::string& account_id,
                          const ServiceKey& service) {
    auto alias = select_alias(tx, keyring.secrets(), account_id, service.alias);
    if (!alias) return failure(alias.error());
    if (*alias) return {};
    Key key = new_service_key(keyring, account_id, service);
    Status done = insert_with_material(tx, keyring, key);
    if (!done) return done;
    return insert_alias(tx, keyring.secrets(),
                        {.account_id = account_id,
                         .name = std::string(service.alias),
                         .key_id = key.id,
                         .created = key.created,
                         .updated = key.created});
}

Status erase(Transaction& tx, const Key& key) {
    for (std::string_view sql :
         {"DELETE FROM kms_domain_keys WHERE key_id = $1",
          "DELETE FROM kms_key_materials WHERE key_id = $1",
          "DELETE FROM kms_grants WHERE key_id = $1", "DELETE FROM kms_aliases WHERE key_id = $1",
          "DELETE FROM kms_keys WHERE id = $1"}) {
        if (Status done = run(tx, sql, {key.id}); !done) return done;
    }
    return {};
}

// The dates of the index are only where to look: what counts is the row, with its MAC.
Result<bool> erase_if_due(Keyring& keyring, const std::string& key_id) {
    return keyring.change_value([&](Transaction& tx) -> Result<bool> {
        auto key = select_key(tx, keyring.secrets(), key_id);
        if (!key) return failure(key.error());
        bool due = *key && (*key)->state == KeyState::pending_deletion && (*key)->deletion_date &&
                   *(*key)->deletion_date <= keyring.now();
        if (!due) return false;
        if (Status done = erase(tx, **key); !done) return failure(done.error());
        return true;
    });
}

Result<bool> rotate_if_due(Keyring& keyring, const std::string& key_id) {
    return keyring.change_value([&](Transaction& tx) -> Result<bool> {
        auto key = select_key(tx, keyring.secrets(), key_id);
        if (!key) return failure(key.error());
        bool due = *key && (*key)->is_usable() && (*key)->rotation_days && (*key)->next_rotation &&
                   *(*key)->next_rotation <= keyring.now();
        if (!due) return false;
        Status done = rotate(tx, keyring, **key, rotated_automatically);
        if (!done) return failure(done.error());
        // From now, not from the date that passed: a server that was off for years rotates once.
        (*key)->next_rotation = keyring.now() + std::chrono::days(*(*key)->rotation_days);
        done = update_key(tx, keyring.secrets(), **key);
        if (!done) return failure(done.error());
        return true;
    });
}

template <class Select, class Act>
std::vector<std::string> act_on_due(Keyring& keyring, Select select, Act act, Status& outcome) {
    std::vector<std::string> done;
    auto due =
        keyring.catalog().read_value([&](Transaction& tx) { return select(tx, keyring.now()); });
    if (!due) outcome = failure(due.error());
    if (!due) return done;
    for (const std::string& key_id : *due) {
        Result<bool> acted = act(keyring, key_id);
        if (!acted) outcome = failure(acted.error());
        if (acted && *acted) done.push_back(key_id);
    }
    return done;
}

}  // namespace

Result<Key> create_key(Keyring& keyring, const std::string& id, const NewKey& wanted) {
    return keyring.change_value([&](Transaction& tx) -> Result<Key> {
        if (Status room = check_quota(tx, wanted.account_id); !room) return failure(room.error());
        Key key{.id = id,
                .account_id = wanted.account_id,
                .region = keyring.region(),
                .created = keyring.now(),
                .description = wanted.description,
                .policy = wanted.policy,
                .bound_policy = wanted.bound_policy,
                .tags = wanted.tags};
        Status done = insert_with_material(tx, keyring, key);
        if (!done) return failure(done.error());
        return key;
    });
}

Result<std::shared_ptr<const Key>> ensure_service_key(Keyring& keyring,
                                                      const std::string& account_id,
                                                      const ServiceKey& service) {
    KeyName name{.account_id = account_id,
                 .region = keyring.region(),
                 .is_alias = true,
                 .name = std::string(service.alias)};
    auto key = keyring.find(name);
    if (key || key.error().kind != ErrorKind::not_found) return key;
    Status made = keyring.change(
        [&](Transaction& tx) { return insert_service_key(tx, keyring, account_id, service); });
    if (!made) return failure(made.error());
    return keyring.find(name);
}

Status rotate(Transaction& tx, Keyring& keyring, Key& key, std::string_view rotation) {
    ++key.material_version;
    return add_material(tx, keyring.secrets(), key, rotation, keyring.now(), keyring.random());
}

Upkeep keep_up(Keyring& keyring) {
    Upkeep upkeep;
    upkeep.rotated = act_on_due(keyring, select_due_for_rotation, rotate_if_due, upkeep.outcome);
    upkeep.erased = act_on_due(keyring, select_due_for_deletion, erase_if_due, upkeep.outcome);
    return upkeep;
}

}  // namespace amicast::keys
