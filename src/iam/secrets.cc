#include "iam/secrets.h"

#include <array>

#include "base/encoding.h"

namespace amicast::iam {

std::string new_secret(Random& random) {
    std::array<std::uint8_t, 30> bytes{};  // 240 bits: 40 characters without padding
    random.fill(bytes);
    return to_base64(bytes);
}

}  // namespace amicast::iam
