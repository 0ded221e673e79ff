// What a row of the catalog says of content that some frame holds: enough to find it again, and
// nothing about what it is to anybody without the key.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "blocks/frame.h"
#include "catalog/database.h"

namespace amicast::blocks {

// In the plain domain: the SHA-256 of the content, which is the frame's id as well (32 bytes). In
// the domain of a key: the frame's id there, and the SHA-256 masked under the key (64 bytes). One
// content has exactly one reference in a domain, so references can be compared and looked up as
// they are.
class Reference {
  public:
    Reference() = default;  // to no content at all
    explicit Reference(const Digest& digest);
    Reference(const BlockId& id, const Digest& masked_digest);
    // Empty unless the bytes are as many as a reference has.
    static std::optional<Reference> from_bytes(ByteView bytes);

    ByteView bytes() const { return ByteView(bytes_).first(size_); }
    bool is_sealed() const { return size_ == 2 * sizeof(Digest); }
    BlockId id() const;
    // Meaningful when is_sealed().
    Digest masked_digest() const;

    friend bool operator==(const Reference&, const Reference&) = default;

  private:
    std::array<std::uint8_t, 2 * sizeof(Digest)> bytes_{};  // zeroes behind size_
    std::size_t size_ = sizeof(Digest);
};

// The one in a column, whose length is checked.
Reference reference_at(const catalog::Row& row, int column);

}  // namespace amicast::blocks
