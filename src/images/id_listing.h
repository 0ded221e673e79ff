// Listing by id from several indexes at once: each source yields ids in order, the listing is their
// union in order. It reads a page at a time, so that stopping early costs only what was seen.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::images {

// A query for ids greater than `$1`, in order, at most `$2` of them, perhaps narrowed by further
// parameters from `$3` on.
struct IdSource {
    std::string_view sql;
    std::vector<std::string> arguments;
};

// False ends the listing.
using OnId = std::function<Result<bool>(std::string_view id)>;

Status each_id(catalog::Transaction& tx, const std::vector<IdSource>& sources,
               std::string_view after_id, const OnId& visit);

// The same over ids the caller names: sorted, each once, greater than `after_id`.
Status each_named_id(std::vector<std::string> ids, std::string_view after_id, const OnId& visit);

// Ids with this prefix ("ami-", "snap-") that an account, or everybody, was granted.
IdSource granted_to_account(std::string_view prefix, std::string_view account_id);
IdSource granted_to_all(std::string_view prefix);
// Ids with this prefix that an organization or unit was granted.
IdSource granted_to_organization(std::string_view prefix, std::string_view arn);
IdSource granted_to_unit(std::string_view prefix, std::string_view arn);

// Ids with this prefix on which the account has set exactly that tag, and the same of one id.
IdSource tagged_by_account(std::string_view prefix, std::string_view account_id,
                           std::string_view key, std::string_view value);
Result<bool> is_tagged(catalog::Transaction& tx, std::string_view id, std::string_view account_id,
                       std::string_view key, std::string_view value);

}  // namespace amicast::images
