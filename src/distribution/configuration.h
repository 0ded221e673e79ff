// Distribution configurations as rows. Their `distributions` are kept as the service's own JSON, so
// that what was sent comes back exactly; the engine gets a plan (plan.h) when one is used.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "images/tags.h"

namespace amicast::distribution {

struct Configuration {
    std::string account_id;
    std::string slug;  // slug_of(name): unique within the account
    std::string name;
    std::optional<std::string> description;
    std::string distributions;         // JSON text
    std::vector<std::string> regions;  // of its distributions, in order
    images::Tags tags;
    Time created{};
    std::optional<Time> updated;
};

// `conflict` when the account has one of that slug.
Status insert(catalog::Transaction& tx, const Configuration& configuration);
// not_found when there is none.
Result<Configuration> find_configuration(catalog::Transaction& tx, std::string_view account_id,
                                         std::string_view slug);
// Replaces description, distributions, regions, tags and `updated`.
Status update(catalog::Transaction& tx, const Configuration& configuration);
Status erase_configuration(catalog::Transaction& tx, std::string_view account_id,
                           std::string_view slug);
Result<std::int64_t> count_configurations(catalog::Transaction& tx, std::string_view account_id);
// In order of slug, those after the given one, at most `limit`.
Result<std::vector<Configuration>> list_configurations(catalog::Transaction& tx,
                                                       std::string_view account_id,
                                                       std::string_view after_slug,
                                                       std::size_t limit);

}  // namespace amicast::distribution
