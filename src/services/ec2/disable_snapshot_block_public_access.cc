// DisableSnapshotBlockPublicAccess: snapshots of the account may be public here.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/operations.h"
#include "services/ec2/public_access.h"

namespace amicast::services::ec2 {
namespace {

struct DisableSnapshotBlockPublicAccessInput {
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = DisableSnapshotBlockPublicAccessInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct DisableSnapshotBlockPublicAccessOutput {
    std::string state;

    static std::span<const wire::Member> members() {
        using This = DisableSnapshotBlockPublicAccessOutput;
        static const wire::Member rows[] = {
            wire::member<&This::state>("State", {.location_name = "state"}),
        };
        return rows;
    }
};

Result<DisableSnapshotBlockPublicAccessOutput> disable_snapshot_block_public_access(
    Call& call, const DisableSnapshotBlockPublicAccessInput&) {
    auto state =
        write_public_access(call, images::PublicKind::snapshot, images::PublicAccess::unblocked);
    if (!state) return failure(state.error());
    return DisableSnapshotBlockPublicAccessOutput{.state = std::string(images::to_string(*state))};
}

std::vector<iam::AccessRequest> disable_snapshot_block_public_access_access(
    Call& call, const DisableSnapshotBlockPublicAccessInput&) {
    return unscoped_access(call, "ec2:DisableSnapshotBlockPublicAccess");
}

}  // namespace

Operation disable_snapshot_block_public_access_operation() {
    return operation<&disable_snapshot_block_public_access,
                     &disable_snapshot_block_public_access_access>(
        {.name = "DisableSnapshotBlockPublicAccess"});
}

}  // namespace amicast::services::ec2
