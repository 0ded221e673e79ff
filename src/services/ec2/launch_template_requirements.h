// Launch template data that asks for properties of an instance type instead of naming one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wire/schema.h"

namespace amicast::services::ec2::launch_template {

struct RequiredRange {
    std::int64_t min = 0;
    std::optional<std::int64_t> max;

    static std::span<const wire::Member> members();
};

struct CountRange {
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;

    static std::span<const wire::Member> members();
};

struct RealRange {
    std::optional<double> min;
    std::optional<double> max;

    static std::span<const wire::Member> members();
};

struct FactorReference {
    std::optional<std::string> instance_family;

    static std::span<const wire::Member> members();
};

struct CpuFactor {
    std::vector<FactorReference> references;

    static std::span<const wire::Member> members();
};

struct PerformanceFactors {
    std::optional<CpuFactor> cpu;

    static std::span<const wire::Member> members();
};

struct InstanceRequirements {
    RequiredRange vcpu_count;
    RequiredRange memory_mib;
    std::vector<std::string> cpu_manufacturers;
    std::optional<RealRange> memory_gib_per_vcpu;
    std::vector<std::string> excluded_instance_types;
    std::vector<std::string> instance_generations;
    std::optional<std::int64_t> spot_max_price_percentage_over_lowest_price;
    std::optional<std::int64_t> on_demand_max_price_percentage_over_lowest_price;
    std::optional<std::string> bare_metal;
    std::optional<std::string> burstable_performance;
    std::optional<bool> require_hibernate_support;
    std::optional<CountRange> network_interface_count;
    std::optional<std::string> local_storage;
    std::vector<std::string> local_storage_types;
    std::optional<RealRange> total_local_storage_gb;
    std::optional<CountRange> baseline_ebs_bandwidth_mbps;
    std::vector<std::string> accelerator_types;
    std::optional<CountRange> accelerator_count;
    std::vector<std::string> accelerator_manufacturers;
    std::vector<std::string> accelerator_names;
    std::optional<CountRange> accelerator_total_memory_mib;
    std::optional<RealRange> network_bandwidth_gbps;
    std::vector<std::string> allowed_instance_types;
    std::optional<std::int64_t> max_spot_price_as_percentage_of_optimal_on_demand_price;
    std::optional<PerformanceFactors> baseline_performance_factors;
    std::optional<bool> require_encryption_in_transit;

    static std::span<const wire::Member> members();
};

}  // namespace amicast::services::ec2::launch_template
