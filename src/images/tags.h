// Tags on images and snapshots. They belong to the account that set them: an owner and an account
// the resource is shared with each see only their own.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::images {

using Tag = std::pair<std::string, std::string>;  // key, value
using Tags = std::vector<Tag>;                    // in order of first setting

Result<Tags> find_tags(catalog::Transaction& tx, std::string_view account_id,
                       std::string_view resource_id);
// The tags of several resources by their ids, in one query for each few hundred of them; resources
// without any are left out.
Result<std::map<std::string, Tags, std::less<>>> find_tags_of(
    catalog::Transaction& tx, std::string_view account_id,
    std::span<const std::string> resource_ids);
// Adds or overwrites. `limit` when the resource would end with more than 50.
Status set_tags(catalog::Transaction& tx, std::string_view account_id, std::string_view resource_id,
                const Tags& tags);
// A key without value removes whatever value; with one, only on a match.
Status remove_tag(catalog::Transaction& tx, std::string_view account_id,
                  std::string_view resource_id, std::string_view key,
                  std::optional<std::string_view> value);
Status remove_all_tags(catalog::Transaction& tx, std::string_view account_id,
                       std::string_view resource_id);

struct TaggedResource {
    std::string resource_id;
    std::string key;
    std::string value;
};
// Every tag of the account in order of (resource, key), starting after the given pair.
Status each_tag(catalog::Transaction& tx, std::string_view account_id,
                const std::pair<std::string, std::string>& after,
                const std::function<bool(const TaggedResource&)>& visit);

}  // namespace amicast::images
