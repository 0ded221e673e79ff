// From rows to wire structs.
#include "services/imagebuilder/lifecycle_view.h"

#include <fmt/format.h>

#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/lifecycle_rules.h"

namespace amicast::services::imagebuilder {

Result<lifecycle::Execution> find_lifecycle_execution(const Call& call, catalog::Transaction& tx,
                                                      std::string_view id) {
    auto execution = lifecycle::find_execution(tx, id);
    bool missing = !execution && execution.error().kind == ErrorKind::not_found;
    if (!execution && !missing) return execution;
    if (missing || execution->account_id != call.account())
        return failure(not_found(fmt::format("The lifecycle execution {} does not exist.", id)));
    return execution;
}

iam::AccessRequest on_lifecycle_execution(const Call& call, std::string_view operation,
                                          std::string_view id) {
    return {.action = fmt::format("imagebuilder:{}", operation),
            .resource = fmt::format("arn:aws:imagebuilder:{}:{}:lifecycle-execution/{}",
                                    call.region.name, call.account(), id),
            .context = {}};
}

LifecycleState show_state(const lifecycle::Execution& execution) {
    return {.status = std::string(lifecycle::to_string(execution.status)),
            .reason = execution.reason};
}

Result<LifecycleExecution> show_execution(const Call& call, catalog::Transaction& tx,
                                          const lifecycle::Execution& execution) {
    auto touched = lifecycle::has_resources(tx, execution.id);
    if (!touched) return failure(touched.error());
    LifecycleExecution shown;
    shown.lifecycle_execution_id = execution.id;
    if (!execution.policy_slug.empty()) {
        shown.lifecycle_policy_arn =
            lifecycle_policy_arn(call.region.name, execution.account_id, execution.policy_slug);
    }
    shown.resources_impacted_summary.has_impacted_resources = *touched;
    shown.state = show_state(execution);
    shown.start_time = execution.started;
    shown.end_time = execution.ended;
    return shown;
}

LifecycleResource show_resource(const lifecycle::Execution& execution,
                                const lifecycle::Resource& resource) {
    LifecycleResource shown;
    shown.account_id = resource.account_id;
    shown.resource_id = resource.resource_id;
    shown.state = {.status = std::string(lifecycle::to_string(resource.status)),
                   .reason = resource.reason};
    if (resource.rule < execution.rules.size())
        shown.action.name = lifecycle::to_string(execution.rules[resource.rule].action);
    if (!resource.action_reason.empty()) shown.action.reason = resource.action_reason;
    shown.region = resource.region;
    for (const lifecycle::SnapshotOutcome& snapshot : resource.snapshots) {
        shown.snapshots.push_back(
            {.snapshot_id = snapshot.snapshot_id,
             .state = {.status = std::string(lifecycle::to_string(snapshot.status)),
                       .reason = snapshot.reason}});
    }
    shown.start_time = resource.started;
    shown.end_time = resource.ended;
    return shown;
}

}  // namespace amicast::services::imagebuilder
