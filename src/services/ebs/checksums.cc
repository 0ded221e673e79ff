// Reading a checksum.
#include "services/ebs/checksums.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/ebs/errors.h"

namespace amicast::services::ebs {

Result<Digest> parse_checksum(std::string_view text) {
    auto bytes = from_base64(text);
    Digest digest{};
    if (!bytes || bytes->size() != digest.size()) {
        return failure(invalid("INVALID_PARAMETER_VALUE",
                               fmt::format("The value '{}' of 'x-amz-Checksum' is not valid: "
                                           "expected the base64 of a SHA-256 digest.",
                                           text)));
    }
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
}

}  // namespace amicast::services::ebs
