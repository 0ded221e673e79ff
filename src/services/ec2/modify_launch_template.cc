// ModifyLaunchTemplate: which version is the default.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/client_token.h"
#include "services/ec2/copy_request.h"
#include "services/ec2/errors.h"
#include "services/ec2/launch_template_request.h"
#include "services/ec2/operations.h"
#include "wire/operation.h"

namespace amicast::services::ec2 {
namespace {

struct ModifyLaunchTemplateInput {
    std::optional<bool> dry_run;
    std::optional<std::string> client_token;
    std::optional<std::string> launch_template_id;
    std::optional<std::string> launch_template_name;
    std::optional<std::string> default_version;

    TemplateName named() const { return {launch_template_id, launch_template_name}; }

    static std::span<const wire::Member> members() {
        using This = ModifyLaunchTemplateInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::client_token>("ClientToken", {.idempotency_token = true}),
            wire::member<&This::launch_template_id>("LaunchTemplateId"),
            wire::member<&This::launch_template_name>("LaunchTemplateName"),
            wire::member<&This::default_version>("DefaultVersion",
                                                 {.location_name = "SetDefaultVersion"}),
        };
        return rows;
    }
};

struct ModifyLaunchTemplateOutput {
    LaunchTemplateItem launch_template;

    static std::span<const wire::Member> members() {
        using This = ModifyLaunchTemplateOutput;
        static const wire::Member rows[] = {
            wire::member<&This::launch_template>("LaunchTemplate",
                                                 {.location_name = "launchTemplate"}),
        };
        return rows;
    }
};

Status check_input(const ModifyLaunchTemplateInput& input) {
    Status checked = check_named(input.named());
    if (checked) checked = check_client_token(input.client_token);
    if (checked && !is_given(input.default_version))
        return failure(missing_parameter("SetDefaultVersion"));
    return checked;
}

// A repeated request changes nothing any more: another default may have been set since.
Status set_once(catalog::Transaction& tx, const Call& call, const launch_templates::Template& of,
                const ModifyLaunchTemplateInput& input) {
    ModifyLaunchTemplateInput same = input;
    same.client_token.reset();
    same.dry_run.reset();
    TokenUse token(call, "ModifyLaunchTemplate", input.client_token, wire::to_json(same));
    auto answered = token.replay(tx);
    if (!answered) return failure(answered.error());
    if (*answered) return {};
    auto version = find_version_of(tx, of, *input.default_version);
    if (!version) return failure(version.error());
    Status set = launch_templates::set_default(tx, of.id, version->number);
    return set ? token.record(tx, of.id) : set;
}

Result<ModifyLaunchTemplateOutput> modify_launch_template(Call& call,
                                                          const ModifyLaunchTemplateInput& input) {
    using Output = ModifyLaunchTemplateOutput;
    return call.region.catalog.write_value([&](catalog::Transaction& tx) -> Result<Output> {
        auto of = find_named(tx, call, input.named());
        if (!of) return failure(of.error());
        Status set = set_once(tx, call, *of, input);
        if (!set) return failure(set.error());
        auto changed = find_named(tx, call, input.named());
        if (!changed) return failure(changed.error());
        auto tags = images::find_tags(tx, call.account(), of->id);
        if (!tags) return failure(tags.error());
        return Output{.launch_template = to_item(*changed, *tags)};
    });
}

std::vector<iam::AccessRequest> modify_launch_template_access(
    Call& call, const ModifyLaunchTemplateInput& input) {
    return {template_access(call, "ec2:ModifyLaunchTemplate", input.named())};
}

}  // namespace

Operation modify_launch_template_operation() {
    return operation<&modify_launch_template, &modify_launch_template_access, &check_input>(
        {.name = "ModifyLaunchTemplate"});
}

}  // namespace amicast::services::ec2
