// DisableImageDeprecation: takes the deprecation date away. A public image keeps one.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/image_change.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct DisableImageDeprecationInput {
    std::string image_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = DisableImageDeprecationInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

Result<ReturnOutput> disable_image_deprecation(Call& call,
                                               const DisableImageDeprecationInput& input) {
    auto changed = change_image(
        call, input.image_id, [&](catalog::Transaction&, images::Image& image) -> Status {
            if (image.is_public) {
                return failure(
                    not_permitted("The deprecation date of a public image cannot be removed: "
                                  "stop sharing it publicly first"));
            }
            image.deprecation_time.reset();
            return {};
        });
    if (!changed) return failure(changed.error());
    return ReturnOutput();
}

std::vector<iam::AccessRequest> disable_image_deprecation_access(
    Call& call, const DisableImageDeprecationInput& input) {
    return {image_access(call, "ec2:DisableImageDeprecation", input.image_id)};
}

}  // namespace

Operation disable_image_deprecation_operation() {
    return operation<&disable_image_deprecation, &disable_image_deprecation_access>(
        {.name = "DisableImageDeprecation"});
}

}  // namespace amicast::services::ec2
