// The keys that services make for an account, before they are made: their aliases exist in every
// account from the beginning.
#pragma once

#include <string_view>

#include "keys/lifecycle.h"
#include "services/call.h"

namespace amicast::services::kms {

inline constexpr const keys::ServiceKey* service_keys[] = {&keys::ebs_key, &keys::ssm_key};

// Makes the caller's key of a service when `text` is its alias (name or ARN) and there is none.
// That takes no permission: it is everybody's to make, and its policy lets nobody do more for it.
// Failure leaves things as they are, for the lookup that follows to report.
void make_service_key_named(Call& call, std::string_view text);

}  // namespace amicast::services::kms
