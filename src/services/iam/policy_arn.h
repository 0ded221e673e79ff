// ARNs of managed policies and ids of their versions, as IAM checks them.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace amicast::services::iam_api {

// `InvalidInput` unless it is "arn:aws:iam::<account or aws>:policy/…".
Status check_policy_arn(std::string_view arn);

// The number of "v7". Versions that no policy can have ("v99999999999999999999", "v1.a") are 0,
// which is none.
std::int64_t read_version_id(std::string_view id);

}  // namespace amicast::services::iam_api
