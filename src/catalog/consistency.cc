#include "catalog/consistency.h"

#include <fmt/format.h>

namespace amicast::catalog {

Status check_consistency(Transaction& tx, std::span<const ConsistencyRule> rules,
                         const std::function<void(std::string)>& damaged) {
    for (const ConsistencyRule& rule : rules) {
        Status checked = tx.query(rule.sql, {}, [&](const Row& row) {
            damaged(fmt::format(fmt::runtime(rule.sentence), row.text(0), row.text(1)));
        });
        if (!checked) return checked;
    }
    return {};
}

}  // namespace amicast::catalog
