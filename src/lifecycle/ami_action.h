// One action on one AMI, in the catalog of its region.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "lifecycle/execution.h"
#include "lifecycle/executors.h"
#include "lifecycle/rule.h"

namespace amicast::lifecycle {

struct AmiTarget {
    std::string account_id;      // whose image and execution role it is
    std::string execution_role;  // of that account
    std::string region;
    std::string owner_id;  // of the AMI
    std::string ami_id;
};

struct AmiOutcome {
    ResourceStatus status = ResourceStatus::success;
    std::optional<std::string> reason;
    std::vector<SnapshotOutcome> snapshots;
};

// Does what the rule says, once: repeated, it finds nothing left to do. What the rule's exclusions
// spare is `skipped`, what cannot be done `failed`, both with the reason. Errors only when a
// catalog or identity cannot be read or written now.
Result<AmiOutcome> act_on_ami(const LifecycleParts& parts, const Rule& rule,
                              const AmiTarget& target);

}  // namespace amicast::lifecycle
