#include "services/ec2/launch_template_data.h"

namespace amicast::services::ec2::launch_template {

std::span<const wire::Member> Data::members() {
    using This = Data;
    static const wire::Member rows[] = {
        wire::member<&This::kernel_id>("KernelId", {.location_name = "kernelId"}),
        wire::member<&This::ebs_optimized>("EbsOptimized", {.location_name = "ebsOptimized"}),
        wire::member<&This::iam_instance_profile>("IamInstanceProfile",
                                                  {.location_name = "iamInstanceProfile"}),
        wire::member<&This::block_device_mappings>(
            "BlockDeviceMappings",
            {.location_name = "blockDeviceMappingSet", .query_name = "BlockDeviceMapping"}),
        wire::member<&This::network_interfaces>(
            "NetworkInterfaces",
            {.location_name = "networkInterfaceSet", .query_name = "NetworkInterface"}),
        wire::member<&This::image_id>("ImageId", {.location_name = "imageId"}),
        wire::member<&This::instance_type>("InstanceType", {.location_name = "instanceType"}),
        wire::member<&This::key_name>("KeyName", {.location_name = "keyName"}),
        wire::member<&This::monitoring>("Monitoring", {.location_name = "monitoring"}),
        wire::member<&This::placement>("Placement", {.location_name = "placement"}),
        wire::member<&This::ram_disk_id>("RamDiskId", {.location_name = "ramDiskId"}),
        wire::member<&This::disable_api_termination>("DisableApiTermination",
                                                     {.location_name = "disableApiTermination"}),
        wire::member<&This::instance_initiated_shutdown_behavior>(
            "InstanceInitiatedShutdownBehavior",
            {.location_name = "instanceInitiatedShutdownBehavior", .one_of = "stop terminate"}),
        wire::member<&This::user_data>("UserData", {.location_name = "userData"}),
        wire::member<&This::tag_specifications>(
            "TagSpecifications",
            {.location_name = "tagSpecificationSet", .query_name = "TagSpecification"}),
        wire::member<&This::elastic_gpu_specifications>(
            "ElasticGpuSpecifications", {.location_name = "elasticGpuSpecificationSet",
                                         .query_name = "ElasticGpuSpecification"}),
        wire::member<&This::elastic_inference_accelerators>(
            "ElasticInferenceAccelerators", {.location_name = "elasticInferenceAcceleratorSet",
                                             .query_name = "ElasticInferenceAccelerator"}),
        wire::member<&This::security_group_ids>(
            "SecurityGroupIds",
            {.location_name = "securityGroupIdSet", .query_name = "SecurityGroupId"}),
        wire::member<&This::security_groups>(
            "SecurityGroups", {.location_name = "securityGroupSet", .query_name = "SecurityGroup"}),
        wire::member<&This::instance_market_options>("InstanceMarketOptions",
                                                     {.location_name = "instanceMarketOptions"}),
        wire::member<&This::credit_specification>("CreditSpecification",
                                                  {.location_name = "creditSpecification"}),
        wire::member<&This::cpu_options>("CpuOptions", {.location_name = "cpuOptions"}),
        wire::member<&This::capacity_reservation_specification>(
            "CapacityReservationSpecification",
            {.location_name = "capacityReservationSpecification"}),
        wire::member<&This::license_specifications>(
            "LicenseSpecifications",
            {.location_name = "licenseSet", .query_name = "LicenseSpecification"}),
        wire::member<&This::hibernation_options>("HibernationOptions",
                                                 {.location_name = "hibernationOptions"}),
        wire::member<&This::metadata_options>("MetadataOptions",
                                              {.location_name = "metadataOptions"}),
        wire::member<&This::enclave_options>("EnclaveOptions", {.location_name = "enclaveOptions"}),
        wire::member<&This::instance_requirements>("InstanceRequirements",
                                                   {.location_name = "instanceRequirements"}),
        wire::member<&This::private_dns_name_options>("PrivateDnsNameOptions",
                                                      {.location_name = "privateDnsNameOptions"}),
        wire::member<&This::maintenance_options>("MaintenanceOptions",
                                                 {.location_name = "maintenanceOptions"}),
        wire::member<&This::disable_api_stop>("DisableApiStop",
                                              {.location_name = "disableApiStop"}),
        wire::member<&This::network_performance_options>(
            "NetworkPerformanceOptions", {.location_name = "networkPerformanceOptions"}),
        wire::member<&This::secondary_interfaces>(
            "SecondaryInterfaces",
            {.location_name = "secondaryInterfaceSet", .query_name = "SecondaryInterface"}),
    };
    return rows;
}

}  // namespace amicast::services::ec2::launch_template
