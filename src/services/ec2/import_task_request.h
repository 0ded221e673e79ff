// How requests name import tasks, and what the policies are asked about them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/access.h"
#include "imports/task.h"
#include "services/call.h"

namespace amicast::services::ec2 {

// "import-ami-" and 8 or 17 hexadecimal digits. InvalidParameterValue.
Status check_import_task_id(std::string_view id);
// The caller's; InvalidConversionTaskId for one that is not known, or another account's.
Result<imports::Task> find_import_task(catalog::Transaction& tx, const Call& call,
                                       const std::string& id);

// An existing task, with its tags; empty: the one that a request will create.
iam::AccessRequest import_task_access(Call& call, std::string_view action, const std::string& id);

}  // namespace amicast::services::ec2
