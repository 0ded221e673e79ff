// ResetImageAttribute: takes away all launch permissions. The model knows no other attribute here.
#include <optional>
#include <string>
#include <vector>

#include "images/permissions.h"
#include "services/ec2/access.h"
#include "services/ec2/image_change.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct ResetImageAttributeInput {
    std::string attribute;
    std::string image_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = ResetImageAttributeInput;
        static const wire::Member rows[] = {
            wire::member<&This::attribute>("Attribute",
                                           {.required = true, .one_of = "launchPermission"}),
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
        };
        return rows;
    }
};

Result<NoOutput> reset_image_attribute(Call& call, const ResetImageAttributeInput& input) {
    Viewer viewer(call);
    Status reset = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto image = find_owned_image(tx, viewer, input.image_id);
        if (!image) return failure(image.error());
        if (Status finished = check_finished(*image); !finished) return finished;
        return images::revoke_all(tx, image->id);
    });
    if (!reset) return failure(reset.error());
    return NoOutput();
}

std::vector<iam::AccessRequest> reset_image_attribute_access(
    Call& call, const ResetImageAttributeInput& input) {
    iam::AccessRequest asked = image_access(call, "ec2:ResetImageAttribute", input.image_id);
    asked.context["ec2:Attribute"] = {input.attribute};
    return {std::move(asked)};
}

}  // namespace

Operation reset_image_attribute_operation() {
    return operation<&reset_image_attribute, &reset_image_attribute_access>(
        {.name = "ResetImageAttribute"});
}

}  // namespace amicast::services::ec2
