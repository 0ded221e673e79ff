#include "services/ec2/image_name.h"

#include <algorithm>

#include "services/ec2/errors.h"

namespace amicast::services::ec2 {

Status check_image_name(std::string_view name) {
    auto allowed = [](char c) {
        bool alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return alphanumeric || std::string_view(" ()[]./-'@_").find(c) != std::string_view::npos;
    };
    if (name.size() < 3 || name.size() > 128 || !std::all_of(name.begin(), name.end(), allowed))
        return failure(image_name_malformed());
    return {};
}

}  // namespace amicast::services::ec2
