// Executions of the life cycle, found and shown.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/access.h"
#include "lifecycle/execution.h"
#include "services/call.h"
#include "services/imagebuilder/lifecycle_shapes.h"

namespace amicast::services::imagebuilder {

// The account's execution of that id. ResourceNotFoundException when it has none.
Result<lifecycle::Execution> find_lifecycle_execution(const Call& call, catalog::Transaction& tx,
                                                      std::string_view id);
// `imagebuilder:<operation>` on it.
iam::AccessRequest on_lifecycle_execution(const Call& call, std::string_view operation,
                                          std::string_view id);

Result<LifecycleExecution> show_execution(const Call& call, catalog::Transaction& tx,
                                          const lifecycle::Execution& execution);
LifecycleState show_state(const lifecycle::Execution& execution);
LifecycleResource show_resource(const lifecycle::Execution& execution,
                                const lifecycle::Resource& resource);

}  // namespace amicast::services::imagebuilder
