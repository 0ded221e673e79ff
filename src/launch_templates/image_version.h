// The next version of a template with another image: what distributing an image does to the launch
// templates it is to update.
#pragma once

#include <string>

#include "launch_templates/template.h"

namespace amicast::launch_templates {

struct ImageVersionOrder {
    std::string account_id;   // whose template it is
    std::string template_id;  // "lt-…"
    std::string image_id;     // "ami-…"; not looked up
    bool make_default = true;
    std::string description;
    std::string created_by;  // ARN of the principal it is made for
};

// Everything but the image is taken over from the latest version. When that one has the image
// already, nothing is added and it is the answer, so that a step which is tried again makes one
// version only; it becomes the default if so ordered.
//
// Errors: not_found when the account has no such template here; limit for versions_max.
Result<Version> add_image_version(catalog::Transaction& tx, const ImageVersionOrder& order,
                                  Time now);

}  // namespace amicast::launch_templates
