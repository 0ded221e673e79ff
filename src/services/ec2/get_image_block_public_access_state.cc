// GetImageBlockPublicAccessState: whether the account's images may be made public here.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/operations.h"
#include "services/ec2/public_access.h"

namespace amicast::services::ec2 {
namespace {

struct GetImageBlockPublicAccessStateInput {
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = GetImageBlockPublicAccessStateInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct GetImageBlockPublicAccessStateOutput {
    std::string state;
    std::string managed_by = "account";

    static std::span<const wire::Member> members() {
        using This = GetImageBlockPublicAccessStateOutput;
        static const wire::Member rows[] = {
            wire::member<&This::state>("ImageBlockPublicAccessState",
                                       {.location_name = "imageBlockPublicAccessState"}),
            wire::member<&This::managed_by>("ManagedBy", {.location_name = "managedBy"}),
        };
        return rows;
    }
};

Result<GetImageBlockPublicAccessStateOutput> get_image_block_public_access_state(
    Call& call, const GetImageBlockPublicAccessStateInput&) {
    auto state = read_public_access(call, images::PublicKind::image);
    if (!state) return failure(state.error());
    return GetImageBlockPublicAccessStateOutput{.state = std::string(images::to_string(*state))};
}

std::vector<iam::AccessRequest> get_image_block_public_access_state_access(
    Call& call, const GetImageBlockPublicAccessStateInput&) {
    return unscoped_access(call, "ec2:GetImageBlockPublicAccessState");
}

}  // namespace

Operation get_image_block_public_access_state_operation() {
    return operation<&get_image_block_public_access_state,
                     &get_image_block_public_access_state_access>(
        {.name = "GetImageBlockPublicAccessState"});
}

}  // namespace amicast::services::ec2
