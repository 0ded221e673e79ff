// DisableImageBlockPublicAccess: images of the account may be made public here.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/operations.h"
#include "services/ec2/public_access.h"

namespace amicast::services::ec2 {
namespace {

struct DisableImageBlockPublicAccessInput {
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = DisableImageBlockPublicAccessInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct DisableImageBlockPublicAccessOutput {
    std::string state;

    static std::span<const wire::Member> members() {
        using This = DisableImageBlockPublicAccessOutput;
        static const wire::Member rows[] = {
            wire::member<&This::state>("ImageBlockPublicAccessState",
                                       {.location_name = "imageBlockPublicAccessState"}),
        };
        return rows;
    }
};

Result<DisableImageBlockPublicAccessOutput> disable_image_block_public_access(
    Call& call, const DisableImageBlockPublicAccessInput&) {
    auto state =
        write_public_access(call, images::PublicKind::image, images::PublicAccess::unblocked);
    if (!state) return failure(state.error());
    return DisableImageBlockPublicAccessOutput{.state = std::string(images::to_string(*state))};
}

std::vector<iam::AccessRequest> disable_image_block_public_access_access(
    Call& call, const DisableImageBlockPublicAccessInput&) {
    return unscoped_access(call, "ec2:DisableImageBlockPublicAccess");
}

}  // namespace

Operation disable_image_block_public_access_operation() {
    return operation<&disable_image_block_public_access, &disable_image_block_public_access_access>(
        {.name = "DisableImageBlockPublicAccess"});
}

}  // namespace amicast::services::ec2
