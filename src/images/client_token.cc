#include "images/client_token.h"

#include "images/statement.h"

namespace amicast::images {

Result<std::optional<std::string>> replay(catalog::Transaction& tx, const TokenScope& scope,
                                          std::string_view fingerprint) {
    std::optional<std::string> response;
    bool mismatch = false;
    Status read = tx.query(
        "SELECT fingerprint, response FROM client_tokens "
        "WHERE account_id = $1 AND operation = $2 AND token = $3",
        {scope.account_id, scope.operation, scope.token}, [&](const catalog::Row& row) {
            mismatch = as_text(row.bytes(0)) != fingerprint;
            response = to_text(row.bytes(1));
        });
    if (!read) return failure(read.error());
    if (mismatch) {
        return failure(ErrorKind::conflict,
                       "The client token was used with different parameters before.");
    }
    return response;
}

Status record(catalog::Transaction& tx, const TokenScope& scope, std::string_view fingerprint,
              std::string_view response, Time now) {
    return run(tx,
               "INSERT INTO client_tokens (account_id, operation, token, fingerprint, response, "
               "created) VALUES ($1, $2, $3, $4, $5, $6)",
               {scope.account_id, scope.operation, scope.token, as_bytes(fingerprint),
                as_bytes(response), now});
}

Status expire_tokens(catalog::Transaction& tx, Time before) {
    return run(tx, "DELETE FROM client_tokens WHERE created < $1", {before});
}

}  // namespace amicast::images
