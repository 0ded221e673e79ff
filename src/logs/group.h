// Log groups: what streams share (retention, tags), rows of a region's catalog. No wire types here.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "images/tags.h"

namespace amicast::logs {

struct Group {
    std::int64_t id = 0;
    std::string account_id;
    std::string name;
    Time created{};
    std::string storage_class = "STANDARD";      // or INFREQUENT_ACCESS; shown, no difference here
    std::optional<std::int64_t> retention_days;  // absent: for ever
    bool is_protected = false;                   // against deletion
};

// Letters, digits and `._/#-`, 1 to 512 of them.
bool is_group_name(std::string_view name);
// "arn:aws:logs:<region>:<account>:log-group:<name>".
std::string group_arn(std::string_view region, std::string_view account_id, std::string_view name);

// Fills in the id. `conflict` when the name is taken, `limit` for more than 50 tags.
Result<Group> create_group(catalog::Transaction& tx, Group wanted, const images::Tags& tags,
                           Time now);
Result<std::optional<Group>> find_group(catalog::Transaction& tx, std::string_view account_id,
                                        std::string_view name);
// Writes retention and protection.
Status update(catalog::Transaction& tx, const Group& group);
// The group is gone with its streams and events; their rows are cleared away by sweep().
Status erase_group(catalog::Transaction& tx, const Group& group);

// Of the events that are kept, as PutLogEvents counts them.
Result<std::int64_t> stored_bytes(catalog::Transaction& tx, const Group& group);

// Groups of the account in order of name whose name begins with `prefix`, strictly after `after`.
// False ends the walk. Runs between statements, so it may query on its own.
Status each_group(catalog::Transaction& tx, std::string_view account_id, std::string_view prefix,
                  std::string_view after, const std::function<Result<bool>(const Group&)>& visit);

// In order of key.
Result<images::Tags> find_tags(catalog::Transaction& tx, const Group& group);
// Adds or overwrites. `limit` when the group would end with more than 50.
Status set_tags(catalog::Transaction& tx, const Group& group, const images::Tags& tags);
// A key that is not there is no error.
Status remove_tag(catalog::Transaction& tx, const Group& group, std::string_view key);

}  // namespace amicast::logs
