// Reads what has passed the pattern.
#include "services/imagebuilder/version_text.h"

#include <fmt/format.h>

#include "services/imagebuilder/errors.h"

namespace amicast::services::imagebuilder {

Result<distribution::Version> read_version(std::string_view text) {
    // The same rules as in an ARN, so that what is made can be named.
    auto arn = distribution::parse_image_arn(
        fmt::format("arn:aws:imagebuilder:us-east-1:000000000000:image/x/{}", text));
    if (!arn || !arn->version.exact()) {
        return failure(client_error(
            fmt::format("The value supplied for parameter 'semanticVersion' is not valid. It is "
                        "'{}': expected three numbers up to 1073741823 without leading zeroes, "
                        "such as 1.0.0.",
                        text)));
    }
    return distribution::Version{
        .major = *arn->version.major, .minor = *arn->version.minor, .patch = *arn->version.patch};
}

}  // namespace amicast::services::imagebuilder
