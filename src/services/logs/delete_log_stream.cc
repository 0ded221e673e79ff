// DeleteLogStream: gone at once with its events; the space comes back behind the answer.
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct DeleteLogStreamInput {
    std::string log_group_name;
    std::string log_stream_name;

    static std::span<const wire::Member> members() {
        using This = DeleteLogStreamInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName", group_name),
            wire::member<&This::log_stream_name>("logStreamName", stream_name),
        };
        return rows;
    }
};

Result<NoOutput> delete_log_stream(Call& call, const DeleteLogStreamInput& input) {
    Status deleted = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto group = require_group(call, tx, input.log_group_name);
        if (!group) return failure(group.error());
        if (group->is_protected) return failure(deletion_protected(group->name));
        auto stream = require_stream(tx, *group, input.log_stream_name);
        if (!stream) return failure(stream.error());
        return logs::erase_stream(tx, *stream);
    });
    if (!deleted) return failure(deleted.error());
    return NoOutput();
}

AccessRequests delete_log_stream_access(Call& call, const DeleteLogStreamInput& input) {
    return {on_stream(call, "DeleteLogStream", input.log_group_name, input.log_stream_name)};
}

}  // namespace

Operation delete_log_stream_operation() {
    return operation<&delete_log_stream, &delete_log_stream_access>(
        {.name = "DeleteLogStream",
         .errors = "InvalidParameterException ResourceNotFoundException OperationAbortedException "
                   "ServiceUnavailableException ValidationException"});
}

}  // namespace amicast::services::logs_api
