// version (1) ‖ sealed(expiry (8) ‖ content), in base64.
#include "services/ebs/tokens.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.h"
#include "keys/root_key.h"
#include "services/ebs/errors.h"

namespace amicast::services::ebs {
namespace {

constexpr std::uint8_t token_version = 1;

void append_integer(Bytes& bytes, std::int64_t value) {
    for (int i = 0; i < 8; ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

std::int64_t load_integer(ByteView bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;)
        value = value << 8 | bytes[i];
    return static_cast<std::int64_t>(value);
}

}  // namespace

Tokens::Tokens(const Call& call) : call_(call), key_(call.site.root_key.derive("ebs-token")) {}

std::string Tokens::make(std::string_view context, ByteView content, Duration lifetime) const {
    Bytes plain;
    append_integer(plain, to_microseconds(call_.now + lifetime));
    plain.insert(plain.end(), content.begin(), content.end());
    Bytes token{token_version};
    const Bytes sealed = crypto::seal(key_, plain, as_bytes(context), call_.random);
    token.insert(token.end(), sealed.begin(), sealed.end());
    return to_base64(token);
}

std::optional<Bytes> Tokens::open(std::string_view token, std::string_view context) const {
    auto bytes = from_base64(token);
    if (!bytes || bytes->empty() || bytes->front() != token_version) return std::nullopt;
    auto plain = crypto::open(key_, ByteView(*bytes).subspan(1), as_bytes(context));
    if (!plain || plain->size() < 8) return std::nullopt;
    if (from_microseconds(load_integer(*plain)) <= call_.now) return std::nullopt;
    plain->erase(plain->begin(), plain->begin() + 8);
    return std::move(*plain);
}

// No part can contain a line break, so no two different things have the same context.
std::string Tokens::block_context(std::string_view snapshot_id, std::int64_t index) const {
    return fmt::format("block\n{}\n{}\n{}\n{}", call_.account(), call_.region.name, snapshot_id,
                       index);
}

std::string Tokens::page_context(std::string_view listing) const {
    return fmt::format("page\n{}\n{}\n{}", call_.account(), call_.region.name, listing);
}

std::string Tokens::make_block_token(std::string_view snapshot_id, std::int64_t index,
                                     const Digest& digest) const {
    return make(block_context(snapshot_id, index), digest, block_token_lifetime);
}

Result<Digest> Tokens::open_block_token(std::string_view token, std::string_view snapshot_id,
                                        std::int64_t index) const {
    auto content = open(token, block_context(snapshot_id, index));
    Digest digest{};
    if (!content || content->size() != digest.size()) {
        return failure(invalid(
            "INVALID_BLOCK_TOKEN",
            fmt::format("The block token is not one for block {} of '{}', or it has expired: "
                        "expected one from ListSnapshotBlocks or ListChangedBlocks.",
                        index, snapshot_id)));
    }
    std::copy(content->begin(), content->end(), digest.begin());
    return digest;
}

std::string Tokens::make_page_token(std::string_view listing, std::int64_t next_index) const {
    Bytes content;
    append_integer(content, next_index);
    return make(page_context(listing), content, page_token_lifetime);
}

Result<std::int64_t> Tokens::open_page_token(std::string_view token,
                                             std::string_view listing) const {
    auto content = open(token, page_context(listing));
    if (!content || content->size() != 8) {
        return failure(invalid("INVALID_PAGE_TOKEN",
                               "The page token is not one for this listing, or it has expired: "
                               "expected NextToken of the page before."));
    }
    return load_integer(*content);
}

}  // namespace amicast::services::ebs
