// DeleteSnapshot: refused while a registered image lists the snapshot, whatever device it backs.
#include <optional>
#include <string>

#include "services/ec2/access.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/snapshot_removal.h"

namespace amicast::services::ec2 {
namespace {

struct DeleteSnapshotInput {
    std::string snapshot_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = DeleteSnapshotInput;
        static const wire::Member rows[] = {
            wire::member<&This::snapshot_id>("SnapshotId", {.required = true}),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
        };
        return rows;
    }
};

Result<NoOutput> delete_snapshot(Call& call, const DeleteSnapshotInput& input) {
    Viewer viewer(call);
    Status deleted = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto snapshot = find_owned_snapshot(tx, viewer, input.snapshot_id);
        if (!snapshot) return failure(snapshot.error());
        return remove_snapshot(tx, *snapshot);
    });
    if (!deleted) return failure(deleted.error());
    return NoOutput();
}

std::vector<iam::AccessRequest> delete_snapshot_access(Call& call,
                                                       const DeleteSnapshotInput& input) {
    return {snapshot_access(call, "ec2:DeleteSnapshot", input.snapshot_id)};
}

}  // namespace

Operation delete_snapshot_operation() {
    return operation<&delete_snapshot, &delete_snapshot_access>({.name = "DeleteSnapshot"});
}

}  // namespace amicast::services::ec2
