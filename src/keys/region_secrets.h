// What a region's keys are kept under: keys derived from the site's root key, each for one purpose,
// region and, for material, account. None of them is stored.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/aead.h"
#include "keys/fields.h"
#include "keys/root_key.h"

namespace amicast::keys {

class RegionSecrets {
  public:
    // `root_key` must outlive this.
    RegionSecrets(const RootKey& root_key, std::string region);

    const std::string& region() const { return region_; }
    // Seals the material of an account's keys.
    crypto::Key account_key(std::string_view account_id) const;
    // Seals grant tokens.
    const crypto::Key& token_key() const { return token_key_; }
    // Protects a row that decides over access from whoever can write to the catalog but does not
    // have the root key. An older version of a row, put back, is not noticed.
    Digest row_mac(std::string_view table, const FieldWriter& fields) const;

  private:
    const RootKey& root_key_;
    std::string region_;
    crypto::Key row_key_;
    crypto::Key token_key_;
};

}  // namespace amicast::keys
