// Keys as rows. Each row carries a MAC over everything in it, so that a state, policy or tag
// changed outside this program is noticed (`corrupt`) instead of believed.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "keys/key.h"
#include "keys/region_secrets.h"

namespace amicast::keys {

Result<std::optional<Key>> select_key(catalog::Transaction& tx, const RegionSecrets& secrets,
                                      std::string_view key_id);
// The same where absence is an error: not_found, in the words of the API.
Result<Key> require_key(catalog::Transaction& tx, const RegionSecrets& secrets,
                        std::string_view key_id);
Status insert_key(catalog::Transaction& tx, const RegionSecrets& secrets, const Key& key);
Status update_key(catalog::Transaction& tx, const RegionSecrets& secrets, const Key& key);

// Ids of an account's keys behind `after`, in order, at most `max`.
Result<std::vector<std::string>> select_key_ids(catalog::Transaction& tx,
                                                std::string_view account_id, std::string_view after,
                                                std::size_t max);
Result<std::int64_t> count_keys(catalog::Transaction& tx, std::string_view account_id);

// Keys whose deletion date, or whose day of rotation, is not after `now`.
Result<std::vector<std::string>> select_due_for_deletion(catalog::Transaction& tx, Time now);
Result<std::vector<std::string>> select_due_for_rotation(catalog::Transaction& tx, Time now);

tl::unexpected<Error> no_such_key(std::string_view arn);

}  // namespace amicast::keys
