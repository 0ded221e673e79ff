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
class Keyring;
class RootKey;
}  // namespace amicast::keys
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
    // The KMS keys of the same regions; also owned by server/.
    std::map<std::string, keys::Keyring*, std::less<>> keyrings = {};
    // Refuses new public sharing of images and snapshots (AWS's default for new accounts) in
    // accounts that did not decide for themselves: it is a setting of each account and region.
    bool block_public_access = true;

    // Both are null when this site does not serve the region.
    images::Region* find_region(std::string_view name) const {
        auto found = regions.find(name);
        return found == regions.end() ? nullptr : found->second;
    }
    keys::Keyring* find_keyring(std::string_view region) const {
        auto found = keyrings.find(region);
        return found == keyrings.end() ? nullptr : found->second;
    }
};

}  // namespace amicast::services
