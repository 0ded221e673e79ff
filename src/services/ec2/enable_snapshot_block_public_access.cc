// EnableSnapshotBlockPublicAccess: snapshots of the account cannot be made public here any more;
// with block-all-sharing those that are look private until it is lifted.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/operations.h"
#include "services/ec2/public_access.h"

namespace amicast::services::ec2 {
namespace {

struct EnableSnapshotBlockPublicAccessInput {
    std::string state;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = EnableSnapshotBlockPublicAccessInput;
        static const wire::Member rows[] = {
            wire::member<&This::state>(
                "State",
                {.required = true, .one_of = "block-all-sharing block-new-sharing unblocked"}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct EnableSnapshotBlockPublicAccessOutput {
    std::string state;

    static std::span<const wire::Member> members() {
        using This = EnableSnapshotBlockPublicAccessOutput;
        static const wire::Member rows[] = {
            wire::member<&This::state>("State", {.location_name = "state"}),
        };
        return rows;
    }
};

Status check_input(const EnableSnapshotBlockPublicAccessInput& input) {
    if (input.state != "unblocked") return {};
    return failure(invalid_value(input.state, "State",
                                 "Expecting block-all-sharing or block-new-sharing; "
                                 "DisableSnapshotBlockPublicAccess unblocks."));
}

Result<EnableSnapshotBlockPublicAccessOutput> enable_snapshot_block_public_access(
    Call& call, const EnableSnapshotBlockPublicAccessInput& input) {
    auto state = write_public_access(call, images::PublicKind::snapshot,
                                     input.state == "block-all-sharing"
                                         ? images::PublicAccess::block_all_sharing
                                         : images::PublicAccess::block_new_sharing);
    if (!state) return failure(state.error());
    return EnableSnapshotBlockPublicAccessOutput{.state = std::string(images::to_string(*state))};
}

std::vector<iam::AccessRequest> enable_snapshot_block_public_access_access(
    Call& call, const EnableSnapshotBlockPublicAccessInput&) {
    return unscoped_access(call, "ec2:EnableSnapshotBlockPublicAccess");
}

}  // namespace

Operation enable_snapshot_block_public_access_operation() {
    return operation<&enable_snapshot_block_public_access,
                     &enable_snapshot_block_public_access_access, &check_input>(
        {.name = "EnableSnapshotBlockPublicAccess"});
}

}  // namespace amicast::services::ec2
