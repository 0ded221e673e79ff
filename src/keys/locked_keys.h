// Keys that lie in a region and cannot be opened, because the site's root key is not at hand.
#pragma once

#include "keys/domain_keys.h"

namespace amicast::keys {

// Every question is `denied`. Lives as long as the process.
DomainKeys& locked_keys();

}  // namespace amicast::keys
