// DescribeSnapshotAttribute: who may create volumes from a snapshot; for its owner.
#include <optional>
#include <string>
#include <vector>

#include "images/permissions.h"
#include "services/ec2/access.h"
#include "services/ec2/launch_permission.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/shapes.h"

namespace amicast::services::ec2 {
namespace {

struct DescribeSnapshotAttributeInput {
    std::string attribute;
    std::string snapshot_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = DescribeSnapshotAttributeInput;
        static const wire::Member rows[] = {
            wire::member<&This::attribute>(
                "Attribute", {.required = true, .one_of = "productCodes createVolumePermission"}),
            wire::member<&This::snapshot_id>("SnapshotId", {.required = true}),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
        };
        return rows;
    }
};

struct DescribeSnapshotAttributeOutput {
    std::optional<std::vector<ProductCode>> product_codes;
    std::string snapshot_id;
    std::optional<std::vector<CreateVolumePermission>> create_volume_permissions;

    static std::span<const wire::Member> members() {
        using This = DescribeSnapshotAttributeOutput;
        static const wire::Member rows[] = {
            wire::member<&This::product_codes>(
                "ProductCodes", {.location_name = "productCodes", .keep_empty = true}),
            wire::member<&This::snapshot_id>("SnapshotId", {.location_name = "snapshotId"}),
            wire::member<&This::create_volume_permissions>(
                "CreateVolumePermissions",
                {.location_name = "createVolumePermission", .keep_empty = true}),
        };
        return rows;
    }
};

Result<DescribeSnapshotAttributeOutput> describe(catalog::Transaction& tx, Call& call,
                                                 const DescribeSnapshotAttributeInput& input) {
    Viewer viewer(call);
    auto snapshot = find_owned_snapshot(tx, viewer, input.snapshot_id);
    if (!snapshot) return failure(snapshot.error());
    DescribeSnapshotAttributeOutput output;
    output.snapshot_id = snapshot->id;
    if (input.attribute == "productCodes") {
        output.product_codes.emplace();
        return output;
    }
    auto grantees = images::find_grantees(tx, snapshot->id);
    if (!grantees) return failure(grantees.error());
    auto& permissions = output.create_volume_permissions.emplace();
    for (const images::Grantee& grantee : *grantees)
        permissions.push_back(to_create_volume_permission(grantee));
    return output;
}

Result<DescribeSnapshotAttributeOutput> describe_snapshot_attribute(
    Call& call, const DescribeSnapshotAttributeInput& input) {
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return describe(tx, call, input); });
}

std::vector<iam::AccessRequest> describe_snapshot_attribute_access(
    Call& call, const DescribeSnapshotAttributeInput& input) {
    iam::AccessRequest asked =
        snapshot_access(call, "ec2:DescribeSnapshotAttribute", input.snapshot_id);
    asked.context["ec2:Attribute"] = {input.attribute};
    return {std::move(asked)};
}

}  // namespace

Operation describe_snapshot_attribute_operation() {
    return operation<&describe_snapshot_attribute, &describe_snapshot_attribute_access>(
        {.name = "DescribeSnapshotAttribute"});
}

}  // namespace amicast::services::ec2
