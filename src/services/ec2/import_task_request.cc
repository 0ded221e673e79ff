#include "services/ec2/import_task_request.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "services/ec2/access.h"
#include "services/ec2/errors.h"

namespace amicast::services::ec2 {

Status check_import_task_id(std::string_view id) {
    if (is_resource_id(id, imports::task_id_prefix)) return {};
    return failure(invalid_value(id, "importTaskId", "Expected: 'import-ami-...'."));
}

Result<imports::Task> find_import_task(catalog::Transaction& tx, const Call& call,
                                       const std::string& id) {
    auto task = imports::find_task(tx, call.account(), id);
    if (!task && task.error().kind == ErrorKind::not_found) return failure(import_task_unknown(id));
    return task;
}

iam::AccessRequest import_task_access(Call& call, std::string_view action, const std::string& id) {
    iam::AccessRequest asked{
        .action = std::string(action),
        .resource = import_task_arn(call, id.empty() ? "*" : std::string_view(id)),
        .context = region_context(call)};
    if (id.empty()) return asked;
    (void)call.region.catalog.read([&](catalog::Transaction& tx) -> Status {
        auto task = imports::find_task(tx, call.account(), id);
        if (task) add_resource_tags(task->tags, asked.context);
        return {};
    });
    return asked;
}

}  // namespace amicast::services::ec2
