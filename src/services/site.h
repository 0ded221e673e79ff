// One deployment: the regions it serves and what is global to it. Built by server/, used by
// handlers.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "images/region.h"
#include "jobs/queue.h"

namespace amicast::iam {
class IdentityStore;
class SessionTokens;
class Authorizer;
}  // namespace amicast::iam
namespace amicast::keys {
class RootKey;
}
namespace amicast::transfer {
class Peers;
}

namespace amicast::services {

struct Site {
    Clock& clock;
    Random& random;
    const keys::RootKey& root_key;
    iam::IdentityStore& identity;
    iam::SessionTokens& sessions;
    iam::Authorizer& authorizer;
    transfer::Peers& peers;
    jobs::Notifier& jobs;  // wakes the runner after a transaction that enqueued a job
    std::map<std::string, images::Region*, std::less<>> regions;  // by name; owned by server/
    // Refuses new public sharing of images and snapshots, in every account: AWS's default for new
    // accounts, where it is a setting of each account and region.
    bool block_public_access = true;

    // Null when this site does not serve it.
    images::Region* find_region(std::string_view name) const {
        auto found = regions.find(name);
        return found == regions.end() ? nullptr : found->second;
    }
};

}  // namespace amicast::services
