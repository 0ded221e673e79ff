// Temporary credentials: what AssumeRole hands out and what authentication opens again.
//
// A token carries its whole session (role, account, policies, tags, expiry and the secret key),
// sealed under the site's root key and bound to its ASIA id, so that every server that has the root
// key can check it without shared state. Nothing about a session is stored.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/aead.h"
#include "iam/principal.h"
#include "keys/root_key.h"

namespace amicast::iam {

// What a client signs with. `secret` and `token` must never be logged.
struct SessionCredentials {
    std::string access_key_id;  // "ASIA…"
    std::string secret;
    std::string token;
    Time expires{};
    // What session policies and tags take up of the room that tokens have for them; absent when
    // there are none.
    std::optional<std::int64_t> packed_percent;
};

// An opened token: who calls, and the secret that the signature must have been made with.
struct Session {
    Principal principal;
    std::string secret;
    Time expires{};
};

class SessionTokens {
  public:
    // The longest token text given out or opened: what AWS promises its own to stay under.
    static constexpr std::size_t token_bytes_max = 4096;

    SessionTokens(const keys::RootKey& root_key, Clock& clock, Random& random);

    // Credentials for a role session, or for a user or root that keeps its permissions; valid from
    // now until `expires`. `access_key_id` and `token_issued` of the principal are ignored; open()
    // fills them in. The token is padded to `token_bytes_min` characters where it would be shorter.
    // `limit` when policies and tags do not fit into a token.
    Result<SessionCredentials> issue(const Principal& session, Time expires,
                                     std::size_t token_bytes_min = 0);

    // `denied` for a token that is damaged, not ours, or belongs to another access key id;
    // `timed_out` when the session ended at or before `now`.
    Result<Session> open(std::string_view access_key_id, std::string_view token, Time now) const;

  private:
    crypto::Key key_;
    Clock& clock_;
    Random& random_;
};

}  // namespace amicast::iam
