// The comparison operators of policy conditions, by name.
#pragma once

#include <string_view>

#include "iam/condition.h"

namespace amicast::iam {

// Null when there is no such operator. Names are compared without regard to case, as IAM does.
const OperatorRow* find_operator(std::string_view name);

}  // namespace amicast::iam
