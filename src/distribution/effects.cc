// Rows of distribution_effects.
#include "distribution/effects.h"

namespace amicast::distribution {

Result<std::optional<std::string>> find_effect(catalog::Transaction& tx, std::string_view name) {
    std::optional<std::string> result;
    Status read = tx.query("SELECT result FROM distribution_effects WHERE name = $1", {name},
                           [&](const catalog::Row& row) { result = row.string(0); });
    if (!read) return failure(read.error());
    return result;
}

Status record_effect(catalog::Transaction& tx, std::string_view name, std::string_view result,
                     Time now) {
    auto recorded = tx.execute(
        "INSERT INTO distribution_effects (name, result, created) VALUES ($1, $2, $3) "
        "ON CONFLICT DO NOTHING",
        {name, result, now});
    if (!recorded) return failure(recorded.error());
    return {};
}

}  // namespace amicast::distribution
