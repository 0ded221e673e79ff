// The operations of this service, each defined in the file of its name.
#pragma once

#include "services/operation.h"

namespace amicast::services::ebs {

Operation complete_snapshot_operation();
Operation get_snapshot_block_operation();
Operation list_changed_blocks_operation();
Operation list_snapshot_blocks_operation();
Operation put_snapshot_block_operation();
Operation start_snapshot_operation();

}  // namespace amicast::services::ebs
