// EnableImage: a disabled image can be launched, copied and shared again. Who could use it before
// it was disabled is not restored.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/image_change.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct EnableImageInput {
    std::string image_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = EnableImageInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

Result<ReturnOutput> enable_image(Call& call, const EnableImageInput& input) {
    auto changed = change_image(call, input.image_id,
                                [&](catalog::Transaction&, images::Image& image) -> Status {
                                    if (Status finished = check_finished(image); !finished)
                                        return finished;
                                    image.state = images::ImageState::available;
                                    return {};
                                });
    if (!changed) return failure(changed.error());
    return ReturnOutput();
}

std::vector<iam::AccessRequest> enable_image_access(Call& call, const EnableImageInput& input) {
    return {image_access(call, "ec2:EnableImage", input.image_id)};
}

}  // namespace

Operation enable_image_operation() {
    return operation<&enable_image, &enable_image_access>({.name = "EnableImage"});
}

}  // namespace amicast::services::ec2
