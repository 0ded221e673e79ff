// DeleteLaunchTemplate: with all its versions.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/launch_template_request.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

struct DeleteLaunchTemplateInput {
    std::optional<bool> dry_run;
    std::optional<std::string> launch_template_id;
    std::optional<std::string> launch_template_name;

    TemplateName named() const { return {launch_template_id, launch_template_name}; }

    static std::span<const wire::Member> members() {
        using This = DeleteLaunchTemplateInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::launch_template_id>("LaunchTemplateId"),
            wire::member<&This::launch_template_name>("LaunchTemplateName"),
        };
        return rows;
    }
};

// The template as it was.
struct DeleteLaunchTemplateOutput {
    LaunchTemplateItem launch_template;

    static std::span<const wire::Member> members() {
        using This = DeleteLaunchTemplateOutput;
        static const wire::Member rows[] = {
            wire::member<&This::launch_template>("LaunchTemplate",
                                                 {.location_name = "launchTemplate"}),
        };
        return rows;
    }
};

Status check_input(const DeleteLaunchTemplateInput& input) {
    return check_named(input.named());
}

Result<DeleteLaunchTemplateOutput> delete_launch_template(Call& call,
                                                          const DeleteLaunchTemplateInput& input) {
    using Output = DeleteLaunchTemplateOutput;
    return call.region.catalog.write_value([&](catalog::Transaction& tx) -> Result<Output> {
        auto found = find_named(tx, call, input.named());
        if (!found) return failure(found.error());
        auto tags = images::find_tags(tx, call.account(), found->id);
        if (!tags) return failure(tags.error());
        Status erased = launch_templates::erase_template(tx, found->id);
        if (!erased) return failure(erased.error());
        return Output{.launch_template = to_item(*found, *tags)};
    });
}

std::vector<iam::AccessRequest> delete_launch_template_access(
    Call& call, const DeleteLaunchTemplateInput& input) {
    return {template_access(call, "ec2:DeleteLaunchTemplate", input.named())};
}

}  // namespace

Operation delete_launch_template_operation() {
    return operation<&delete_launch_template, &delete_launch_template_access, &check_input>(
        {.name = "DeleteLaunchTemplate"});
}

}  // namespace amicast::services::ec2
