// Other names for principals in the text of a policy.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace amicast::iam {

// The policy with `to` wherever the Principal element of a statement names `from` under "AWS".
Result<std::string> with_principal_replaced(std::string_view policy, std::string_view from,
                                            std::string_view to);

}  // namespace amicast::iam
