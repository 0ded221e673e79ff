// The smaller parts of launch template data: devices, tags, and how an instance is to run.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/ec2/shapes.h"
#include "wire/schema.h"

namespace amicast::services::ec2::launch_template {

struct InstanceProfile {
    std::optional<std::string> arn;
    std::optional<std::string> name;

    static std::span<const wire::Member> members();
};

struct Ebs {
    std::optional<bool> encrypted;
    std::optional<bool> delete_on_termination;
    std::optional<std::int64_t> iops;
    std::optional<std::string> kms_key_id;
    std::optional<std::string> snapshot_id;
    std::optional<std::int64_t> volume_size;
    std::optional<std::string> volume_type;
    std::optional<std::int64_t> throughput;
    std::optional<std::int64_t> volume_initialization_rate;
    std::optional<std::int64_t> ebs_card_index;

    static std::span<const wire::Member> members();
};

struct BlockDevice {
    std::optional<std::string> device_name;
    std::optional<std::string> virtual_name;
    std::optional<Ebs> ebs;
    std::optional<std::string> no_device;

    static std::span<const wire::Member> members();
};

struct Monitoring {
    std::optional<bool> enabled;
    std::vector<std::string> metric_category_ids;

    static std::span<const wire::Member> members();
};

struct Placement {
    std::optional<std::string> availability_zone;
    std::optional<std::string> availability_zone_id;
    std::optional<std::string> affinity;
    std::optional<std::string> group_name;
    std::optional<std::string> host_id;
    std::optional<std::string> tenancy;
    std::optional<std::string> spread_domain;
    std::optional<std::string> host_resource_group_arn;
    std::optional<std::int64_t> partition_number;
    std::optional<std::string> group_id;

    static std::span<const wire::Member> members();
};

struct TagsOfType {
    std::optional<std::string> resource_type;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members();
};

struct ElasticGpu {
    std::string type;

    static std::span<const wire::Member> members();
};

struct InferenceAccelerator {
    std::string type;
    std::optional<std::int64_t> count;

    static std::span<const wire::Member> members();
};

struct SpotOptions {
    std::optional<std::string> max_price;
    std::optional<std::string> spot_instance_type;
    std::optional<std::int64_t> block_duration_minutes;
    std::optional<Time> valid_until;
    std::optional<std::string> instance_interruption_behavior;

    static std::span<const wire::Member> members();
};

struct MarketOptions {
    std::optional<std::string> market_type;
    std::optional<SpotOptions> spot_options;

    static std::span<const wire::Member> members();
};

struct Credit {
    std::string cpu_credits;

    static std::span<const wire::Member> members();
};

struct CpuOptions {
    std::optional<std::int64_t> core_count;
    std::optional<std::int64_t> threads_per_core;
    std::optional<std::string> amd_sev_snp;
    std::optional<std::string> nested_virtualization;

    static std::span<const wire::Member> members();
};

struct CapacityReservationTarget {
    std::optional<std::string> capacity_reservation_id;
    std::optional<std::string> capacity_reservation_resource_group_arn;

    static std::span<const wire::Member> members();
};

struct CapacityReservation {
    std::optional<std::string> capacity_reservation_preference;
    std::optional<CapacityReservationTarget> capacity_reservation_target;

    static std::span<const wire::Member> members();
};

struct License {
    std::optional<std::string> license_configuration_arn;

    static std::span<const wire::Member> members();
};

struct Hibernation {
    std::optional<bool> configured;

    static std::span<const wire::Member> members();
};

struct MetadataOptions {
    std::optional<std::string> http_tokens;
    std::optional<std::int64_t> http_put_response_hop_limit;
    std::optional<std::string> http_endpoint;
    std::optional<std::string> http_protocol_ipv6;
    std::optional<std::string> instance_metadata_tags;

    static std::span<const wire::Member> members();
};

struct Enclave {
    std::optional<bool> enabled;

    static std::span<const wire::Member> members();
};

struct Maintenance {
    std::optional<std::string> auto_recovery;

    static std::span<const wire::Member> members();
};

}  // namespace amicast::services::ec2::launch_template
