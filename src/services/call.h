// What an operation's function is given: who calls, where, when, and the parts it may use.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "iam/principal.h"
#include "services/site.h"

namespace amicast::services {

struct Call {
    Site& site;
    images::Region& region;  // of the credential scope; for global services: where the call arrived
    const iam::Principal& caller;
    Time now;
    Random& random;
    std::string request_id;
    bool secure = false;
    std::string remote_address;
    std::string user_agent;
    // What an operation's access rule looked up and its function needs again, in the operation's
    // own type; empty when the rule did not run or found nothing.
    std::shared_ptr<void> found{};

    const std::string& account() const { return caller.account_id; }
};

}  // namespace amicast::services
