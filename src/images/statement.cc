#include "images/statement.h"

namespace amicast::images {

std::string placeholders(std::size_t first, std::size_t last) {
    std::string text;
    for (std::size_t i = first; i <= last; ++i) {
        if (i > first) text += ", ";
        text += '$' + std::to_string(i);
    }
    return text;
}

Status run(catalog::Transaction& tx, std::string_view sql,
           catalog::Transaction::Parameters parameters) {
    auto ran = tx.execute(sql, parameters);
    if (!ran) return failure(ran.error());
    return {};
}

Status run(catalog::Transaction& tx, std::string_view sql,
           std::initializer_list<catalog::Parameter> parameters) {
    return run(tx, sql, catalog::Transaction::Parameters(parameters.begin(), parameters.size()));
}

Result<bool> exists(catalog::Transaction& tx, std::string_view sql,
                    std::initializer_list<catalog::Parameter> parameters) {
    bool found = false;
    Status ran = tx.query(sql, parameters, [&](const catalog::Row&) { found = true; });
    if (!ran) return failure(ran.error());
    return found;
}

}  // namespace amicast::images
