// ResetSnapshotAttribute: takes away all permissions to create volumes from the snapshot.
#include <optional>
#include <string>
#include <vector>

#include "images/permissions.h"
#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct ResetSnapshotAttributeInput {
    std::string attribute;
    std::string snapshot_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = ResetSnapshotAttributeInput;
        static const wire::Member rows[] = {
            wire::member<&This::attribute>(
                "Attribute", {.required = true, .one_of = "productCodes createVolumePermission"}),
            wire::member<&This::snapshot_id>("SnapshotId", {.required = true}),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
        };
        return rows;
    }
};

Status check_input(const ResetSnapshotAttributeInput& input) {
    if (input.attribute == "createVolumePermission") return {};
    return failure(
        unsupported_operation("Product codes cannot be reset: this server has no marketplace"));
}

Result<NoOutput> reset_snapshot_attribute(Call& call, const ResetSnapshotAttributeInput& input) {
    Viewer viewer(call);
    Status reset = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto snapshot = find_owned_snapshot(tx, viewer, input.snapshot_id);
        if (!snapshot) return failure(snapshot.error());
        return images::revoke_all(tx, snapshot->id);
    });
    if (!reset) return failure(reset.error());
    return NoOutput();
}

std::vector<iam::AccessRequest> reset_snapshot_attribute_access(
    Call& call, const ResetSnapshotAttributeInput& input) {
    iam::AccessRequest asked =
        snapshot_access(call, "ec2:ResetSnapshotAttribute", input.snapshot_id);
    asked.context["ec2:Attribute"] = {input.attribute};
    return {std::move(asked)};
}

}  // namespace

Operation reset_snapshot_attribute_operation() {
    return operation<&reset_snapshot_attribute, &reset_snapshot_attribute_access, &check_input>(
        {.name = "ResetSnapshotAttribute"});
}

}  // namespace amicast::services::ec2
