// DeleteLaunchTemplateVersions: each version succeeds or fails by itself; the default one stays.
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "services/ec2/errors.h"
#include "services/ec2/launch_template_request.h"
#include "services/ec2/operations.h"

namespace amicast::services::ec2 {
namespace {

using launch_templates::Template;

constexpr std::size_t versions_in_call_max = 200;  // AWS's bound for one call

struct DeleteLaunchTemplateVersionsInput {
    std::optional<bool> dry_run;
    std::optional<std::string> launch_template_id;
    std::optional<std::string> launch_template_name;
    std::vector<std::string> versions;

    TemplateName named() const { return {launch_template_id, launch_template_name}; }

    static std::span<const wire::Member> members() {
        using This = DeleteLaunchTemplateVersionsInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::launch_template_id>("LaunchTemplateId"),
            wire::member<&This::launch_template_name>("LaunchTemplateName"),
            wire::member<&This::versions>(
                "Versions", {.location_name = "LaunchTemplateVersion", .required = true}),
        };
        return rows;
    }
};

struct DeletedVersion {
    std::string launch_template_id;
    std::string launch_template_name;
    std::int64_t version_number = 0;

    static std::span<const wire::Member> members() {
        using This = DeletedVersion;
        static const wire::Member rows[] = {
            wire::member<&This::launch_template_id>("LaunchTemplateId",
                                                    {.location_name = "launchTemplateId"}),
            wire::member<&This::launch_template_name>("LaunchTemplateName",
                                                      {.location_name = "launchTemplateName"}),
            wire::member<&This::version_number>("VersionNumber",
                                                {.location_name = "versionNumber"}),
        };
        return rows;
    }
};

struct KeptVersion {
    std::string launch_template_id;
    std::string launch_template_name;
    std::int64_t version_number = 0;
    ValidationError response_error;

    static std::span<const wire::Member> members() {
        using This = KeptVersion;
        static const wire::Member rows[] = {
            wire::member<&This::launch_template_id>("LaunchTemplateId",
                                                    {.location_name = "launchTemplateId"}),
            wire::member<&This::launch_template_name>("LaunchTemplateName",
                                                      {.location_name = "launchTemplateName"}),
            wire::member<&This::version_number>("VersionNumber",
                                                {.location_name = "versionNumber"}),
            wire::member<&This::response_error>("ResponseError",
                                                {.location_name = "responseError"}),
        };
        return rows;
    }
};

struct DeleteLaunchTemplateVersionsOutput {
    std::vector<DeletedVersion> deleted;
    std::vector<KeptVersion> kept;

    static std::span<const wire::Member> members() {
        using This = DeleteLaunchTemplateVersionsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::deleted>(
                "SuccessfullyDeletedLaunchTemplateVersions",
                {.location_name = "successfullyDeletedLaunchTemplateVersionSet",
                 .keep_empty = true}),
            wire::member<&This::kept>(
                "UnsuccessfullyDeletedLaunchTemplateVersions",
                {.location_name = "unsuccessfullyDeletedLaunchTemplateVersionSet",
                 .keep_empty = true}),
        };
        return rows;
    }
};

Status check_input(const DeleteLaunchTemplateVersionsInput& input) {
    if (Status checked = check_named(input.named()); !checked) return checked;
    if (input.versions.size() > versions_in_call_max) {
        return failure(invalid_value(
            fmt::format("The request names {} versions; at most {} can be deleted at once",
                        input.versions.size(), versions_in_call_max)));
    }
    return {};
}

Status erase_one(catalog::Transaction& tx, const Template& of, std::int64_t number,
                 DeleteLaunchTemplateVersionsOutput& output) {
    Status erased = launch_templates::erase_version(tx, of, number);
    if (erased) {
        output.deleted.push_back({of.id, of.name, number});
        return {};
    }
    ErrorKind kind = erased.error().kind;
    if (kind != ErrorKind::not_found && kind != ErrorKind::conflict) return erased;
    const char* code =
        kind == ErrorKind::not_found ? "launchTemplateVersionDoesNotExist" : "unexpectedError";
    output.kept.push_back({of.id, of.name, number, {code, erased.error().message}});
    return {};
}

Result<DeleteLaunchTemplateVersionsOutput> delete_launch_template_versions(
    Call& call, const DeleteLaunchTemplateVersionsInput& input) {
    using Output = DeleteLaunchTemplateVersionsOutput;
    return call.region.catalog.write_value([&](catalog::Transaction& tx) -> Result<Output> {
        auto of = find_named(tx, call, input.named());
        if (!of) return failure(of.error());
        Output output;
        for (const std::string& text : input.versions) {
            auto number = version_number(*of, text);
            if (!number) return failure(number.error());
            Status erased = erase_one(tx, *of, *number, output);
            if (!erased) return failure(erased.error());
        }
        return output;
    });
}

std::vector<iam::AccessRequest> delete_launch_template_versions_access(
    Call& call, const DeleteLaunchTemplateVersionsInput& input) {
    return {template_access(call, "ec2:DeleteLaunchTemplateVersions", input.named())};
}

}  // namespace

Operation delete_launch_template_versions_operation() {
    return operation<&delete_launch_template_versions, &delete_launch_template_versions_access,
                     &check_input>({.name = "DeleteLaunchTemplateVersions"});
}

}  // namespace amicast::services::ec2
