// DeregisterImage: in whatever state the image is, unless it is protected. Of a pending copy it is
// the way to cancel it. Its snapshots stay unless DeleteAssociatedSnapshots asks for their removal.
#include <optional>
#include <string>
#include <vector>

#include "distribution/copy_image.h"
#include "iam/authorizer.h"
#include "iam/identity_store.h"
#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/snapshot_removal.h"
#include "telemetry/log.h"

namespace amicast::services::ec2 {
namespace {

struct DeregisterImageInput {
    std::string image_id;
    std::optional<bool> delete_associated_snapshots;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = DeregisterImageInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::delete_associated_snapshots>("DeleteAssociatedSnapshots"),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
        };
        return rows;
    }
};

struct DeleteSnapshotResult {
    std::string snapshot_id;
    std::string return_code;

    static std::span<const wire::Member> members() {
        using This = DeleteSnapshotResult;
        static const wire::Member rows[] = {
            wire::member<&This::snapshot_id>("SnapshotId", {.location_name = "snapshotId"}),
            wire::member<&This::return_code>("ReturnCode", {.location_name = "returnCode"}),
        };
        return rows;
    }
};

struct DeregisterImageOutput {
    bool result = true;
    std::vector<DeleteSnapshotResult> delete_snapshot_results;

    static std::span<const wire::Member> members() {
        using This = DeregisterImageOutput;
        static const wire::Member rows[] = {
            wire::member<&This::result>("Return", {.location_name = "return"}),
            wire::member<&This::delete_snapshot_results>(
                "DeleteSnapshotResults", {.location_name = "deleteSnapshotResultSet"}),
        };
        return rows;
    }
};

// The image goes first and for good; what becomes of each snapshot is reported one by one.
Result<images::Image> remove_image(Call& call, const std::string& id) {
    Viewer viewer(call);
    return call.region.catalog.write_value([&](catalog::Transaction& tx) -> Result<images::Image> {
        auto image = find_owned_image(tx, viewer, id);
        if (!image) return image;
        if (images::is_protected(*image, call.now)) {
            bool cooling = image->protection == images::Protection::none;
            return failure(image_protected(id, cooling ? to_iso8601(*image->protected_until) : ""));
        }
        if (image->state == images::ImageState::pending) {
            Status stopped = distribution::stop_image_copy(tx, *image);
            if (!stopped) return failure(stopped.error());
        }
        Status removed = images::deregister(tx, id, call.now);
        if (!removed) return failure(removed.error());
        return image;
    });
}

bool may_delete(Call& call, const std::string& snapshot_id) {
    iam::AccessRequest asked = snapshot_access(call, "ec2:DeleteSnapshot", snapshot_id);
    iam::RequestFacts facts{.now = call.now,
                            .region = call.region.name,
                            .source_ip = call.remote_address,
                            .user_agent = call.user_agent,
                            .secure = call.secure};
    auto arns = call.site.identity.organization_arns(call.account());
    auto paths = call.site.identity.organization_paths(call.account());
    if (!arns || !paths) return false;
    facts.organization_arns = std::move(*arns);
    facts.organization_paths = std::move(*paths);
    iam::add_global_context(call.caller, facts, asked.context);
    auto decision = call.site.authorizer.authorize(call.caller, asked);
    return decision && decision->allowed();
}

// success, skipped (another image needs it), missing-permissions, client-error, internal-error.
std::string delete_one(Call& call, const std::string& snapshot_id) {
    if (!may_delete(call, snapshot_id)) return "missing-permissions";
    Viewer viewer(call);
    Status deleted = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto snapshot = find_owned_snapshot(tx, viewer, snapshot_id);
        if (!snapshot) return failure(snapshot.error());
        return remove_snapshot(tx, *snapshot);
    });
    if (deleted) return "success";
    const Error& error = deleted.error();
    if (error.code == "InvalidSnapshot.InUse") return "skipped";
    if (error.code == "AuthFailure") return "missing-permissions";
    if (!error.code.empty()) return "client-error";
    telemetry::log_error(
        "snapshot_not_deleted",
        {{"snapshot", snapshot_id}, {"reason", error.message}, {"detail", error.detail}});
    return "internal-error";
}

Result<DeregisterImageOutput> deregister_image(Call& call, const DeregisterImageInput& input) {
    auto image = remove_image(call, input.image_id);
    if (!image) return failure(image.error());
    DeregisterImageOutput output;
    if (!input.delete_associated_snapshots.value_or(false)) return output;
    for (const images::BlockDevice& device : image->devices) {
        if (device.snapshot_id) {
            output.delete_snapshot_results.push_back(
                {.snapshot_id = *device.snapshot_id,
                 .return_code = delete_one(call, *device.snapshot_id)});
        }
    }
    return output;
}

std::vector<iam::AccessRequest> deregister_image_access(Call& call,
                                                        const DeregisterImageInput& input) {
    return {image_access(call, "ec2:DeregisterImage", input.image_id)};
}

}  // namespace

Operation deregister_image_operation() {
    return operation<&deregister_image, &deregister_image_access>({.name = "DeregisterImage"});
}

}  // namespace amicast::services::ec2
