// The executor that walks the destinations of a distribution through their state machine. A server
// adds it to the runner of every region it serves, under `distribute_job_kind`.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "distribution/authority.h"
#include "images/region.h"
#include "jobs/queue.h"
#include "transfer/peer.h"

namespace amicast::distribution {

inline constexpr std::string_view distribute_job_kind = "distribute-destination";

// What the executor acts on. Everything outlives it.
struct DistributeParts {
    images::Region& home;  // where DistributeImage was called: its catalog holds the distribution
    const std::map<std::string, images::Region*, std::less<>>& regions;  // the site's, by name
    transfer::Peers& peers;
    Authority& authority;
    Clock& clock;
    Random& random;
    jobs::Notifier& jobs;
    // Whether a destination that would make its AMI public fails, in accounts that did not decide.
    bool block_public_access = false;
    // Those that have a store which disk images can be written to.
    std::set<std::string, std::less<>> exporting_regions = {};
};

// Errors of its runs: a destination that cannot work fails by itself and leaves the others alone;
// what may work later (a peer that does not answer) is retried by the runner's rules.
std::unique_ptr<jobs::Executor> make_distribute_executor(const DistributeParts& parts);

}  // namespace amicast::distribution
