#include "services/ec2/launch_template_item.h"

#include "services/ec2/tagging.h"

namespace amicast::services::ec2 {

std::span<const wire::Member> LaunchTemplateItem::members() {
    using This = LaunchTemplateItem;
    static const wire::Member rows[] = {
        wire::member<&This::launch_template_id>("LaunchTemplateId",
                                                {.location_name = "launchTemplateId"}),
        wire::member<&This::launch_template_name>("LaunchTemplateName",
                                                  {.location_name = "launchTemplateName"}),
        wire::member<&This::create_time>("CreateTime", {.location_name = "createTime"}),
        wire::member<&This::created_by>("CreatedBy", {.location_name = "createdBy"}),
        wire::member<&This::default_version_number>("DefaultVersionNumber",
                                                    {.location_name = "defaultVersionNumber"}),
        wire::member<&This::latest_version_number>("LatestVersionNumber",
                                                   {.location_name = "latestVersionNumber"}),
        wire::member<&This::tags>("Tags", {.location_name = "tagSet"}),
    };
    return rows;
}

std::span<const wire::Member> LaunchTemplateVersionItem::members() {
    using This = LaunchTemplateVersionItem;
    static const wire::Member rows[] = {
        wire::member<&This::launch_template_id>("LaunchTemplateId",
                                                {.location_name = "launchTemplateId"}),
        wire::member<&This::launch_template_name>("LaunchTemplateName",
                                                  {.location_name = "launchTemplateName"}),
        wire::member<&This::version_number>("VersionNumber", {.location_name = "versionNumber"}),
        wire::member<&This::version_description>("VersionDescription",
                                                 {.location_name = "versionDescription"}),
        wire::member<&This::create_time>("CreateTime", {.location_name = "createTime"}),
        wire::member<&This::created_by>("CreatedBy", {.location_name = "createdBy"}),
        wire::member<&This::default_version>("DefaultVersion", {.location_name = "defaultVersion"}),
        wire::member<&This::launch_template_data>("LaunchTemplateData",
                                                  {.location_name = "launchTemplateData"}),
    };
    return rows;
}

std::span<const wire::Member> ValidationError::members() {
    static const wire::Member rows[] = {
        wire::member<&ValidationError::code>("Code", {.location_name = "code"}),
        wire::member<&ValidationError::message>("Message", {.location_name = "message"}),
    };
    return rows;
}

std::span<const wire::Member> ValidationWarning::members() {
    static const wire::Member rows[] = {
        wire::member<&ValidationWarning::errors>("Errors", {.location_name = "errorSet"}),
    };
    return rows;
}

LaunchTemplateItem to_item(const launch_templates::Template& one, const images::Tags& tags) {
    return {.launch_template_id = one.id,
            .launch_template_name = one.name,
            .create_time = one.created,
            .created_by = one.created_by,
            .default_version_number = one.default_version,
            .latest_version_number = one.latest_version,
            .tags = to_wire(tags)};
}

Result<LaunchTemplateVersionItem> to_item(const launch_templates::Template& of,
                                          const launch_templates::Version& version) {
    auto data = launch_template::restore(version.image_id, version.data);
    if (!data) return failure(data.error());
    LaunchTemplateVersionItem item{.launch_template_id = of.id,
                                   .launch_template_name = of.name,
                                   .version_number = version.number,
                                   .create_time = version.created,
                                   .created_by = version.created_by,
                                   .default_version = version.number == of.default_version,
                                   .launch_template_data = std::move(*data)};
    if (!version.description.empty()) item.version_description = version.description;
    return item;
}

}  // namespace amicast::services::ec2
