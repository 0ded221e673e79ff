// CreateLaunchTemplate: a template with its version 1, which is its default. What it names (an
// image, a key pair …) need not exist.
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "services/ec2/access.h"
#include "services/ec2/client_token.h"
#include "services/ec2/errors.h"
#include "services/ec2/launch_template_request.h"
#include "services/ec2/operations.h"
#include "services/ec2/tagging.h"
#include "wire/operation.h"

namespace amicast::services::ec2 {
namespace {

using launch_templates::Template;

struct CreateLaunchTemplateInput {
    std::optional<bool> dry_run;
    std::optional<std::string> client_token;
    std::string launch_template_name;
    std::optional<std::string> version_description;
    launch_template::Data launch_template_data;
    std::vector<TagSpecification> tag_specifications;

    static std::span<const wire::Member> members() {
        using This = CreateLaunchTemplateInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::client_token>("ClientToken", {.idempotency_token = true}),
            wire::member<&This::launch_template_name>("LaunchTemplateName", {.required = true}),
            wire::member<&This::version_description>("VersionDescription", {.min = 0, .max = 255}),
            wire::member<&This::launch_template_data>("LaunchTemplateData", {.required = true}),
            wire::member<&This::tag_specifications>("TagSpecifications",
                                                    {.location_name = "TagSpecification"}),
        };
        return rows;
    }
};

struct CreateLaunchTemplateOutput {
    LaunchTemplateItem launch_template;
    std::optional<ValidationWarning> warning;

    static std::span<const wire::Member> members() {
        using This = CreateLaunchTemplateOutput;
        static const wire::Member rows[] = {
            wire::member<&This::launch_template>("LaunchTemplate",
                                                 {.location_name = "launchTemplate"}),
            wire::member<&This::warning>("Warning", {.location_name = "warning"}),
        };
        return rows;
    }
};

Status check_input(const CreateLaunchTemplateInput& input) {
    Status checked = check_template_name(input.launch_template_name);
    if (checked) checked = check_client_token(input.client_token);
    if (!checked) return checked;
    auto tags = read_tag_specifications(input.tag_specifications, Taggable::launch_template);
    if (!tags) return failure(tags.error());
    return launch_template::check_data(input.launch_template_data);
}

TokenUse token_of(const Call& call, const CreateLaunchTemplateInput& input) {
    CreateLaunchTemplateInput same = input;
    same.client_token.reset();
    same.dry_run.reset();
    return {call, "CreateLaunchTemplate", input.client_token, wire::to_json(same)};
}

Result<Template> insert_template(catalog::Transaction& tx, Call& call,
                                 const CreateLaunchTemplateInput& input) {
    Template fresh{.id = new_resource_id("lt-", call.random),
                   .account_id = call.account(),
                   .name = input.launch_template_name,
                   .created = call.now,
                   .created_by = call.caller.arn};
    launch_template::StoredData stored = launch_template::store(input.launch_template_data);
    Status inserted =
        launch_templates::insert(tx, fresh,
                                 {.description = input.version_description.value_or(""),
                                  .created_by = call.caller.arn,
                                  .image_id = std::move(stored.image_id),
                                  .data = std::move(stored.rest)});
    if (!inserted && inserted.error().kind == ErrorKind::conflict)
        return failure(template_name_taken(fresh.name));
    if (!inserted) return failure(inserted.error());
    auto tags = read_tag_specifications(input.tag_specifications, Taggable::launch_template);
    if (!tags) return failure(tags.error());
    Status tagged = images::set_tags(tx, call.account(), fresh.id, tags->launch_template);
    if (!tagged) return failure(tagged.error());
    return fresh;
}

Result<Template> insert_once(catalog::Transaction& tx, Call& call,
                             const CreateLaunchTemplateInput& input) {
    TokenUse token = token_of(call, input);
    auto answered = token.replay(tx);
    if (!answered) return failure(answered.error());
    if (*answered) {
        std::optional<std::string> no_name;
        return find_named(tx, call, {*answered, no_name});
    }
    auto fresh = insert_template(tx, call, input);
    if (!fresh) return fresh;
    Status recorded = token.record(tx, fresh->id);
    if (!recorded) return failure(recorded.error());
    return fresh;
}

Result<CreateLaunchTemplateOutput> create_launch_template(Call& call,
                                                          const CreateLaunchTemplateInput& input) {
    using Output = CreateLaunchTemplateOutput;
    return call.region.catalog.write_value([&](catalog::Transaction& tx) -> Result<Output> {
        auto created = insert_once(tx, call, input);
        if (!created) return failure(created.error());
        auto tags = images::find_tags(tx, call.account(), created->id);
        if (!tags) return failure(tags.error());
        auto warning = warn_of_image(tx, call, input.launch_template_data.image_id);
        if (!warning) return failure(warning.error());
        return Output{.launch_template = to_item(*created, *tags), .warning = std::move(*warning)};
    });
}

std::vector<iam::AccessRequest> create_launch_template_access(
    Call& call, const CreateLaunchTemplateInput& input) {
    iam::AccessRequest created = template_access(call, "ec2:CreateLaunchTemplate", std::string());
    for (const TagSpecification& specification : input.tag_specifications)
        add_request_tags(specification.tags, created.context);
    std::vector<iam::AccessRequest> asked =
        create_tags_access(call, "CreateLaunchTemplate", input.tag_specifications);
    asked.insert(asked.begin(), std::move(created));
    return asked;
}

}  // namespace

Operation create_launch_template_operation() {
    return operation<&create_launch_template, &create_launch_template_access, &check_input>(
        {.name = "CreateLaunchTemplate"});
}

}  // namespace amicast::services::ec2
