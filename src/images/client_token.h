// Idempotency: what a client token already created. Recorded in the same transaction as the
// creation, so neither can exist without the other.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::images {

struct TokenScope {
    std::string account_id;
    std::string operation;  // "ec2:CopyImage"
    std::string token;
};

// The recorded answer when the token was used with the same fingerprint; empty when it is new; an
// ErrorKind::conflict when it was used with another request.
Result<std::optional<std::string>> replay(catalog::Transaction& tx, const TokenScope& scope,
                                          std::string_view fingerprint);
Status record(catalog::Transaction& tx, const TokenScope& scope, std::string_view fingerprint,
              std::string_view response, Time now);
// Forgets tokens older than `before`.
Status expire_tokens(catalog::Transaction& tx, Time before);

}  // namespace amicast::images
