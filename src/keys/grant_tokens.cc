// Grant tokens: the grant's id, sealed. Every change is visible to everybody at once here, so a
// token gives nothing that the grant does not; it is read to refuse what was never issued.
#include "base/encoding.h"
#include "crypto/aead.h"
#include "keys/grants.h"

namespace amicast::keys {
namespace {

constexpr std::string_view context = "amicast kms grant token 1";

}  // namespace

std::string make_grant_token(const RegionSecrets& secrets, const Grant& grant, Random& random) {
    return to_base64(
        crypto::seal(secrets.token_key(), as_bytes(grant.id), as_bytes(context), random));
}

std::optional<std::string> open_grant_token(const RegionSecrets& secrets, std::string_view token) {
    auto sealed = from_base64(token);
    if (!sealed) return std::nullopt;
    auto id = crypto::open(secrets.token_key(), *sealed, as_bytes(context));
    if (!id) return std::nullopt;
    return to_text(*id);
}

}  // namespace amicast::keys
