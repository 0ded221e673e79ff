// Whose a resource is, as far as its ARN says.
#pragma once

#include <string_view>

namespace amicast::iam {

// The account in "arn:aws:<service>:<region>:<account>:…"; empty where there is none, as in the
// ARNs of images and snapshots.
std::string_view account_in_arn(std::string_view arn);

}  // namespace amicast::iam
