// Lifecycle policies as rows of a region's catalog.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "images/tags.h"
#include "lifecycle/rule.h"

namespace amicast::lifecycle {

struct Policy {
    std::string account_id;
    std::string slug;  // unique within the account
    std::string name;
    std::optional<std::string> description;
    bool enabled = true;
    std::string execution_role;  // as the request named it
    std::string details;         // JSON of the service
    std::string selection;       // JSON of the service
    std::vector<Rule> rules;     // what the details mean
    // Images that have all of these are selected; absent: none are (a selection by recipe, and no
    // image here is built from one).
    std::optional<images::Tags> selected_tags;
    images::Tags tags;
    Time created{};
    std::optional<Time> updated;
    std::optional<Time> last_run;
};

// `conflict` when the account has one of that slug.
Status insert(catalog::Transaction& tx, const Policy& policy);
// not_found when there is none.
Result<Policy> find_policy(catalog::Transaction& tx, std::string_view account_id,
                           std::string_view slug);
// Writes everything but name and creation time.
Status update(catalog::Transaction& tx, const Policy& policy);
Status erase_policy(catalog::Transaction& tx, std::string_view account_id, std::string_view slug);
Result<std::int64_t> count_policies(catalog::Transaction& tx, std::string_view account_id);
// In order of slug, those after the given one, at most `limit`.
Result<std::vector<Policy>> list_policies(catalog::Transaction& tx, std::string_view account_id,
                                          std::string_view after_slug, std::size_t limit);

}  // namespace amicast::lifecycle
