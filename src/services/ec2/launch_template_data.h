// What a version of a launch template holds, in requests and answers.
//
// Requests and answers name some members differently in the service model; a row's query_name is
// the request's form. Nothing is looked up: a template may name what does not exist yet.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "services/ec2/launch_template_network.h"
#include "services/ec2/launch_template_options.h"
#include "services/ec2/launch_template_requirements.h"
#include "wire/schema.h"

namespace amicast::services::ec2::launch_template {

struct Data {
    std::optional<std::string> kernel_id;
    std::optional<bool> ebs_optimized;
    std::optional<InstanceProfile> iam_instance_profile;
    std::vector<BlockDevice> block_device_mappings;
    std::vector<NetworkInterface> network_interfaces;
    std::optional<std::string> image_id;
    std::optional<std::string> instance_type;
    std::optional<std::string> key_name;
    std::optional<Monitoring> monitoring;
    std::optional<Placement> placement;
    std::optional<std::string> ram_disk_id;
    std::optional<bool> disable_api_termination;
    std::optional<std::string> instance_initiated_shutdown_behavior;
    std::optional<std::string> user_data;
    std::vector<TagsOfType> tag_specifications;
    std::vector<ElasticGpu> elastic_gpu_specifications;
    std::vector<InferenceAccelerator> elastic_inference_accelerators;
    std::vector<std::string> security_group_ids;
    std::vector<std::string> security_groups;
    std::optional<MarketOptions> instance_market_options;
    std::optional<Credit> credit_specification;
    std::optional<CpuOptions> cpu_options;
    std::optional<CapacityReservation> capacity_reservation_specification;
    std::vector<License> license_specifications;
    std::optional<Hibernation> hibernation_options;
    std::optional<MetadataOptions> metadata_options;
    std::optional<Enclave> enclave_options;
    std::optional<InstanceRequirements> instance_requirements;
    std::optional<PrivateDnsName> private_dns_name_options;
    std::optional<Maintenance> maintenance_options;
    std::optional<bool> disable_api_stop;
    std::optional<NetworkPerformance> network_performance_options;
    std::vector<SecondaryInterface> secondary_interfaces;

    static std::span<const wire::Member> members();
};

// What nothing but the data itself can tell: the form of an image's id, base64 and size of user
// data, tags, the size of it all. InvalidAMIID.Malformed, InvalidUserData.Malformed,
// InvalidParameterValue.
Status check_data(const Data& data);

// As a version keeps it: the image apart, everything else as one text.
struct StoredData {
    std::optional<std::string> image_id;
    std::string rest;
};
StoredData store(const Data& data);
// Errors: corrupt.
Result<Data> restore(const std::optional<std::string>& image_id, std::string_view rest);

// `given` over `base`: each member that is given replaces the base's, lists as a whole.
Result<Data> overlay(const Data& base, const Data& given);

}  // namespace amicast::services::ec2::launch_template
