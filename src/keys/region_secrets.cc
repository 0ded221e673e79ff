#include "keys/region_secrets.h"

#include <utility>

#include "crypto/digest.h"

namespace amicast::keys {

RegionSecrets::RegionSecrets(const RootKey& root_key, std::string region)
    : root_key_(root_key),
      region_(std::move(region)),
      row_key_(root_key.derive("kms-rows/" + region_)),
      token_key_(root_key.derive("kms-grant-tokens/" + region_)) {}

crypto::Key RegionSecrets::account_key(std::string_view account_id) const {
    return root_key_.derive("kms-material/" + region_ + "/" + std::string(account_id));
}

Digest RegionSecrets::row_mac(std::string_view table, const FieldWriter& fields) const {
    FieldWriter row;
    row.text(table).text(region_).bytes(fields.encoded());
    return crypto::hmac_sha256(row_key_, row.encoded());
}

}  // namespace amicast::keys
