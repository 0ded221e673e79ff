// The secrets inside keys. A key has one material for each rotation; the newest encrypts, all of
// them decrypt. A material lies in the catalog sealed under its account's key, bound to account,
// region, key, version and material id; it is opened for each use and wiped after it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "crypto/aead.h"
#include "crypto/wipe.h"
#include "keys/key.h"
#include "keys/region_secrets.h"

namespace amicast::keys {

// In clear, in memory only.
class Material {
  public:
    Material(std::int64_t version, const Digest& id, const crypto::Key& secret)
        : version_(version), id_(id), secret_(secret) {}
    ~Material() { crypto::wipe(secret_); }
    Material(const Material&) = default;
    Material& operator=(const Material&) = default;

    std::int64_t version() const { return version_; }
    const Digest& id() const { return id_; }
    const crypto::Key& secret() const { return secret_; }

  private:
    std::int64_t version_;
    Digest id_;
    crypto::Key secret_;
};

// How a material came about; the words of the API, empty for a key's first one.
inline constexpr std::string_view rotated_automatically = "AUTOMATIC";
inline constexpr std::string_view rotated_on_demand = "ON_DEMAND";

struct MaterialRecord {
    std::int64_t version = 1;
    Digest id{};
    Time created{};
    std::string rotation;
};

// Makes a random material in place of what `key` had, as the version that `key.material_version`
// names, and notes its id in `key`. The caller writes the key's own row.
Status add_material(catalog::Transaction& tx, const RegionSecrets& secrets, Key& key,
                    std::string_view rotation, Time now, Random& random);

// `corrupt` when the record is missing, damaged, or sealed under another root key.
Result<Material> open_material(catalog::Transaction& tx, const RegionSecrets& secrets,
                               const Key& key, std::int64_t version);
// By the id that a ciphertext names; absent when the key has no such material.
Result<std::optional<Material>> open_material(catalog::Transaction& tx,
                                              const RegionSecrets& secrets, const Key& key,
                                              const Digest& material_id);

// Oldest first, behind version `after`.
Result<std::vector<MaterialRecord>> select_materials(catalog::Transaction& tx,
                                                     std::string_view key_id, std::int64_t after,
                                                     std::size_t max);

}  // namespace amicast::keys
