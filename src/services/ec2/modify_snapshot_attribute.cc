// ModifySnapshotAttribute: who may create volumes from a snapshot the caller owns. Takes the same
// three ways of writing as ModifyImageAttribute.
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/ids.h"
#include "services/ec2/access.h"
#include "services/ec2/encrypted_sharing.h"
#include "services/ec2/errors.h"
#include "services/ec2/launch_permission.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/public_access.h"

namespace amicast::services::ec2 {
namespace {

using images::Grantee;

struct CreateVolumePermissionModifications {
    std::vector<CreateVolumePermission> add;
    std::vector<CreateVolumePermission> remove;

    static std::span<const wire::Member> members() {
        using This = CreateVolumePermissionModifications;
        static const wire::Member rows[] = {
            wire::member<&This::add>("Add"),
            wire::member<&This::remove>("Remove"),
        };
        return rows;
    }
};

struct ModifySnapshotAttributeInput {
    std::optional<std::string> attribute;
    std::optional<CreateVolumePermissionModifications> create_volume_permission;
    std::vector<std::string> group_names;
    std::optional<std::string> operation_type;
    std::string snapshot_id;
    std::vector<std::string> user_ids;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = ModifySnapshotAttributeInput;
        static const wire::Member rows[] = {
            wire::member<&This::attribute>("Attribute",
                                           {.one_of = "productCodes createVolumePermission"}),
            wire::member<&This::create_volume_permission>("CreateVolumePermission"),
            wire::member<&This::group_names>("GroupNames", {.location_name = "UserGroup"}),
            wire::member<&This::operation_type>("OperationType", {.one_of = "add remove"}),
            wire::member<&This::snapshot_id>("SnapshotId", {.required = true}),
            wire::member<&This::user_ids>("UserIds", {.location_name = "UserId"}),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
        };
        return rows;
    }
};

constexpr std::size_t changes_max = 500;    // AWS's bound for one call
constexpr std::size_t grantees_max = 1000;  // the same quota as for images

Result<Grantee> read_user(const std::string& user_id) {
    if (!is_account_id(user_id)) return failure(user_id_malformed(user_id));
    return Grantee{.kind = Grantee::Kind::user, .value = user_id};
}

Result<Grantee> read_group(const std::string& group) {
    if (group != "all") return failure(invalid_value(group, "group", "Expecting all."));
    return Grantee{.kind = Grantee::Kind::group, .value = group};
}

Result<Grantee> read_item(const CreateVolumePermission& item) {
    if (item.user_id.has_value() == item.group.has_value()) {
        return failure(invalid_combination(
            "A create volume permission names exactly one of UserId and Group"));
    }
    return item.user_id ? read_user(*item.user_id) : read_group(*item.group);
}

Status read_structured(const CreateVolumePermissionModifications& modifications,
                       GranteeChanges& out) {
    for (const CreateVolumePermission& item : modifications.add) {
        Result<Grantee> grantee = read_item(item);
        if (!grantee) return failure(grantee.error());
        out.add(std::move(*grantee));
    }
    for (const CreateVolumePermission& item : modifications.remove) {
        Result<Grantee> grantee = read_item(item);
        if (!grantee) return failure(grantee.error());
        out.remove(std::move(*grantee));
    }
    return {};
}

Status take_flat(Result<Grantee> grantee, bool remove, GranteeChanges& out) {
    if (!grantee) return failure(grantee.error());
    if (remove) {
        out.remove(std::move(*grantee));
    } else {
        out.add(std::move(*grantee));
    }
    return {};
}

// Before anything is read: looking for repetitions costs the square of the number.
Status check_size(const ModifySnapshotAttributeInput& input) {
    std::size_t size = input.user_ids.size() + input.group_names.size();
    if (const auto& permissions = input.create_volume_permission)
        size += permissions->add.size() + permissions->remove.size();
    if (size <= changes_max) return {};
    return failure(limit_exceeded(fmt::format(
        "The request changes {} permissions; at most {} are allowed at once", size, changes_max)));
}

Result<GranteeChanges> read_changes(const ModifySnapshotAttributeInput& input) {
    if (input.attribute == "productCodes") {
        return failure(unsupported_operation(
            "Product codes cannot be modified: this server has no marketplace"));
    }
    Status bounded = check_size(input);
    if (!bounded) return failure(bounded.error());
    GranteeChanges changes;
    if (input.create_volume_permission) {
        Status read = read_structured(*input.create_volume_permission, changes);
        if (!read) return failure(read.error());
    }
    bool remove = input.operation_type == "remove";
    for (const std::string& user_id : input.user_ids) {
        Status taken = take_flat(read_user(user_id), remove, changes);
        if (!taken) return failure(taken.error());
    }
    for (const std::string& group : input.group_names) {
        Status taken = take_flat(read_group(group), remove, changes);
        if (!taken) return failure(taken.error());
    }
    if (changes.empty()) return failure(invalid_combination("No attributes specified."));
    if (!changes.added.empty() && !changes.removed.empty()) {
        return failure(
            invalid_combination("Permissions cannot be added and removed in the same request"));
    }
    return changes;
}

Result<NoOutput> modify_snapshot_attribute(Call& call, const ModifySnapshotAttributeInput& input) {
    Result<GranteeChanges> changes = read_changes(input);
    if (!changes) return failure(changes.error());
    Status shareable = check_snapshot_sharing(call, input.snapshot_id, *changes);
    if (!shareable) return failure(shareable.error());
    Viewer viewer(call);
    Status modified = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto snapshot = find_owned_snapshot(tx, viewer, input.snapshot_id);
        if (!snapshot) return failure(snapshot.error());
        Status allowed =
            check_public_sharing(tx, call, images::PublicKind::snapshot, changes->added);
        if (!allowed) return allowed;
        return apply(tx, snapshot->id, *changes, grantees_max);
    });
    if (!modified) return failure(modified.error());
    return NoOutput();
}

void add_grantees(const char* verb, const std::vector<Grantee>& grantees,
                  iam::ConditionContext& context) {
    for (const Grantee& grantee : grantees) {
        const char* kind = grantee.kind == Grantee::Kind::group ? "group" : "userId";
        context[fmt::format("ec2:{}/{}", verb, kind)].push_back(grantee.value);
    }
}

std::vector<iam::AccessRequest> modify_snapshot_attribute_access(
    Call& call, const ModifySnapshotAttributeInput& input) {
    iam::AccessRequest asked =
        snapshot_access(call, "ec2:ModifySnapshotAttribute", input.snapshot_id);
    asked.context["ec2:Attribute"] = {input.attribute.value_or("createVolumePermission")};
    if (auto changes = read_changes(input)) {
        add_grantees("Add", changes->added, asked.context);
        add_grantees("Remove", changes->removed, asked.context);
    }
    return {std::move(asked)};
}

}  // namespace

Operation modify_snapshot_attribute_operation() {
    return operation<&modify_snapshot_attribute, &modify_snapshot_attribute_access>(
        {.name = "ModifySnapshotAttribute"});
}

}  // namespace amicast::services::ec2
