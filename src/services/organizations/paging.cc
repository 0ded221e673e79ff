#include "services/organizations/paging.h"

#include <algorithm>

#include "base/encoding.h"
#include "services/organizations/errors.h"

namespace amicast::services::organizations {
namespace {

constexpr std::int64_t default_max_results = 20;

// Account ids, "ou-…", "p-…", "ram.amazonaws.com": what a page can end with.
bool is_id(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-_+=,.@").find(c) != std::string_view::npos;
    });
}

}  // namespace

Result<iam::PageRequest> read_page(const std::optional<std::string>& next_token,
                                   const std::optional<std::int64_t>& max_results) {
    iam::PageRequest page;
    page.max = static_cast<std::size_t>(max_results.value_or(default_max_results));
    if (!next_token) return page;
    auto bytes = from_base64(*next_token);
    if (!bytes || !is_id(as_text(*bytes))) {
        return failure(invalid_input("INVALID_NEXT_TOKEN",
                                     "NextToken: expected the token of the previous answer."));
    }
    page.after = as_text(*bytes);
    return page;
}

std::optional<std::string> next_token_for(const std::optional<std::string>& next) {
    if (!next) return std::nullopt;
    return to_base64(as_bytes(*next));
}

}  // namespace amicast::services::organizations
