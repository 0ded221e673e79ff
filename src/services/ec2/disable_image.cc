// DisableImage: nobody can launch, copy or share the image, and only its owner can list it. All
// launch permissions are taken away for good.
#include <optional>
#include <string>
#include <vector>

#include "images/permissions.h"
#include "services/ec2/access.h"
#include "services/ec2/image_change.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct DisableImageInput {
    std::string image_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = DisableImageInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

Result<ReturnOutput> disable_image(Call& call, const DisableImageInput& input) {
    auto changed = change_image(call, input.image_id,
                                [&](catalog::Transaction& tx, images::Image& image) -> Status {
                                    if (Status finished = check_finished(image); !finished)
                                        return finished;
                                    image.state = images::ImageState::disabled;
                                    return images::revoke_all(tx, image.id);
                                });
    if (!changed) return failure(changed.error());
    return ReturnOutput();
}

std::vector<iam::AccessRequest> disable_image_access(Call& call, const DisableImageInput& input) {
    return {image_access(call, "ec2:DisableImage", input.image_id)};
}

}  // namespace

Operation disable_image_operation() {
    return operation<&disable_image, &disable_image_access>({.name = "DisableImage"});
}

}  // namespace amicast::services::ec2
