// Client tokens: the same token with the same request gives the same answer and does nothing; with
// another request it is a mismatch. A refused request does not use its token up.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "crypto/digest.h"
#include "services/call.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {

// One use of a token: scope is account, region and operation.
struct TokenUse {
    std::string_view operation;  // "DistributeImage"
    const std::string& token;
    std::string fingerprint;  // of all members but the token
};

// All members of an input but its token, in the order of its rows.
template <class Input>
std::string fingerprint_of(Input input) {
    input.client_token.clear();
    return crypto::sha256_hex(wire::to_json(input));
}

// The ARN that was answered before, if the token was used.
Result<std::optional<std::string>> answered_before(const Call& call, const TokenUse& use);

// Runs `work`, which returns the ARN to answer, unless the token was used; both in one transaction.
Result<std::string> once(const Call& call, const TokenUse& use,
                         const std::function<Result<std::string>(catalog::Transaction&)>& work);

}  // namespace amicast::services::imagebuilder
