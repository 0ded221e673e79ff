#include "crypto/digest_uuid.h"

#include "base/encoding.h"
#include "crypto/digest.h"

namespace amicast::crypto {

std::string digest_uuid(std::string_view text) {
    std::string digits = to_hex(sha256(text)).substr(0, 32);
    digits[12] = '8';                                                 // version
    digits[16] = "89ab"[static_cast<unsigned char>(digits[16]) % 4];  // variant
    for (std::size_t at : {20U, 16U, 12U, 8U})
        digits.insert(at, "-");
    return digits;
}

}  // namespace amicast::crypto
