// The executors of this room. A server adds both to the runner of every region it serves.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "images/region.h"
#include "jobs/queue.h"
#include "lifecycle/authority.h"

namespace amicast::lifecycle {

inline constexpr std::string_view policy_job_kind = "lifecycle-policy";
inline constexpr std::string_view execution_job_kind = "lifecycle-execution";

// What the executors act on. Everything outlives them.
struct LifecycleParts {
    images::Region& home;  // its catalog holds images, policies and executions
    const std::map<std::string, images::Region*, std::less<>>& regions;  // the site's, by name
    Authority& authority;
    Clock& clock;
    Random& random;
    jobs::Notifier& jobs;
    Duration interval{};  // between two runs of a policy
};

// Runs the job of one policy: each time begins an execution and goes on waiting. Ends when the
// policy is disabled or gone.
std::unique_ptr<jobs::Executor> make_policy_executor(const LifecycleParts& parts);
// Carries one execution out. What was done to a resource is written when it is done, and is not
// done again after a crash.
std::unique_ptr<jobs::Executor> make_execution_executor(const LifecycleParts& parts);

}  // namespace amicast::lifecycle
