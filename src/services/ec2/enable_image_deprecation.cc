// EnableImageDeprecation: from that minute on the image is listed for others only when they ask for
// deprecated ones.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/image_change.h"
#include "services/ec2/image_deprecation.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct EnableImageDeprecationInput {
    std::string image_id;
    Time deprecate_at;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = EnableImageDeprecationInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::deprecate_at>("DeprecateAt", {.required = true}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

Result<ReturnOutput> enable_image_deprecation(Call& call,
                                              const EnableImageDeprecationInput& input) {
    auto changed = change_image(
        call, input.image_id, [&](catalog::Transaction&, images::Image& image) -> Status {
            if (Status finished = check_finished(image); !finished) return finished;
            auto date = deprecation_date(image, input.deprecate_at, call.now);
            if (!date) return failure(date.error());
            image.deprecation_time = *date;
            return {};
        });
    if (!changed) return failure(changed.error());
    return ReturnOutput();
}

std::vector<iam::AccessRequest> enable_image_deprecation_access(
    Call& call, const EnableImageDeprecationInput& input) {
    return {image_access(call, "ec2:EnableImageDeprecation", input.image_id)};
}

}  // namespace

Operation enable_image_deprecation_operation() {
    return operation<&enable_image_deprecation, &enable_image_deprecation_access>(
        {.name = "EnableImageDeprecation"});
}

}  // namespace amicast::services::ec2
