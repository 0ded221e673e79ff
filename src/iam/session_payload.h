// The plain bytes inside a session token: a session and its secret, length-prefixed and versioned.
// Sealing is session_tokens.cc's work.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "iam/principal.h"

namespace amicast::iam {

struct SessionPayload {
    Principal principal;
    std::string secret;
    Time issued{};
    Time expires{};
};

Bytes encode_session(const SessionPayload& payload);
// Nothing for bytes that are not exactly one encoded session. What was sealed by us always reads.
std::optional<SessionPayload> decode_session(ByteView bytes);

}  // namespace amicast::iam
