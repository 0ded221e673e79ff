// Secret access keys: 40 characters of the base64 alphabet, as AWS makes them.
#pragma once

#include <string>

#include "base/random.h"

namespace amicast::iam {

std::string new_secret(Random& random);

}  // namespace amicast::iam
