// Translates structures; decides nothing.
#include "services/imagebuilder/plan_of.h"

#include <algorithm>

namespace amicast::services::imagebuilder {
namespace {

using images::Grantee;

void add(std::vector<Grantee>& grantees, const std::optional<Texts>& values, Grantee::Kind kind) {
    if (!values) return;
    for (const std::string& value : *values)
        grantees.push_back({kind, value});
}

std::vector<Grantee> grantees_of(const std::optional<LaunchPermissionConfiguration>& permission) {
    std::vector<Grantee> grantees;
    if (!permission) return grantees;
    add(grantees, permission->user_ids, Grantee::Kind::user);
    add(grantees, permission->user_groups, Grantee::Kind::group);
    add(grantees, permission->organization_arns, Grantee::Kind::organization);
    add(grantees, permission->organizational_unit_arns, Grantee::Kind::organizational_unit);
    return grantees;
}

bool enables_fast_launch(const Distribution& distribution) {
    return distribution.fast_launches &&
           std::any_of(distribution.fast_launches->begin(), distribution.fast_launches->end(),
                       [](const FastLaunchConfiguration& wanted) { return wanted.enabled; });
}

// In the order in which the service would apply them.
std::vector<distribution::UnservedSetting> unserved_in(const Distribution& distribution) {
    std::vector<distribution::UnservedSetting> unserved;
    if (distribution.license_configuration_arns)
        unserved.push_back({"licenseConfigurationArns", "ASSOCIATE_LICENSES"});
    if (distribution.launch_templates)
        unserved.push_back({"launchTemplateConfigurations", "UPDATE_LAUNCH_TEMPLATES"});
    if (distribution.ssm_parameters && !distribution.ssm_parameters->empty())
        unserved.push_back({"ssmParameterConfigurations", "PUT_SSM_PARAMETERS"});
    if (enables_fast_launch(distribution))
        unserved.push_back({"fastLaunchConfigurations", "UPDATE_FAST_LAUNCH_CONFIGURATIONS"});
    if (distribution.s3_export) unserved.push_back({"s3ExportConfiguration", "EXPORT_AMI"});
    return unserved;
}

// Each account once, in order.
std::vector<std::string> accounts_of(const std::optional<Texts>& ids) {
    std::vector<std::string> accounts;
    for (const std::string& id : ids.value_or(Texts()))
        if (std::find(accounts.begin(), accounts.end(), id) == accounts.end())
            accounts.push_back(id);
    return accounts;
}

distribution::RegionOrder order_of(const Distribution& distribution) {
    AmiDistributionConfiguration ami = distribution.ami.value_or(AmiDistributionConfiguration());
    return {.region = distribution.region,
            .account_ids = accounts_of(ami.target_account_ids),
            .ami = {.name_template = ami.name,
                    .description = ami.description,
                    .kms_key_id = ami.kms_key_id,
                    .tags = tags_of(ami.ami_tags.value_or(TagMap())),
                    .launch_permissions = grantees_of(ami.launch_permission),
                    .unserved = unserved_in(distribution)}};
}

}  // namespace

std::vector<distribution::RegionOrder> plan_of(const std::vector<Distribution>& distributions) {
    std::vector<distribution::RegionOrder> plan;
    plan.reserve(distributions.size());
    for (const Distribution& distribution : distributions)
        plan.push_back(order_of(distribution));
    return plan;
}

images::Tags tags_of(const TagMap& tags) {
    return {tags.begin(), tags.end()};
}

TagMap tag_map_of(const images::Tags& tags) {
    return {tags.begin(), tags.end()};
}

}  // namespace amicast::services::imagebuilder
