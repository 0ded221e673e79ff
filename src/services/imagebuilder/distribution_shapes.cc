// Rows of the distribution structures.
#include "services/imagebuilder/distribution_shapes.h"

#include "services/imagebuilder/constraints.h"

namespace amicast::services::imagebuilder {

std::span<const wire::Member> LaunchPermissionConfiguration::members() {
    using This = LaunchPermissionConfiguration;
    static const wire::Member rows[] = {
        wire::member<&This::user_ids>(
            "userIds",
            {.min = 1, .max = 1536, .element_pattern = account_id_pattern, .keep_empty = true}),
        wire::member<&This::user_groups>(
            "userGroups", {.element_min = 1, .element_max = 1024, .keep_empty = true}),
        wire::member<&This::organization_arns>(
            "organizationArns",
            {.min = 1,
             .max = 25,
             .element_pattern =
                 "^arn:aws[^:]*:organizations::[0-9]{12}:organization/o-[a-z0-9]{10,32}$",
             .keep_empty = true}),
        wire::member<&This::organizational_unit_arns>(
            "organizationalUnitArns",
            {.min = 1,
             .max = 25,
             .element_pattern = "^arn:aws[^:]*:organizations::[0-9]{12}:ou/o-[a-z0-9]{10,32}/"
                                "ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}",
             .keep_empty = true}),
    };
    return rows;
}

std::span<const wire::Member> AmiDistributionConfiguration::members() {
    using This = AmiDistributionConfiguration;
    static const wire::Member rows[] = {
        wire::member<&This::name>(
            "name", {.min = 1,
                     .max = 127,
                     .pattern = "^[-_A-Za-z0-9{][-_A-Za-z0-9\\s:{}\\.]+[-_A-Za-z0-9}]$"}),
        wire::member<&This::description>("description", text_1_to_1024),
        wire::member<&This::target_account_ids>(
            "targetAccountIds",
            {.min = 1, .max = 1536, .element_pattern = account_id_pattern, .keep_empty = true}),
        wire::member<&This::ami_tags>("amiTags", shown_tag_map),
        wire::member<&This::kms_key_id>("kmsKeyId", text_1_to_1024),
        wire::member<&This::launch_permission>("launchPermission"),
    };
    return rows;
}

std::span<const wire::Member> TargetContainerRepository::members() {
    using This = TargetContainerRepository;
    static const wire::Member rows[] = {
        wire::member<&This::service>("service", {.required = true, .one_of = "ECR"}),
        wire::member<&This::repository_name>("repositoryName",
                                             {.required = true, .min = 1, .max = 1024}),
    };
    return rows;
}

std::span<const wire::Member> ContainerDistributionConfiguration::members() {
    using This = ContainerDistributionConfiguration;
    static const wire::Member rows[] = {
        wire::member<&This::description>("description", text_1_to_1024),
        wire::member<&This::container_tags>(
            "containerTags", {.element_min = 1, .element_max = 1024, .keep_empty = true}),
        wire::member<&This::target_repository>("targetRepository", {.required = true}),
    };
    return rows;
}

std::span<const wire::Member> LaunchTemplateConfiguration::members() {
    using This = LaunchTemplateConfiguration;
    static const wire::Member rows[] = {
        wire::member<&This::launch_template_id>(
            "launchTemplateId", {.required = true, .pattern = launch_template_id_pattern}),
        wire::member<&This::account_id>("accountId", {.pattern = account_id_pattern}),
        wire::member<&This::set_default_version>("setDefaultVersion"),
    };
    return rows;
}

std::span<const wire::Member> S3ExportConfiguration::members() {
    using This = S3ExportConfiguration;
    static const wire::Member rows[] = {
        wire::member<&This::role_name>("roleName", {.required = true, .min = 1, .max = 1024}),
        wire::member<&This::disk_image_format>("diskImageFormat",
                                               {.required = true, .one_of = "VMDK RAW VHD"}),
        wire::member<&This::s3_bucket>("s3Bucket", {.required = true, .min = 1, .max = 1024}),
        wire::member<&This::s3_prefix>("s3Prefix", text_1_to_1024),
    };
    return rows;
}

std::span<const wire::Member> FastLaunchSnapshotConfiguration::members() {
    using This = FastLaunchSnapshotConfiguration;
    static const wire::Member rows[] = {
        wire::member<&This::target_resource_count>("targetResourceCount", {.min = 1, .max = 10000}),
    };
    return rows;
}

std::span<const wire::Member> FastLaunchLaunchTemplateSpecification::members() {
    using This = FastLaunchLaunchTemplateSpecification;
    static const wire::Member rows[] = {
        wire::member<&This::launch_template_id>("launchTemplateId",
                                                {.pattern = launch_template_id_pattern}),
        wire::member<&This::launch_template_name>("launchTemplateName", text_1_to_1024),
        wire::member<&This::launch_template_version>("launchTemplateVersion", text_1_to_1024),
    };
    return rows;
}

std::span<const wire::Member> FastLaunchConfiguration::members() {
    using This = FastLaunchConfiguration;
    static const wire::Member rows[] = {
        wire::member<&This::enabled>("enabled", {.required = true}),
        wire::member<&This::snapshot_configuration>("snapshotConfiguration"),
        wire::member<&This::max_parallel_launches>("maxParallelLaunches", {.min = 1}),
        wire::member<&This::launch_template>("launchTemplate"),
        wire::member<&This::account_id>("accountId", {.pattern = account_id_pattern}),
    };
    return rows;
}

std::span<const wire::Member> SsmParameterConfiguration::members() {
    using This = SsmParameterConfiguration;
    static const wire::Member rows[] = {
        wire::member<&This::ami_account_id>("amiAccountId", {.pattern = account_id_pattern}),
        wire::member<&This::parameter_name>(
            "parameterName",
            {.required = true, .min = 1, .max = 1011, .pattern = "^[a-zA-Z0-9_.\\-\\/]+$"}),
        wire::member<&This::data_type>("dataType", {.one_of = "text aws:ec2:image"}),
    };
    return rows;
}

std::span<const wire::Member> Distribution::members() {
    using This = Distribution;
    static const wire::Member rows[] = {
        wire::member<&This::region>("region", {.required = true, .min = 1, .max = 1024}),
        wire::member<&This::ami>("amiDistributionConfiguration"),
        wire::member<&This::container>("containerDistributionConfiguration"),
        wire::member<&This::license_configuration_arns>(
            "licenseConfigurationArns",
            {.min = 1,
             .max = 50,
             .element_pattern = "^arn:aws[^:]*:license-manager:[^:]+:[0-9]{12}:"
                                "license-configuration:lic-[a-z0-9-_]{32}$",
             .keep_empty = true}),
        wire::member<&This::launch_templates>("launchTemplateConfigurations",
                                              {.min = 1, .max = 100, .keep_empty = true}),
        wire::member<&This::s3_export>("s3ExportConfiguration"),
        wire::member<&This::fast_launches>("fastLaunchConfigurations",
                                           {.min = 1, .max = 1000, .keep_empty = true}),
        wire::member<&This::ssm_parameters>("ssmParameterConfigurations", {.keep_empty = true}),
    };
    return rows;
}

std::span<const wire::Member> DistributionConfiguration::members() {
    using This = DistributionConfiguration;
    static const wire::Member rows[] = {
        wire::member<&This::arn>("arn", {.pattern = resource_arn_pattern}),
        wire::member<&This::name>("name", {.pattern = resource_name_pattern}),
        wire::member<&This::description>("description", text_1_to_1024),
        wire::member<&This::distributions>("distributions", {.keep_empty = true}),
        wire::member<&This::date_created>("dateCreated"),
        wire::member<&This::date_updated>("dateUpdated"),
        wire::member<&This::tags>("tags", shown_tag_map),
    };
    return rows;
}

std::span<const wire::Member> DistributionConfigurationSummary::members() {
    using This = DistributionConfigurationSummary;
    static const wire::Member rows[] = {
        wire::member<&This::arn>("arn", {.pattern = resource_arn_pattern}),
        wire::member<&This::name>("name", {.pattern = resource_name_pattern}),
        wire::member<&This::description>("description", text_1_to_1024),
        wire::member<&This::date_created>("dateCreated"),
        wire::member<&This::date_updated>("dateUpdated"),
        wire::member<&This::tags>("tags", shown_tag_map),
        wire::member<&This::regions>("regions", {.element_min = 1, .element_max = 1024}),
    };
    return rows;
}

std::span<const wire::Member> StoredDistributions::members() {
    static const wire::Member rows[] = {
        wire::member<&StoredDistributions::distributions>("distributions", {.keep_empty = true}),
    };
    return rows;
}

}  // namespace amicast::services::imagebuilder
