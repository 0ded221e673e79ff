#include "services/ec2/paging.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "services/ec2/errors.h"

namespace amicast::services::ec2 {
namespace {

constexpr std::size_t binding_digits = 16;
constexpr std::size_t token_bytes_max = 2048;

}  // namespace

Result<std::optional<std::size_t>> page_size(const std::optional<std::int64_t>& max_results,
                                             const PageBounds& bounds) {
    if (!max_results) return std::optional<std::size_t>();
    if (*max_results < bounds.min) {
        return failure(invalid_value(
            fmt::format("Value ( {} ) for parameter maxResults is invalid. Expecting a value "
                        "greater than {}.",
                        *max_results, bounds.min)));
    }
    if (*max_results > bounds.max && !bounds.clamp) {
        return failure(invalid_value(
            fmt::format("Value ( {} ) for parameter maxResults is invalid. Expecting a value "
                        "from {} to {}.",
                        *max_results, bounds.min, bounds.max)));
    }
    return std::optional(static_cast<std::size_t>(std::min(*max_results, bounds.max)));
}

std::string page_binding(const Call& call, std::string_view operation,
                         std::string_view parameters_json) {
    return crypto::sha256_hex(fmt::format("{}\n{}\n{}\n{}", operation, call.account(),
                                          call.region.name, parameters_json))
        .substr(0, binding_digits);
}

std::string encode_page_token(std::string_view binding, std::string_view last_key) {
    return fmt::format("{}{}", binding, to_hex(as_bytes(last_key)));
}

Result<std::string> decode_page_token(std::string_view binding,
                                      const std::optional<std::string>& token) {
    if (!token || token->empty()) return std::string();
    std::string_view text = *token;
    if (text.size() > token_bytes_max || !text.starts_with(binding))
        return failure(page_token_invalid(text));
    std::optional<Bytes> key = from_hex(text.substr(binding.size()));
    if (!key || key->empty()) return failure(page_token_invalid(text));
    return to_text(*key);
}

}  // namespace amicast::services::ec2
