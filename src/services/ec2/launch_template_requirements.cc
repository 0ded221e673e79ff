#include "services/ec2/launch_template_requirements.h"

namespace amicast::services::ec2::launch_template {

std::span<const wire::Member> RequiredRange::members() {
    using This = RequiredRange;
    static const wire::Member rows[] = {
        wire::member<&This::min>("Min", {.location_name = "min", .required = true}),
        wire::member<&This::max>("Max", {.location_name = "max"}),
    };
    return rows;
}

std::span<const wire::Member> CountRange::members() {
    using This = CountRange;
    static const wire::Member rows[] = {
        wire::member<&This::min>("Min", {.location_name = "min"}),
        wire::member<&This::max>("Max", {.location_name = "max"}),
    };
    return rows;
}

std::span<const wire::Member> RealRange::members() {
    using This = RealRange;
    static const wire::Member rows[] = {
        wire::member<&This::min>("Min", {.location_name = "min"}),
        wire::member<&This::max>("Max", {.location_name = "max"}),
    };
    return rows;
}

std::span<const wire::Member> FactorReference::members() {
    using This = FactorReference;
    static const wire::Member rows[] = {
        wire::member<&This::instance_family>("InstanceFamily", {.location_name = "instanceFamily"}),
    };
    return rows;
}

std::span<const wire::Member> CpuFactor::members() {
    using This = CpuFactor;
    static const wire::Member rows[] = {
        wire::member<&This::references>(
            "References", {.location_name = "referenceSet", .query_name = "Reference"}),
    };
    return rows;
}

std::span<const wire::Member> PerformanceFactors::members() {
    using This = PerformanceFactors;
    static const wire::Member rows[] = {
        wire::member<&This::cpu>("Cpu", {.location_name = "cpu"}),
    };
    return rows;
}

std::span<const wire::Member> InstanceRequirements::members() {
    using This = InstanceRequirements;
    static const wire::Member rows[] = {
        wire::member<&This::vcpu_count>("VCpuCount",
                                        {.location_name = "vCpuCount", .required = true}),
        wire::member<&This::memory_mib>("MemoryMiB",
                                        {.location_name = "memoryMiB", .required = true}),
        wire::member<&This::cpu_manufacturers>(
            "CpuManufacturers", {.location_name = "cpuManufacturerSet",
                                 .query_name = "CpuManufacturer",
                                 .element_one_of = "intel amd amazon-web-services apple"}),
        wire::member<&This::memory_gib_per_vcpu>("MemoryGiBPerVCpu",
                                                 {.location_name = "memoryGiBPerVCpu"}),
        wire::member<&This::excluded_instance_types>(
            "ExcludedInstanceTypes", {.location_name = "excludedInstanceTypeSet",
                                      .query_name = "ExcludedInstanceType",
                                      .min = 0,
                                      .max = 400,
                                      .element_min = 1,
                                      .element_max = 30,
                                      .element_pattern = "^[a-zA-Z0-9\\.\\*\\-]+$"}),
        wire::member<&This::instance_generations>("InstanceGenerations",
                                                  {.location_name = "instanceGenerationSet",
                                                   .query_name = "InstanceGeneration",
                                                   .element_one_of = "current previous"}),
        wire::member<&This::spot_max_price_percentage_over_lowest_price>(
            "SpotMaxPricePercentageOverLowestPrice",
            {.location_name = "spotMaxPricePercentageOverLowestPrice"}),
        wire::member<&This::on_demand_max_price_percentage_over_lowest_price>(
            "OnDemandMaxPricePercentageOverLowestPrice",
            {.location_name = "onDemandMaxPricePercentageOverLowestPrice"}),
        wire::member<&This::bare_metal>(
            "BareMetal", {.location_name = "bareMetal", .one_of = "included required excluded"}),
        wire::member<&This::burstable_performance>(
            "BurstablePerformance",
            {.location_name = "burstablePerformance", .one_of = "included required excluded"}),
        wire::member<&This::require_hibernate_support>(
            "RequireHibernateSupport", {.location_name = "requireHibernateSupport"}),
        wire::member<&This::network_interface_count>("NetworkInterfaceCount",
                                                     {.location_name = "networkInterfaceCount"}),
        wire::member<&This::local_storage>(
            "LocalStorage",
            {.location_name = "localStorage", .one_of = "included required excluded"}),
        wire::member<&This::local_storage_types>("LocalStorageTypes",
                                                 {.location_name = "localStorageTypeSet",
                                                  .query_name = "LocalStorageType",
                                                  .element_one_of = "hdd ssd"}),
        wire::member<&This::total_local_storage_gb>("TotalLocalStorageGB",
                                                    {.location_name = "totalLocalStorageGB"}),
        wire::member<&This::baseline_ebs_bandwidth_mbps>(
            "BaselineEbsBandwidthMbps", {.location_name = "baselineEbsBandwidthMbps"}),
        wire::member<&This::accelerator_types>("AcceleratorTypes",
                                               {.location_name = "acceleratorTypeSet",
                                                .query_name = "AcceleratorType",
                                                .element_one_of = "gpu fpga inference media"}),
        wire::member<&This::accelerator_count>("AcceleratorCount",
                                               {.location_name = "acceleratorCount"}),
        wire::member<&This::accelerator_manufacturers>(
            "AcceleratorManufacturers",
            {.location_name = "acceleratorManufacturerSet",
             .query_name = "AcceleratorManufacturer",
             .element_one_of = "amazon-web-services amd nvidia xilinx habana"}),
        wire::member<&This::accelerator_names>(
            "AcceleratorNames",
            {.location_name = "acceleratorNameSet", .query_name = "AcceleratorName"}),
        wire::member<&This::accelerator_total_memory_mib>(
            "AcceleratorTotalMemoryMiB", {.location_name = "acceleratorTotalMemoryMiB"}),
        wire::member<&This::network_bandwidth_gbps>("NetworkBandwidthGbps",
                                                    {.location_name = "networkBandwidthGbps"}),
        wire::member<&This::allowed_instance_types>("AllowedInstanceTypes",
                                                    {.location_name = "allowedInstanceTypeSet",
                                                     .query_name = "AllowedInstanceType",
                                                     .min = 0,
                                                     .max = 400,
                                                     .element_min = 1,
                                                     .element_max = 30,
                                                     .element_pattern = "^[a-zA-Z0-9\\.\\*\\-]+$"}),
        wire::member<&This::max_spot_price_as_percentage_of_optimal_on_demand_price>(
            "MaxSpotPriceAsPercentageOfOptimalOnDemandPrice",
            {.location_name = "maxSpotPriceAsPercentageOfOptimalOnDemandPrice"}),
        wire::member<&This::baseline_performance_factors>(
            "BaselinePerformanceFactors", {.location_name = "baselinePerformanceFactors"}),
        wire::member<&This::require_encryption_in_transit>(
            "RequireEncryptionInTransit", {.location_name = "requireEncryptionInTransit"}),
    };
    return rows;
}

}  // namespace amicast::services::ec2::launch_template
