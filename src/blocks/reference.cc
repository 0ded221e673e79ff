#include "blocks/reference.h"

#include <algorithm>

#include "base/check.h"

namespace amicast::blocks {
namespace {

Digest digest_at(ByteView bytes, std::size_t offset) {
    Digest digest{};
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), digest.size(), digest.begin());
    return digest;
}

}  // namespace

Reference::Reference(const Digest& digest) {
    std::copy(digest.begin(), digest.end(), bytes_.begin());
}

Reference::Reference(const BlockId& id, const Digest& masked_digest) : size_(2 * sizeof(Digest)) {
    std::copy(id.begin(), id.end(), bytes_.begin());
    std::copy(masked_digest.begin(), masked_digest.end(), bytes_.begin() + sizeof(Digest));
}

std::optional<Reference> Reference::from_bytes(ByteView bytes) {
    if (bytes.size() == sizeof(Digest)) return Reference(digest_at(bytes, 0));
    if (bytes.size() == 2 * sizeof(Digest))
        return Reference(digest_at(bytes, 0), digest_at(bytes, sizeof(Digest)));
    return std::nullopt;
}

BlockId Reference::id() const {
    return digest_at(bytes_, 0);
}

Digest Reference::masked_digest() const {
    return digest_at(bytes_, sizeof(Digest));
}

Reference reference_at(const catalog::Row& row, int column) {
    auto reference = Reference::from_bytes(row.bytes(column));
    check(reference.has_value(), "a reference to content has 32 or 64 bytes");
    return *reference;
}

}  // namespace amicast::blocks
