// Domain keys in the catalog: each wrapped by the material of its KMS key that was the newest when
// it was made. A rotation leaves it as it is, so that content does not change its names.
#pragma once

#include <memory>

#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"
#include "keys/key.h"
#include "keys/key_cache.h"
#include "keys/region_secrets.h"

namespace amicast::keys {

// `denied` for a key that is disabled or pending deletion; says what to do.
Status check_usable(const Key& key);

// Null when no content was ever sealed under the key.
Result<std::shared_ptr<const DomainKey>> select_domain_key(catalog::Transaction& tx,
                                                           const RegionSecrets& secrets,
                                                           const Key& key);
// A random one, for a key that has none.
Result<std::shared_ptr<const DomainKey>> insert_domain_key(catalog::Transaction& tx,
                                                           const RegionSecrets& secrets,
                                                           const Key& key, Random& random);

}  // namespace amicast::keys
