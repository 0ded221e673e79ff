// CreateLaunchTemplateVersion: the next version, from nothing or on top of another one. It does not
// become the default.
#include <optional>
#include <string>
#include <vector>

#include "services/ec2/access.h"
#include "services/ec2/client_token.h"
#include "services/ec2/copy_request.h"
#include "services/ec2/errors.h"
#include "services/ec2/launch_template_request.h"
#include "services/ec2/operations.h"
#include "wire/operation.h"

namespace amicast::services::ec2 {
namespace {

using launch_templates::Template;
using launch_templates::Version;

struct CreateLaunchTemplateVersionInput {
    std::optional<bool> dry_run;
    std::optional<std::string> client_token;
    std::optional<std::string> launch_template_id;
    std::optional<std::string> launch_template_name;
    std::optional<std::string> source_version;
    std::optional<std::string> version_description;
    launch_template::Data launch_template_data;

    TemplateName named() const { return {launch_template_id, launch_template_name}; }

    static std::span<const wire::Member> members() {
        using This = CreateLaunchTemplateVersionInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::client_token>("ClientToken", {.idempotency_token = true}),
            wire::member<&This::launch_template_id>("LaunchTemplateId"),
            wire::member<&This::launch_template_name>("LaunchTemplateName"),
            wire::member<&This::source_version>("SourceVersion"),
            wire::member<&This::version_description>("VersionDescription", {.min = 0, .max = 255}),
            wire::member<&This::launch_template_data>("LaunchTemplateData", {.required = true}),
        };
        return rows;
    }
};

struct CreateLaunchTemplateVersionOutput {
    LaunchTemplateVersionItem launch_template_version;
    std::optional<ValidationWarning> warning;

    static std::span<const wire::Member> members() {
        using This = CreateLaunchTemplateVersionOutput;
        static const wire::Member rows[] = {
            wire::member<&This::launch_template_version>(
                "LaunchTemplateVersion", {.location_name = "launchTemplateVersion"}),
            wire::member<&This::warning>("Warning", {.location_name = "warning"}),
        };
        return rows;
    }
};

Status check_input(const CreateLaunchTemplateVersionInput& input) {
    Status checked = check_named(input.named());
    if (checked) checked = check_client_token(input.client_token);
    if (checked) checked = launch_template::check_data(input.launch_template_data);
    return checked;
}

TokenUse token_of(const Call& call, const CreateLaunchTemplateVersionInput& input) {
    CreateLaunchTemplateVersionInput same = input;
    same.client_token.reset();
    same.dry_run.reset();
    return {call, "CreateLaunchTemplateVersion", input.client_token, wire::to_json(same)};
}

// The given members over those of SourceVersion, if that is named.
Result<launch_template::Data> data_of(catalog::Transaction& tx, const Template& of,
                                      const CreateLaunchTemplateVersionInput& input) {
    if (!is_given(input.source_version)) return input.launch_template_data;
    auto source = find_version_of(tx, of, *input.source_version);
    if (!source) return failure(source.error());
    auto base = launch_template::restore(source->image_id, source->data);
    if (!base) return base;
    auto data = launch_template::overlay(*base, input.launch_template_data);
    if (!data) return data;
    if (Status checked = launch_template::check_data(*data); !checked)
        return failure(checked.error());
    return data;
}

Result<Version> add_once(catalog::Transaction& tx, Call& call, const Template& of,
                         const CreateLaunchTemplateVersionInput& input) {
    TokenUse token = token_of(call, input);
    auto answered = token.replay(tx);
    if (!answered) return failure(answered.error());
    if (*answered) return find_version_of(tx, of, **answered);
    auto data = data_of(tx, of, input);
    if (!data) return failure(data.error());
    launch_template::StoredData stored = launch_template::store(*data);
    auto added =
        launch_templates::add_version(tx, of.id,
                                      {.description = input.version_description.value_or(""),
                                       .created_by = call.caller.arn,
                                       .image_id = std::move(stored.image_id),
                                       .data = std::move(stored.rest)},
                                      call.now);
    if (!added && added.error().kind == ErrorKind::limit)
        return failure(too_many_template_versions(added.error().message));
    if (!added) return added;
    Status recorded = token.record(tx, std::to_string(added->number));
    if (!recorded) return failure(recorded.error());
    return added;
}

Result<CreateLaunchTemplateVersionOutput> create_launch_template_version(
    Call& call, const CreateLaunchTemplateVersionInput& input) {
    using Output = CreateLaunchTemplateVersionOutput;
    return call.region.catalog.write_value([&](catalog::Transaction& tx) -> Result<Output> {
        auto of = find_named(tx, call, input.named());
        if (!of) return failure(of.error());
        auto version = add_once(tx, call, *of, input);
        if (!version) return failure(version.error());
        auto item = to_item(*of, *version);
        if (!item) return failure(item.error());
        auto warning = warn_of_image(tx, call, version->image_id);
        if (!warning) return failure(warning.error());
        return Output{.launch_template_version = std::move(*item), .warning = std::move(*warning)};
    });
}

std::vector<iam::AccessRequest> create_launch_template_version_access(
    Call& call, const CreateLaunchTemplateVersionInput& input) {
    return {template_access(call, "ec2:CreateLaunchTemplateVersion", input.named())};
}

}  // namespace

Operation create_launch_template_version_operation() {
    return operation<&create_launch_template_version, &create_launch_template_version_access,
                     &check_input>({.name = "CreateLaunchTemplateVersion"});
}

}  // namespace amicast::services::ec2
