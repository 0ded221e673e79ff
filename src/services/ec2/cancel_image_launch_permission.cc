// CancelImageLaunchPermission: an account gives back an image that was shared with it by its id.
// What it may use through its organization, or because it is public, stays.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "images/permissions.h"
#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/image_change.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct CancelImageLaunchPermissionInput {
    std::string image_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = CancelImageLaunchPermissionInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

Result<ReturnOutput> cancel_image_launch_permission(Call& call,
                                                    const CancelImageLaunchPermissionInput& input) {
    Viewer viewer(call);
    images::Grantee self{.kind = images::Grantee::Kind::user, .value = call.account()};
    Status cancelled = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto image = find_visible_image(tx, viewer, input.image_id);
        if (!image) return failure(image.error());
        auto grantees = images::find_grantees(tx, image->id);
        if (!grantees) return failure(grantees.error());
        if (std::find(grantees->begin(), grantees->end(), self) == grantees->end()) {
            return failure(invalid_request(
                fmt::format("The image {} is not shared with the account {} by its id", image->id,
                            call.account())));
        }
        return images::revoke(tx, image->id, self);
    });
    if (!cancelled) return failure(cancelled.error());
    return ReturnOutput();
}

std::vector<iam::AccessRequest> cancel_image_launch_permission_access(
    Call& call, const CancelImageLaunchPermissionInput& input) {
    return {image_access(call, "ec2:CancelImageLaunchPermission", input.image_id)};
}

}  // namespace

Operation cancel_image_launch_permission_operation() {
    return operation<&cancel_image_launch_permission, &cancel_image_launch_permission_access>(
        {.name = "CancelImageLaunchPermission"});
}

}  // namespace amicast::services::ec2
