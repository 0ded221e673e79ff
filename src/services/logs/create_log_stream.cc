// CreateLogStream.
#include "services/logs/access.h"
#include "services/logs/constraints.h"
#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services::logs_api {
namespace {

struct CreateLogStreamInput {
    std::string log_group_name;
    std::string log_stream_name;

    static std::span<const wire::Member> members() {
        using This = CreateLogStreamInput;
        static const wire::Member rows[] = {
            wire::member<&This::log_group_name>("logGroupName", group_name),
            wire::member<&This::log_stream_name>("logStreamName", stream_name),
        };
        return rows;
    }
};

Result<NoOutput> create_log_stream(Call& call, const CreateLogStreamInput& input) {
    Status created = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto group = require_group(call, tx, input.log_group_name);
        if (!group) return failure(group.error());
        auto stream = logs::create_stream(tx, *group, input.log_stream_name, call.now);
        if (!stream) return failure(stream.error());
        return {};
    });
    if (!created && is_conflict(created.error()))
        return failure(already_exists(created.error().message));
    if (!created) return failure(created.error());
    return NoOutput();
}

AccessRequests create_log_stream_access(Call& call, const CreateLogStreamInput& input) {
    return {on_stream(call, "CreateLogStream", input.log_group_name, input.log_stream_name)};
}

}  // namespace

Operation create_log_stream_operation() {
    return operation<&create_log_stream, &create_log_stream_access>(
        {.name = "CreateLogStream",
         .errors = "InvalidParameterException ResourceAlreadyExistsException "
                   "ResourceNotFoundException ServiceUnavailableException"});
}

}  // namespace amicast::services::logs_api
