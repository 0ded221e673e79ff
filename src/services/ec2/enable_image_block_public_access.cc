// EnableImageBlockPublicAccess: images of the account cannot be made public here any more. Those
// that are stay so.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/operations.h"
#include "services/ec2/public_access.h"

namespace amicast::services::ec2 {
namespace {

struct EnableImageBlockPublicAccessInput {
    std::string state;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = EnableImageBlockPublicAccessInput;
        static const wire::Member rows[] = {
            wire::member<&This::state>("ImageBlockPublicAccessState",
                                       {.required = true, .one_of = "block-new-sharing"}),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct EnableImageBlockPublicAccessOutput {
    std::string state;

    static std::span<const wire::Member> members() {
        using This = EnableImageBlockPublicAccessOutput;
        static const wire::Member rows[] = {
            wire::member<&This::state>("ImageBlockPublicAccessState",
                                       {.location_name = "imageBlockPublicAccessState"}),
        };
        return rows;
    }
};

Result<EnableImageBlockPublicAccessOutput> enable_image_block_public_access(
    Call& call, const EnableImageBlockPublicAccessInput&) {
    auto state = write_public_access(call, images::PublicKind::image,
                                     images::PublicAccess::block_new_sharing);
    if (!state) return failure(state.error());
    return EnableImageBlockPublicAccessOutput{.state = std::string(images::to_string(*state))};
}

std::vector<iam::AccessRequest> enable_image_block_public_access_access(
    Call& call, const EnableImageBlockPublicAccessInput&) {
    return unscoped_access(call, "ec2:EnableImageBlockPublicAccess");
}

}  // namespace

Operation enable_image_block_public_access_operation() {
    return operation<&enable_image_block_public_access, &enable_image_block_public_access_access>(
        {.name = "EnableImageBlockPublicAccess"});
}

}  // namespace amicast::services::ec2
