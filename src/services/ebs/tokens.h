// Block tokens and page tokens. Both are sealed under a key of the site, so no table is kept and
// any server of the site accepts them; both are bound to the account, the region and the snapshots
// they were made for, and end by themselves. A token is no credential: every call is authorised.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/aead.h"
#include "services/call.h"

namespace amicast::services::ebs {

inline constexpr auto block_token_lifetime = std::chrono::hours(24 * 7);
inline constexpr auto page_token_lifetime = std::chrono::minutes(60);

class Tokens {
  public:
    explicit Tokens(const Call& call);

    // For one block of one snapshot. Carries the block's digest, so that reading the block needs no
    // look into the manifest.
    std::string make_block_token(std::string_view snapshot_id, std::int64_t index,
                                 const Digest& digest) const;
    // INVALID_BLOCK_TOKEN when it is not a token for exactly this, or too old.
    Result<Digest> open_block_token(std::string_view token, std::string_view snapshot_id,
                                    std::int64_t index) const;

    // `listing` names what is listed: the operation and its snapshots.
    std::string make_page_token(std::string_view listing, std::int64_t next_index) const;
    // INVALID_PAGE_TOKEN likewise.
    Result<std::int64_t> open_page_token(std::string_view token, std::string_view listing) const;

    Time block_token_expiry() const { return call_.now + block_token_lifetime; }

  private:
    std::string make(std::string_view context, ByteView content, Duration lifetime) const;
    // The content; none when the token is not one for `context` or has ended.
    std::optional<Bytes> open(std::string_view token, std::string_view context) const;
    std::string block_context(std::string_view snapshot_id, std::int64_t index) const;
    std::string page_context(std::string_view listing) const;

    const Call& call_;
    crypto::Key key_;
};

}  // namespace amicast::services::ebs
