#include "services/ec2/launch_template_options.h"

namespace amicast::services::ec2::launch_template {

std::span<const wire::Member> InstanceProfile::members() {
    using This = InstanceProfile;
    static const wire::Member rows[] = {
        wire::member<&This::arn>("Arn", {.location_name = "arn"}),
        wire::member<&This::name>("Name", {.location_name = "name"}),
    };
    return rows;
}

std::span<const wire::Member> Ebs::members() {
    using This = Ebs;
    static const wire::Member rows[] = {
        wire::member<&This::encrypted>("Encrypted", {.location_name = "encrypted"}),
        wire::member<&This::delete_on_termination>("DeleteOnTermination",
                                                   {.location_name = "deleteOnTermination"}),
        wire::member<&This::iops>("Iops", {.location_name = "iops"}),
        wire::member<&This::kms_key_id>("KmsKeyId", {.location_name = "kmsKeyId"}),
        wire::member<&This::snapshot_id>("SnapshotId", {.location_name = "snapshotId"}),
        wire::member<&This::volume_size>("VolumeSize", {.location_name = "volumeSize"}),
        wire::member<&This::volume_type>(
            "VolumeType",
            {.location_name = "volumeType", .one_of = "standard io1 io2 gp2 sc1 st1 gp3"}),
        wire::member<&This::throughput>("Throughput", {.location_name = "throughput"}),
        wire::member<&This::volume_initialization_rate>(
            "VolumeInitializationRate", {.location_name = "volumeInitializationRate"}),
        wire::member<&This::ebs_card_index>("EbsCardIndex", {.location_name = "ebsCardIndex"}),
    };
    return rows;
}

std::span<const wire::Member> BlockDevice::members() {
    using This = BlockDevice;
    static const wire::Member rows[] = {
        wire::member<&This::device_name>("DeviceName", {.location_name = "deviceName"}),
        wire::member<&This::virtual_name>("VirtualName", {.location_name = "virtualName"}),
        wire::member<&This::ebs>("Ebs", {.location_name = "ebs"}),
        wire::member<&This::no_device>("NoDevice", {.location_name = "noDevice"}),
    };
    return rows;
}

std::span<const wire::Member> Monitoring::members() {
    using This = Monitoring;
    static const wire::Member rows[] = {
        wire::member<&This::enabled>("Enabled", {.location_name = "enabled"}),
        wire::member<&This::metric_category_ids>(
            "MetricCategoryIds",
            {.location_name = "metricCategoryIdSet", .query_name = "MetricCategoryId"}),
    };
    return rows;
}

std::span<const wire::Member> Placement::members() {
    using This = Placement;
    static const wire::Member rows[] = {
        wire::member<&This::availability_zone>("AvailabilityZone",
                                               {.location_name = "availabilityZone"}),
        wire::member<&This::availability_zone_id>("AvailabilityZoneId",
                                                  {.location_name = "availabilityZoneId"}),
        wire::member<&This::affinity>("Affinity", {.location_name = "affinity"}),
        wire::member<&This::group_name>("GroupName", {.location_name = "groupName"}),
        wire::member<&This::host_id>("HostId", {.location_name = "hostId"}),
        wire::member<&This::tenancy>(
            "Tenancy", {.location_name = "tenancy", .one_of = "default dedicated host"}),
        wire::member<&This::spread_domain>("SpreadDomain", {.location_name = "spreadDomain"}),
        wire::member<&This::host_resource_group_arn>("HostResourceGroupArn",
                                                     {.location_name = "hostResourceGroupArn"}),
        wire::member<&This::partition_number>("PartitionNumber",
                                              {.location_name = "partitionNumber"}),
        wire::member<&This::group_id>("GroupId", {.location_name = "groupId"}),
    };
    return rows;
}

std::span<const wire::Member> TagsOfType::members() {
    using This = TagsOfType;
    static const wire::Member rows[] = {
        wire::member<&This::resource_type>("ResourceType", {.location_name = "resourceType"}),
        wire::member<&This::tags>("Tags", {.location_name = "tagSet", .query_name = "Tag"}),
    };
    return rows;
}

std::span<const wire::Member> ElasticGpu::members() {
    using This = ElasticGpu;
    static const wire::Member rows[] = {
        wire::member<&This::type>("Type", {.location_name = "type", .required = true}),
    };
    return rows;
}

std::span<const wire::Member> InferenceAccelerator::members() {
    using This = InferenceAccelerator;
    static const wire::Member rows[] = {
        wire::member<&This::type>("Type", {.location_name = "type", .required = true}),
        wire::member<&This::count>("Count", {.location_name = "count", .min = 1}),
    };
    return rows;
}

std::span<const wire::Member> SpotOptions::members() {
    using This = SpotOptions;
    static const wire::Member rows[] = {
        wire::member<&This::max_price>("MaxPrice", {.location_name = "maxPrice"}),
        wire::member<&This::spot_instance_type>(
            "SpotInstanceType",
            {.location_name = "spotInstanceType", .one_of = "one-time persistent"}),
        wire::member<&This::block_duration_minutes>("BlockDurationMinutes",
                                                    {.location_name = "blockDurationMinutes"}),
        wire::member<&This::valid_until>("ValidUntil", {.location_name = "validUntil"}),
        wire::member<&This::instance_interruption_behavior>(
            "InstanceInterruptionBehavior", {.location_name = "instanceInterruptionBehavior",
                                             .one_of = "hibernate stop terminate"}),
    };
    return rows;
}

std::span<const wire::Member> MarketOptions::members() {
    using This = MarketOptions;
    static const wire::Member rows[] = {
        wire::member<&This::market_type>(
            "MarketType",
            {.location_name = "marketType",
             .one_of = "spot capacity-block interruptible-capacity-reservation on-demand"}),
        wire::member<&This::spot_options>("SpotOptions", {.location_name = "spotOptions"}),
    };
    return rows;
}

std::span<const wire::Member> Credit::members() {
    using This = Credit;
    static const wire::Member rows[] = {
        wire::member<&This::cpu_credits>("CpuCredits",
                                         {.location_name = "cpuCredits", .required = true}),
    };
    return rows;
}

std::span<const wire::Member> CpuOptions::members() {
    using This = CpuOptions;
    static const wire::Member rows[] = {
        wire::member<&This::core_count>("CoreCount", {.location_name = "coreCount"}),
        wire::member<&This::threads_per_core>("ThreadsPerCore",
                                              {.location_name = "threadsPerCore"}),
        wire::member<&This::amd_sev_snp>(
            "AmdSevSnp", {.location_name = "amdSevSnp", .one_of = "enabled disabled"}),
        wire::member<&This::nested_virtualization>(
            "NestedVirtualization",
            {.location_name = "nestedVirtualization", .one_of = "enabled disabled"}),
    };
    return rows;
}

std::span<const wire::Member> CapacityReservationTarget::members() {
    using This = CapacityReservationTarget;
    static const wire::Member rows[] = {
        wire::member<&This::capacity_reservation_id>("CapacityReservationId",
                                                     {.location_name = "capacityReservationId"}),
        wire::member<&This::capacity_reservation_resource_group_arn>(
            "CapacityReservationResourceGroupArn",
            {.location_name = "capacityReservationResourceGroupArn"}),
    };
    return rows;
}

std::span<const wire::Member> CapacityReservation::members() {
    using This = CapacityReservation;
    static const wire::Member rows[] = {
        wire::member<&This::capacity_reservation_preference>(
            "CapacityReservationPreference", {.location_name = "capacityReservationPreference",
                                              .one_of = "capacity-reservations-only open none"}),
        wire::member<&This::capacity_reservation_target>(
            "CapacityReservationTarget", {.location_name = "capacityReservationTarget"}),
    };
    return rows;
}

std::span<const wire::Member> License::members() {
    using This = License;
    static const wire::Member rows[] = {
        wire::member<&This::license_configuration_arn>(
            "LicenseConfigurationArn", {.location_name = "licenseConfigurationArn"}),
    };
    return rows;
}

std::span<const wire::Member> Hibernation::members() {
    using This = Hibernation;
    static const wire::Member rows[] = {
        wire::member<&This::configured>("Configured", {.location_name = "configured"}),
    };
    return rows;
}

std::span<const wire::Member> MetadataOptions::members() {
    using This = MetadataOptions;
    static const wire::Member rows[] = {
        wire::member<&This::http_tokens>(
            "HttpTokens", {.location_name = "httpTokens", .one_of = "optional required"}),
        wire::member<&This::http_put_response_hop_limit>(
            "HttpPutResponseHopLimit", {.location_name = "httpPutResponseHopLimit"}),
        wire::member<&This::http_endpoint>(
            "HttpEndpoint", {.location_name = "httpEndpoint", .one_of = "disabled enabled"}),
        wire::member<&This::http_protocol_ipv6>(
            "HttpProtocolIpv6",
            {.location_name = "httpProtocolIpv6", .one_of = "disabled enabled"}),
        wire::member<&This::instance_metadata_tags>(
            "InstanceMetadataTags",
            {.location_name = "instanceMetadataTags", .one_of = "disabled enabled"}),
    };
    return rows;
}

std::span<const wire::Member> Enclave::members() {
    using This = Enclave;
    static const wire::Member rows[] = {
        wire::member<&This::enabled>("Enabled", {.location_name = "enabled"}),
    };
    return rows;
}

std::span<const wire::Member> Maintenance::members() {
    using This = Maintenance;
    static const wire::Member rows[] = {
        wire::member<&This::auto_recovery>(
            "AutoRecovery", {.location_name = "autoRecovery", .one_of = "default disabled"}),
    };
    return rows;
}

}  // namespace amicast::services::ec2::launch_template
