#include "services/ec2/client_token.h"

#include <algorithm>

#include <fmt/format.h>

#include "crypto/digest.h"
#include "services/ec2/errors.h"

namespace amicast::services::ec2 {
namespace {

constexpr std::size_t token_characters_max = 128;

}  // namespace

Status check_client_token(const std::optional<std::string>& token) {
    bool sound = !token || (token->size() <= token_characters_max &&
                            std::all_of(token->begin(), token->end(),
                                        [](char c) { return c >= 0x20 && c < 0x7F; }));
    if (sound) return {};
    return failure(Error{.kind = ErrorKind::invalid,
                         .message = fmt::format("The specified client token is not valid: it may "
                                                "hold at most {} printable ASCII characters",
                                                token_characters_max),
                         .code = "InvalidClientToken"});
}

TokenUse::TokenUse(const Call& call, std::string_view operation,
                   const std::optional<std::string>& token, std::string_view same_json)
    : scope_{.account_id = call.account(),
             .operation = fmt::format("ec2:{}", operation),
             .token = token.value_or("")},
      now_(call.now) {
    if (!scope_.token.empty()) fingerprint_ = crypto::sha256_hex(same_json);
}

Result<std::optional<std::string>> TokenUse::replay(catalog::Transaction& tx) const {
    if (scope_.token.empty()) return std::optional<std::string>();
    auto answer = images::replay(tx, scope_, fingerprint_);
    if (!answer && answer.error().kind == ErrorKind::conflict) return failure(token_mismatch());
    return answer;
}

Status TokenUse::record(catalog::Transaction& tx, std::string_view answer) const {
    if (scope_.token.empty()) return {};
    return images::record(tx, scope_, fingerprint_, answer, now_);
}

}  // namespace amicast::services::ec2
