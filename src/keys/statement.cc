#include "keys/statement.h"

namespace amicast::keys {

Status run(catalog::Transaction& tx, std::string_view sql,
           std::initializer_list<catalog::Parameter> parameters) {
    auto ran = tx.execute(sql, parameters);
    if (!ran) return failure(ran.error());
    return {};
}

Result<std::int64_t> select_count(catalog::Transaction& tx, std::string_view sql,
                                  std::initializer_list<catalog::Parameter> parameters) {
    std::int64_t count = 0;
    Status done =
        tx.query(sql, parameters, [&](const catalog::Row& row) { count = row.integer(0); });
    if (!done) return failure(done.error());
    return count;
}

}  // namespace amicast::keys
