#include "iam/arn_account.h"

#include "base/ids.h"

namespace amicast::iam {

std::string_view account_in_arn(std::string_view arn) {
    for (int colons = 0; colons < 4; ++colons) {
        std::size_t colon = arn.find(':');
        if (colon == std::string_view::npos) return {};
        arn.remove_prefix(colon + 1);
    }
    std::string_view account = arn.substr(0, arn.find(':'));
    return is_account_id(account) ? account : std::string_view();
}

}  // namespace amicast::iam
