// Beginning an execution, and the job that looks after a policy: rows and jobs appear in the
// caller's transaction, together or not at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"
#include "lifecycle/execution.h"
#include "lifecycle/policy.h"

namespace amicast::lifecycle {

struct ExecutionOrder {
    std::string account_id;
    std::string home_region;
    std::string policy_slug;  // empty: without a policy
    std::string execution_role;
    std::vector<Rule> rules;
    struct Image {
        distribution::ImageBuild build;
        std::size_t rule = 0;
        std::string reason;  // why it was chosen
    };
    std::vector<Image> images;  // in the order in which they are acted on
    Time begin{};               // not before this
};

// The new execution, status PENDING. The caller wakes the home region's runner after the commit.
Result<Execution> start_execution(catalog::Transaction& tx, const ExecutionOrder& order, Time now,
                                  Random& random);

// Asks an execution to stop: one that has not begun ends at once, one that runs when it has
// finished the image at hand. `conflict` when it has ended already.
Status cancel_execution(catalog::Transaction& tx, const Execution& execution, Time now);

// Begins to run the policy regularly, not before `first` and when it is due; or stops it.
Status schedule(catalog::Transaction& tx, const Policy& policy, Time first, Time now);
Status unschedule(catalog::Transaction& tx, const Policy& policy);

// "<account>/<slug>": the subject of the policy's job and its payload.
std::string policy_key(std::string_view account_id, std::string_view slug);

}  // namespace amicast::lifecycle
