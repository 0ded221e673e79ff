#include "services/iam/paging.h"

#include "base/encoding.h"
#include "services/query_errors.h"

namespace amicast::services::iam_api {
namespace {

// In front of the last key, so that not every base64 text is a marker.
constexpr std::string_view marker_prefix = "1:";
constexpr std::int64_t default_max_items = 100;

}  // namespace

Result<iam::PageRequest> read_page(const std::optional<std::string>& marker,
                                   const std::optional<std::int64_t>& max_items) {
    iam::PageRequest page;
    page.max = static_cast<std::size_t>(max_items.value_or(default_max_items));
    if (!marker) return page;
    auto bytes = from_base64(*marker);
    if (!bytes || !as_text(*bytes).starts_with(marker_prefix) || !is_utf8(as_text(*bytes))) {
        return failure(
            validation_error("Invalid Marker: expected the Marker of the previous "
                             "answer to the same request."));
    }
    page.after = as_text(*bytes).substr(marker_prefix.size());
    return page;
}

std::optional<std::string> next_marker(const std::optional<std::string>& next) {
    if (!next) return std::nullopt;
    return to_base64(as_bytes(std::string(marker_prefix) + *next));
}

}  // namespace amicast::services::iam_api
