// DisableImageDeregistrationProtection: the image can be deregistered again, a day later if the
// protection came with a cooldown.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/image_change.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct DisableImageDeregistrationProtectionInput {
    std::string image_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = DisableImageDeregistrationProtectionInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

// Unlike in the sister operations, the answer is the state, as a text.
struct DisableImageDeregistrationProtectionOutput {
    std::string result;

    static std::span<const wire::Member> members() {
        using This = DisableImageDeregistrationProtectionOutput;
        static const wire::Member rows[] = {
            wire::member<&This::result>("Return", {.location_name = "return"}),
        };
        return rows;
    }
};

Result<DisableImageDeregistrationProtectionOutput> disable_image_deregistration_protection(
    Call& call, const DisableImageDeregistrationProtectionInput& input) {
    auto changed = change_image(
        call, input.image_id, [&](catalog::Transaction&, images::Image& image) -> Status {
            if (image.protection == images::Protection::with_cooldown)
                image.protected_until = call.now + images::protection_cooldown;
            image.protection = images::Protection::none;
            return {};
        });
    if (!changed) return failure(changed.error());
    return DisableImageDeregistrationProtectionOutput{
        .result = std::string(images::to_string(changed->protection))};
}

std::vector<iam::AccessRequest> disable_image_deregistration_protection_access(
    Call& call, const DisableImageDeregistrationProtectionInput& input) {
    return {image_access(call, "ec2:DisableImageDeregistrationProtection", input.image_id)};
}

}  // namespace

Operation disable_image_deregistration_protection_operation() {
    return operation<&disable_image_deregistration_protection,
                     &disable_image_deregistration_protection_access>(
        {.name = "DisableImageDeregistrationProtection"});
}

}  // namespace amicast::services::ec2
