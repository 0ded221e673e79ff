#include "base/bytes.h"

#include <cstring>

namespace amicast {

bool all_zero(ByteView bytes) {
    if (bytes.empty()) return true;
    // Zero when the first byte is, and each byte equals the one before it: one memcmp at full
    // speed.
    return bytes[0] == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

bool equal_constant_time(ByteView left, ByteView right) {
    if (left.size() != right.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        difference |= static_cast<unsigned>(left[i] ^ right[i]);
    }
    return difference == 0;
}

}  // namespace amicast
