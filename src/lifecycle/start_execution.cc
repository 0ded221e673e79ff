// Writes executions, their images and jobs.
#include "lifecycle/start_execution.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "jobs/queue.h"
#include "lifecycle/executors.h"

namespace amicast::lifecycle {
namespace {

Status enqueue(catalog::Transaction& tx, std::string_view kind, std::string_view account_id,
               const std::string& subject, Time not_before, Time now) {
    auto job = jobs::enqueue(tx,
                             {.kind = std::string(kind),
                              .account_id = std::string(account_id),
                              .subject = subject,
                              .payload = subject,
                              .not_before = not_before},
                             now);
    if (!job) return failure(job.error());
    return {};
}

Status insert_images(catalog::Transaction& tx, const Execution& execution,
                     const ExecutionOrder& order, Time now) {
    std::int64_t position = 0;
    for (const ExecutionOrder::Image& image : order.images) {
        Resource resource;
        resource.execution_id = execution.id;
        resource.position = position++;
        resource.resource_id = image.build.arn(order.home_region);
        resource.image_id = image.build.id();
        resource.account_id = order.account_id;
        resource.region = order.home_region;
        resource.rule = image.rule;
        resource.action_reason = image.reason;
        resource.started = now;
        Status inserted = insert(tx, resource);
        if (!inserted) return inserted;
    }
    return {};
}

}  // namespace

std::string policy_key(std::string_view account_id, std::string_view slug) {
    return fmt::format("{}/{}", account_id, slug);
}

Result<Execution> start_execution(catalog::Transaction& tx, const ExecutionOrder& order, Time now,
                                  Random& random) {
    Execution execution;
    execution.id = "lce-" + new_uuid(random);
    execution.account_id = order.account_id;
    execution.policy_slug = order.policy_slug;
    execution.execution_role = order.execution_role;
    execution.rules = order.rules;
    execution.started = now;
    Status written = insert(tx, execution);
    if (written) written = insert_images(tx, execution, order, now);
    if (written)
        written = enqueue(tx, execution_job_kind, order.account_id, execution.id, order.begin, now);
    if (!written) return failure(written.error());
    return execution;
}

Status cancel_execution(catalog::Transaction& tx, const Execution& execution, Time now) {
    if (is_final(execution.status)) {
        return failure(ErrorKind::conflict,
                       fmt::format("The lifecycle execution {} is {} and cannot be cancelled any "
                                   "more.",
                                   execution.id, to_string(execution.status)));
    }
    Execution changed = execution;
    if (execution.status != ExecutionStatus::pending) {
        changed.status = ExecutionStatus::cancelling;
        return update(tx, changed);
    }
    auto removed = jobs::cancel(tx, execution_job_kind, execution.id);
    if (!removed) return failure(removed.error());
    changed.status = ExecutionStatus::cancelled;
    changed.ended = now;
    return update(tx, changed);
}

Status schedule(catalog::Transaction& tx, const Policy& policy, Time first, Time now) {
    return enqueue(tx, policy_job_kind, policy.account_id,
                   policy_key(policy.account_id, policy.slug), first, now);
}

Status unschedule(catalog::Transaction& tx, const Policy& policy) {
    auto removed = jobs::cancel(tx, policy_job_kind, policy_key(policy.account_id, policy.slug));
    if (!removed) return failure(removed.error());
    return {};
}

}  // namespace amicast::lifecycle
