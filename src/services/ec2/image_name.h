// What an AMI may be called.
#pragma once

#include <string_view>

#include "base/result.h"

namespace amicast::services::ec2 {

// 3 to 128 letters, digits, spaces and ( ) [ ] . / - ' @ _. InvalidAMIName.Malformed.
Status check_image_name(std::string_view name);

}  // namespace amicast::services::ec2
