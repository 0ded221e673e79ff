// DeleteLogGroup: gone at once with its streams and events; the space comes back behind the answer.
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct DeleteLogGroupInput {
    std::string log_group_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteLogGroupInput::log_group_name>("logGroupName", group_name),
        };
        return rows;
    }
};

Result<NoOutput> delete_log_group(Call& call, const DeleteLogGroupInput& input) {
    Status deleted = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto group = require_group(call, tx, input.log_group_name);
        if (!group) return failure(group.error());
        if (group->is_protected) return failure(deletion_protected(group->name));
        return logs::erase_group(tx, *group);
    });
    if (!deleted) return failure(deleted.error());
    return NoOutput();
}

AccessRequests delete_log_group_access(Call& call, const DeleteLogGroupInput& input) {
    return {on_group(call, "DeleteLogGroup", input.log_group_name)};
}

}  // namespace

Operation delete_log_group_operation() {
    return operation<&delete_log_group, &delete_log_group_access>(
        {.name = "DeleteLogGroup",
         .errors = "InvalidParameterException ResourceNotFoundException OperationAbortedException "
                   "ServiceUnavailableException ValidationException"});
}

}  // namespace amicast::services::logs_api
