// The KMS keys of one region: found, used, changed. Who may do so is decided above, in services/;
// here a key's state matters only to domain keys.
//
// This class holds the lookups, their cache, the use of material, and the frame of a change. What
// is created, listed and deleted stands in the file of its entity: key_rows.h, aliases.h, grants.h,
// materials.h, lifecycle.h.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"
#include "keys/ciphertext.h"
#include "keys/domain_keys.h"
#include "keys/grants.h"
#include "keys/key.h"
#include "keys/key_name.h"
#include "keys/region_secrets.h"
#include "keys/root_key.h"

namespace amicast::keys {

// The tables of this room, in a region's catalog.
Status migrate(catalog::Database& catalog);

// What stands beside a key and matters to who may use it.
struct KeyRelations {
    std::vector<std::string> aliases;  // names, in order
    bool has_grants = false;
};

struct Encrypted {
    Bytes blob;
    Digest material_id{};
};
struct Decrypted {
    Bytes plain;
    Digest material_id{};
};

// Safe to share between threads. A key is remembered for up to a second; a change through this
// object is seen at once.
class Keyring final : public DomainKeys {
  public:
    // All of them must outlive this. The catalog must be migrated.
    Keyring(catalog::Database& catalog, const RootKey& root_key, Clock& clock, Random& random,
            std::string region);
    ~Keyring() override;

    // Errors of all lookups: not_found, unavailable, corrupt. Of whatever account.
    Result<std::shared_ptr<const Key>> find(std::string_view key_id);
    // The key of the name's account that it names, through its alias if it is one.
    Result<std::shared_ptr<const Key>> find(const KeyName& name);
    Result<std::shared_ptr<const KeyRelations>> relations(const Key& key);
    // Grants on the key to any of these principals, by Grant::grantee_name. Not remembered.
    Result<std::vector<Grant>> grants_to(const Key& key, std::span<const std::string> names);

    // Under the newest material, whatever the key's state.
    Result<Encrypted> encrypt(const Key& key, ByteView plain, const EncryptionContext& context);
    // Under the material that the blob names, whatever the key's state. `invalid` for a blob that
    // this key did not make with this context.
    Result<Decrypted> decrypt(const Key& key, ByteView blob, const EncryptionContext& context);

    // Of any key, whoever manages it; see domain_keys.h.
    Result<crypto::Key> domain_key(std::string_view key_id) override;
    Result<std::optional<crypto::Key>> domain_key_for_upkeep(std::string_view key_id) override;

    // ---- for whoever changes keys ----

    // Runs `work` as one transaction; when it returns, every lookup sees the change.
    Status change(const catalog::Database::Work& work);
    // The same for work that returns a value: F is Result<T>(catalog::Transaction&).
    template <class F>
    auto change_value(F&& work) -> std::invoke_result_t<F, catalog::Transaction&> {
        std::optional<std::invoke_result_t<F, catalog::Transaction&>> result;
        Status changed = change([&](catalog::Transaction& tx) -> Status {
            result.emplace(work(tx));
            if (!*result) return failure(result->error());
            return {};
        });
        if (!changed) return failure(changed.error());
        return std::move(*result);
    }
    catalog::Database& catalog();
    const RegionSecrets& secrets() const;
    const std::string& region() const { return secrets().region(); }
    Time now() const;
    Random& random();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace amicast::keys
