#include "services/ec2/paging.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/ec2/errors.h"
#include "services/page_token.h"

namespace amicast::services::ec2 {

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
    return services::page_binding(call, operation, parameters_json);
}

std::string encode_page_token(std::string_view binding, std::string_view last_key) {
    return make_page_token(binding, last_key);
}

Result<std::string> decode_page_token(std::string_view binding,
                                      const std::optional<std::string>& token) {
    if (!token || token->empty()) return std::string();
    std::optional<std::string> key = read_page_token(binding, *token);
    if (!key) return failure(page_token_invalid(*token));
    return std::move(*key);
}

}  // namespace amicast::services::ec2
