// A token is base64 of: version (1 byte) ‖ sealed(payload length (4) ‖ payload ‖ zero padding),
// with version and access key id as authenticated context.
#include "iam/session_tokens.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/encoding.h"
#include "base/ids.h"
#include "iam/secrets.h"
#include "iam/session_payload.h"

namespace amicast::iam {
namespace {

constexpr std::uint8_t token_version = 2;
constexpr std::size_t length_bytes = 4;
// Version, nonce and tag around the sealed bytes.
constexpr std::size_t envelope_bytes = 1 + 12 + 16;

std::string token_context(std::string_view access_key_id) {
    return std::string(1, static_cast<char>(token_version)).append(access_key_id);
}

constexpr std::size_t base64_size(std::size_t bytes) {
    return (bytes + 2) / 3 * 4;
}

// The payload behind its length, padded until the token reaches `token_bytes_min` characters.
Bytes framed(const Bytes& payload, std::size_t token_bytes_min) {
    Bytes plain;
    for (int shift = 24; shift >= 0; shift -= 8)
        plain.push_back(static_cast<std::uint8_t>(payload.size() >> shift));
    plain.insert(plain.end(), payload.begin(), payload.end());
    std::size_t sealed_bytes_min = (token_bytes_min + 3) / 4 * 3;
    if (sealed_bytes_min > plain.size() + envelope_bytes)
        plain.resize(sealed_bytes_min - envelope_bytes);
    return plain;
}

std::optional<SessionPayload> unframed(ByteView plain) {
    if (plain.size() < length_bytes) return std::nullopt;
    std::size_t length = 0;
    for (std::uint8_t byte : plain.first(length_bytes))
        length = length << 8 | byte;
    plain = plain.subspan(length_bytes);
    if (length > plain.size()) return std::nullopt;
    return decode_session(plain.first(length));
}

// The session without what its maker asked to have packed into it.
SessionPayload bare(const SessionPayload& payload) {
    SessionPayload bare = payload;
    bare.principal.session_policies.clear();
    bare.principal.session_policy_arns.clear();
    bare.principal.tags.clear();
    bare.principal.transitive_tag_keys.clear();
    return bare;
}

// Rounded up, so that 100 means full and anything packed is more than nothing.
std::optional<std::int64_t> packed_percent(const SessionPayload& payload, std::size_t size) {
    const Principal& who = payload.principal;
    if (who.session_policies.empty() && who.session_policy_arns.empty() && who.tags.empty())
        return std::nullopt;
    constexpr std::size_t plain_max =
        SessionTokens::token_bytes_max / 4 * 3 - envelope_bytes - length_bytes;
    std::size_t bare_size = encode_session(bare(payload)).size();
    std::size_t room = plain_max - bare_size;
    return static_cast<std::int64_t>(((size - bare_size) * 100 + room - 1) / room);
}

auto refused() {
    return failure(ErrorKind::denied, "The security token included in the request is invalid.");
}

}  // namespace

SessionTokens::SessionTokens(const keys::RootKey& root_key, Clock& clock, Random& random)
    : key_(root_key.derive("session-token")), clock_(clock), random_(random) {}

Result<SessionCredentials> SessionTokens::issue(const Principal& session, Time expires,
                                                std::size_t token_bytes_min) {
    SessionCredentials credentials{.access_key_id = new_unique_id("ASIA", 20, random_),
                                   .secret = new_secret(random_),
                                   .token = {},
                                   .expires = expires};
    SessionPayload payload{.principal = session,
                           .secret = credentials.secret,
                           .issued = clock_.now(),
                           .expires = expires};
    Bytes encoded = encode_session(payload);
    credentials.packed_percent = packed_percent(payload, encoded.size());
    Bytes plain = framed(encoded, std::min(token_bytes_min, token_bytes_max));
    if (base64_size(plain.size() + envelope_bytes) > token_bytes_max) {
        return failure(ErrorKind::limit,
                       "The session policies and tags together need a session token of more than " +
                           std::to_string(token_bytes_max) + " characters; use fewer or shorter.");
    }
    std::string context = token_context(credentials.access_key_id);
    std::string token(1, static_cast<char>(token_version));
    token.append(as_text(crypto::seal(key_, plain, as_bytes(context), random_)));
    credentials.token = to_base64(as_bytes(token));
    check(credentials.token.size() <= token_bytes_max, "session token within its bound");
    return credentials;
}

Result<Session> SessionTokens::open(std::string_view access_key_id, std::string_view token,
                                    Time now) const {
    if (token.size() > token_bytes_max) return refused();
    std::optional<Bytes> bytes = from_base64(token);
    if (!bytes || bytes->empty() || bytes->front() != token_version) return refused();
    std::string context = token_context(access_key_id);
    Result<Bytes> plain = crypto::open(key_, ByteView(*bytes).subspan(1), as_bytes(context));
    if (!plain) return refused();
    std::optional<SessionPayload> payload = unframed(*plain);
    if (!payload) return refused();
    if (now >= payload->expires) {
        return failure(
            ErrorKind::timed_out,
            "The security token included in the request is expired; it was valid until " +
                to_iso8601_seconds(payload->expires) + ".");
    }
    Session session{.principal = std::move(payload->principal),
                    .secret = std::move(payload->secret),
                    .expires = payload->expires};
    session.principal.access_key_id = access_key_id;
    session.principal.token_issued = payload->issued;
    return session;
}

}  // namespace amicast::iam
