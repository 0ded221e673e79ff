// Distribution configurations as they travel. They are stored in this form too, so that what a
// client sent comes back exactly: absent stays absent, empty stays empty, {} stays {}.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wire/schema.h"

namespace amicast::services::imagebuilder {

using TagMap = std::map<std::string, std::string>;
using Texts = std::vector<std::string>;

struct LaunchPermissionConfiguration {
    std::optional<Texts> user_ids;
    std::optional<Texts> user_groups;
    std::optional<Texts> organization_arns;
    std::optional<Texts> organizational_unit_arns;
    static std::span<const wire::Member> members();
};

struct AmiDistributionConfiguration {
    std::optional<std::string> name;
    std::optional<std::string> description;
    std::optional<Texts> target_account_ids;
    std::optional<TagMap> ami_tags;
    std::optional<std::string> kms_key_id;
    std::optional<LaunchPermissionConfiguration> launch_permission;
    static std::span<const wire::Member> members();
};

struct TargetContainerRepository {
    std::string service;
    std::string repository_name;
    static std::span<const wire::Member> members();
};

struct ContainerDistributionConfiguration {
    std::optional<std::string> description;
    std::optional<Texts> container_tags;
    TargetContainerRepository target_repository;
    static std::span<const wire::Member> members();
};

struct LaunchTemplateConfiguration {
    std::string launch_template_id;
    std::optional<std::string> account_id;
    std::optional<bool> set_default_version;
    static std::span<const wire::Member> members();
};

struct S3ExportConfiguration {
    std::string role_name;
    std::string disk_image_format;
    std::string s3_bucket;
    std::optional<std::string> s3_prefix;
    static std::span<const wire::Member> members();
};

struct FastLaunchSnapshotConfiguration {
    std::optional<std::int64_t> target_resource_count;
    static std::span<const wire::Member> members();
};

struct FastLaunchLaunchTemplateSpecification {
    std::optional<std::string> launch_template_id;
    std::optional<std::string> launch_template_name;
    std::optional<std::string> launch_template_version;
    static std::span<const wire::Member> members();
};

struct FastLaunchConfiguration {
    bool enabled = false;
    std::optional<FastLaunchSnapshotConfiguration> snapshot_configuration;
    std::optional<std::int64_t> max_parallel_launches;
    std::optional<FastLaunchLaunchTemplateSpecification> launch_template;
    std::optional<std::string> account_id;
    static std::span<const wire::Member> members();
};

struct SsmParameterConfiguration {
    std::optional<std::string> ami_account_id;
    std::string parameter_name;
    std::optional<std::string> data_type;
    static std::span<const wire::Member> members();
};

// What one region gets.
struct Distribution {
    std::string region;
    std::optional<AmiDistributionConfiguration> ami;
    std::optional<ContainerDistributionConfiguration> container;
    std::optional<Texts> license_configuration_arns;
    std::optional<std::vector<LaunchTemplateConfiguration>> launch_templates;
    std::optional<S3ExportConfiguration> s3_export;
    std::optional<std::vector<FastLaunchConfiguration>> fast_launches;
    std::optional<std::vector<SsmParameterConfiguration>> ssm_parameters;
    static std::span<const wire::Member> members();
};

struct DistributionConfiguration {
    std::string arn;
    std::string name;
    std::optional<std::string> description;
    std::vector<Distribution> distributions;
    std::string date_created;
    std::optional<std::string> date_updated;
    TagMap tags;
    static std::span<const wire::Member> members();
};

struct DistributionConfigurationSummary {
    std::string arn;
    std::string name;
    std::optional<std::string> description;
    std::string date_created;
    std::optional<std::string> date_updated;
    TagMap tags;
    Texts regions;
    static std::span<const wire::Member> members();
};

// The part of a configuration that its row keeps as JSON.
struct StoredDistributions {
    std::vector<Distribution> distributions;
    static std::span<const wire::Member> members();
};

}  // namespace amicast::services::imagebuilder
