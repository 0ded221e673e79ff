#include "services/kms/paging.h"

#include <utility>

#include "services/kms/errors.h"
#include "services/page_token.h"

namespace amicast::services::kms {

Result<Page> Page::read(const Call& call, const PageOrder& order) {
    Page page;
    page.binding_ = page_binding(call, order.operation, order.parameters);
    page.limit_ = static_cast<std::size_t>(order.limit.value_or(order.limit_default));
    if (!order.marker) return page;
    auto after = read_page_token(page.binding_, *order.marker);
    if (!after) return failure(invalid_marker());
    page.after_ = std::move(*after);
    return page;
}

std::string Page::marker_after(std::string_view last_key) const {
    return make_page_token(binding_, last_key);
}

}  // namespace amicast::services::kms
