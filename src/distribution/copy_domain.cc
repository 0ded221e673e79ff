#include "distribution/copy_domain.h"

#include <utility>

#include <fmt/format.h>

namespace amicast::distribution {

std::string key_refusal(std::string_view why) {
    return fmt::format(
        "Given key ID is not accessible. {} Make it usable, or copy again with another key.", why);
}

bool is_key_refusal(const Error& error) {
    return error.kind == ErrorKind::not_found || error.kind == ErrorKind::denied;
}

Result<images::Domain> open_copy_domain(images::Region& destination,
                                        const std::optional<std::string>& kms_key_arn) {
    auto domain = images::open_domain(destination, kms_key_arn);
    if (domain || !is_key_refusal(domain.error())) return domain;
    Error error = domain.error();
    error.message =
        key_refusal(fmt::format("The key {} cannot be used: {}", *kms_key_arn, error.message));
    return failure(std::move(error));
}

}  // namespace amicast::distribution
