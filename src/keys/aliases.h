// Names for keys, which an account gives and moves as it likes. Rows with a MAC: who moves an alias
// decides which key is used.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "keys/region_secrets.h"

namespace amicast::keys {

// AWS's quota.
inline constexpr std::int64_t aliases_per_key_max = 50;

struct Alias {
    std::string account_id;
    std::string name;  // "alias/…"
    std::string key_id;
    Time created{};
    Time updated{};
};

Result<std::optional<Alias>> select_alias(catalog::Transaction& tx, const RegionSecrets& secrets,
                                          std::string_view account_id, std::string_view name);
// `conflict` when the account has the name already.
Status insert_alias(catalog::Transaction& tx, const RegionSecrets& secrets, const Alias& alias);
// Points an alias that exists to another key.
Status update_alias(catalog::Transaction& tx, const RegionSecrets& secrets, const Alias& alias);
Status delete_alias(catalog::Transaction& tx, std::string_view account_id, std::string_view name);

struct AliasListing {
    std::string_view account_id;
    std::string_view key_id;  // empty: of every key
    std::string_view after;   // the last name of the page before
    std::size_t max = 100;
};
// In order of name.
Result<std::vector<Alias>> select_aliases(catalog::Transaction& tx, const RegionSecrets& secrets,
                                          const AliasListing& listing);
Result<std::int64_t> count_aliases(catalog::Transaction& tx, std::string_view key_id);

}  // namespace amicast::keys
