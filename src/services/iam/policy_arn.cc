#include "services/iam/policy_arn.h"

#include <charconv>
#include <string>

#include "iam/entities.h"
#include "services/iam/errors.h"

namespace amicast::services::iam_api {

Status check_policy_arn(std::string_view arn) {
    if (iam::parse_policy_arn(arn)) return {};
    return failure(invalid_input("ARN " + std::string(arn) +
                                 " is not valid: expected arn:aws:iam::<account>:policy/<name>."));
}

std::int64_t read_version_id(std::string_view id) {
    std::int64_t number = 0;
    std::string_view digits = id.substr(1);
    auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    bool whole = problem == std::errc() && end == digits.data() + digits.size();
    return whole ? number : 0;
}

}  // namespace amicast::services::iam_api
