// Walking the parameters of an account in order of their names.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "parameters/parameter.h"

namespace amicast::parameters {

struct Selection {
    std::string account_id;
    std::string prefix;      // names that begin with it
    bool one_level = false;  // without those that have a slash behind the prefix
    std::string after;       // names greater than this
};
// False ends the walk. Runs between statements, so it may query on its own.
using OnParameter = std::function<Result<bool>(const ParameterVersion&)>;

// Visits the current version of each. Whole subtrees that `one_level` leaves out cost one look.
Status each_parameter(catalog::Transaction& tx, const Selection& selection,
                      const OnParameter& visit);

// What lies below "/a/b" (or "/a/b/", or "/") has this in front of its name.
std::string prefix_of_path(std::string_view path);

}  // namespace amicast::parameters
