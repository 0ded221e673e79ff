// EnableImageDeregistrationProtection: the image cannot be deregistered until the protection is
// taken away, and with a cooldown not for a day after that.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/image_change.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct EnableImageDeregistrationProtectionInput {
    std::string image_id;
    std::optional<bool> with_cooldown;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = EnableImageDeregistrationProtectionInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::with_cooldown>("WithCooldown"),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

// Unlike in the sister operations, the answer is the state, as a text.
struct EnableImageDeregistrationProtectionOutput {
    std::string result;

    static std::span<const wire::Member> members() {
        using This = EnableImageDeregistrationProtectionOutput;
        static const wire::Member rows[] = {
            wire::member<&This::result>("Return", {.location_name = "return"}),
        };
        return rows;
    }
};

Result<EnableImageDeregistrationProtectionOutput> enable_image_deregistration_protection(
    Call& call, const EnableImageDeregistrationProtectionInput& input) {
    auto changed = change_image(call, input.image_id,
                                [&](catalog::Transaction&, images::Image& image) -> Status {
                                    image.protection = input.with_cooldown.value_or(false)
                                                           ? images::Protection::with_cooldown
                                                           : images::Protection::without_cooldown;
                                    image.protected_until.reset();
                                    return {};
                                });
    if (!changed) return failure(changed.error());
    return EnableImageDeregistrationProtectionOutput{
        .result = std::string(images::to_string(changed->protection))};
}

std::vector<iam::AccessRequest> enable_image_deregistration_protection_access(
    Call& call, const EnableImageDeregistrationProtectionInput& input) {
    return {image_access(call, "ec2:EnableImageDeregistrationProtection", input.image_id)};
}

}  // namespace

Operation enable_image_deregistration_protection_operation() {
    return operation<&enable_image_deregistration_protection,
                     &enable_image_deregistration_protection_access>(
        {.name = "EnableImageDeregistrationProtection"});
}

}  // namespace amicast::services::ec2
