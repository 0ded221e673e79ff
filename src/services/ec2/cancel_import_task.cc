// CancelImportTask: an import task that has not ended is deleted; its job stops at the next few
// MiB.
#include "imports/task.h"
#include "services/ec2/errors.h"
#include "services/ec2/import_task_request.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

constexpr std::size_t reason_bytes_max = 255;

struct CancelImportTaskInput {
    std::optional<std::string> cancel_reason;
    std::optional<bool> dry_run;
    std::optional<std::string> import_task_id;

    static std::span<const wire::Member> members() {
        using This = CancelImportTaskInput;
        static const wire::Member rows[] = {
            wire::member<&This::cancel_reason>("CancelReason"),
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::import_task_id>("ImportTaskId"),
        };
        return rows;
    }
};

struct CancelImportTaskOutput {
    std::string import_task_id;
    std::string previous_state;
    std::string state;

    static std::span<const wire::Member> members() {
        using This = CancelImportTaskOutput;
        static const wire::Member rows[] = {
            wire::member<&This::import_task_id>("ImportTaskId", {.location_name = "importTaskId"}),
            wire::member<&This::previous_state>("PreviousState",
                                                {.location_name = "previousState"}),
            wire::member<&This::state>("State", {.location_name = "state"}),
        };
        return rows;
    }
};

// The model requires nothing; there is one kind of task, though, and it must be named.
Status check_input(const CancelImportTaskInput& input) {
    if (!input.import_task_id || input.import_task_id->empty())
        return failure(missing_parameter("ImportTaskId"));
    if (input.cancel_reason && input.cancel_reason->size() > reason_bytes_max) {
        return failure(invalid_value(*input.cancel_reason, "CancelReason",
                                     "Expecting at most 255 characters."));
    }
    return check_import_task_id(*input.import_task_id);
}

Result<CancelImportTaskOutput> cancel_import_task(Call& call, const CancelImportTaskInput& input) {
    const std::string& id = *input.import_task_id;
    auto before = call.region.catalog.write_value([&](catalog::Transaction& tx) {
        return imports::cancel_task(tx, call.account(), id, input.cancel_reason.value_or(""));
    });
    if (!before && before.error().kind == ErrorKind::not_found)
        return failure(import_task_unknown(id));
    if (!before && before.error().kind == ErrorKind::conflict)
        return failure(incorrect_state(before.error().message));
    if (!before) return failure(before.error());
    return CancelImportTaskOutput{
        .import_task_id = id,
        .previous_state = std::string(imports::to_string(before->status)),
        .state = std::string(imports::to_string(imports::TaskStatus::deleting))};
}

std::vector<iam::AccessRequest> cancel_import_task_access(Call& call,
                                                          const CancelImportTaskInput& input) {
    return {import_task_access(call, "ec2:CancelImportTask", *input.import_task_id)};
}

}  // namespace

Operation cancel_import_task_operation() {
    return operation<&cancel_import_task, &cancel_import_task_access, &check_input>(
        {.name = "CancelImportTask"});
}

}  // namespace amicast::services::ec2
