// GetSnapshotBlockPublicAccessState: whether the account's snapshots may be public here.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/operations.h"
#include "services/ec2/public_access.h"

namespace amicast::services::ec2 {
namespace {

struct GetSnapshotBlockPublicAccessStateInput {
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = GetSnapshotBlockPublicAccessStateInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct GetSnapshotBlockPublicAccessStateOutput {
    std::string state;
    std::string managed_by = "account";

    static std::span<const wire::Member> members() {
        using This = GetSnapshotBlockPublicAccessStateOutput;
        static const wire::Member rows[] = {
            wire::member<&This::state>("State", {.location_name = "state"}),
            wire::member<&This::managed_by>("ManagedBy", {.location_name = "managedBy"}),
        };
        return rows;
    }
};

Result<GetSnapshotBlockPublicAccessStateOutput> get_snapshot_block_public_access_state(
    Call& call, const GetSnapshotBlockPublicAccessStateInput&) {
    auto state = read_public_access(call, images::PublicKind::snapshot);
    if (!state) return failure(state.error());
    return GetSnapshotBlockPublicAccessStateOutput{.state = std::string(images::to_string(*state))};
}

std::vector<iam::AccessRequest> get_snapshot_block_public_access_state_access(
    Call& call, const GetSnapshotBlockPublicAccessStateInput&) {
    return unscoped_access(call, "ec2:GetSnapshotBlockPublicAccessState");
}

}  // namespace

Operation get_snapshot_block_public_access_state_operation() {
    return operation<&get_snapshot_block_public_access_state,
                     &get_snapshot_block_public_access_state_access>(
        {.name = "GetSnapshotBlockPublicAccessState"});
}

}  // namespace amicast::services::ec2
