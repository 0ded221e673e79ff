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

std::vector<distribution::LaunchTemplateOrder> templates_of(const Distribution& distribution) {
    std::vector<distribution::LaunchTemplateOrder> orders;
    if (!distribution.launch_templates) return orders;
    for (const LaunchTemplateConfiguration& wanted : *distribution.launch_templates) {
        orders.push_back({.template_id = wanted.launch_template_id,
                          .account_id = wanted.account_id.value_or(""),
                          .set_default = wanted.set_default_version.value_or(false)});
    }
    return orders;
}

// AWS does not say what the type is when none is given; its console gives aws:ec2:image.
std::vector<distribution::ParameterOrder> parameters_of(const Distribution& distribution) {
    std::vector<distribution::ParameterOrder> orders;
    if (!distribution.ssm_parameters) return orders;
    for (const SsmParameterConfiguration& wanted : *distribution.ssm_parameters) {
        orders.push_back({.name = wanted.parameter_name,
                          .account_id = wanted.ami_account_id.value_or(""),
                          .data_type = wanted.data_type.value_or("aws:ec2:image")});
    }
    return orders;
}

// One that is not enabled asks for nothing.
std::vector<distribution::FastLaunchOrder> fast_launches_of(const Distribution& distribution) {
    std::vector<distribution::FastLaunchOrder> orders;
    if (!distribution.fast_launches) return orders;
    for (const FastLaunchConfiguration& wanted : *distribution.fast_launches) {
        if (!wanted.enabled) continue;
        distribution::FastLaunchOrder order{
            .account_id = wanted.account_id.value_or(""),
            .parallel_launches_max = wanted.max_parallel_launches.value_or(0)};
        if (wanted.snapshot_configuration) {
            order.target_resource_count =
                wanted.snapshot_configuration->target_resource_count.value_or(0);
        }
        orders.push_back(std::move(order));
    }
    return orders;
}

std::optional<distribution::ExportOrder> export_of(const Distribution& distribution) {
    if (!distribution.s3_export) return std::nullopt;
    return distribution::ExportOrder{.role = distribution.s3_export->role_name,
                                     .format = distribution.s3_export->disk_image_format,
                                     .bucket = distribution.s3_export->s3_bucket,
                                     .prefix = distribution.s3_export->s3_prefix.value_or("")};
}

// Each account once, in order.
std::vector<std::string> accounts_of(const std::optional<Texts>& ids) {
    std::vector<std::string> accounts;
    for (const std::string& id : ids.value_or(Texts())) {
        if (std::find(accounts.begin(), accounts.end(), id) == accounts.end())
            accounts.push_back(id);
    }
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
                    .license_arns = distribution.license_configuration_arns.value_or(Texts()),
                    .launch_templates = templates_of(distribution),
                    .parameters = parameters_of(distribution),
                    .fast_launches = fast_launches_of(distribution),
                    .export_order = export_of(distribution)}};
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
