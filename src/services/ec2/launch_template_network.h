// Network interfaces of launch template data, and what else it says about a network.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wire/schema.h"

namespace amicast::services::ec2::launch_template {

struct Ipv6Address {
    std::optional<std::string> ipv6_address;

    static std::span<const wire::Member> members();
};

struct PrivateIpAddress {
    std::optional<bool> primary;
    std::optional<std::string> private_ip_address;

    static std::span<const wire::Member> members();
};

struct Ipv4Prefix {
    std::optional<std::string> ipv4_prefix;

    static std::span<const wire::Member> members();
};

struct Ipv6Prefix {
    std::optional<std::string> ipv6_prefix;

    static std::span<const wire::Member> members();
};

struct EnaSrdUdp {
    std::optional<bool> ena_srd_udp_enabled;

    static std::span<const wire::Member> members();
};

struct EnaSrd {
    std::optional<bool> ena_srd_enabled;
    std::optional<EnaSrdUdp> ena_srd_udp_specification;

    static std::span<const wire::Member> members();
};

struct ConnectionTracking {
    std::optional<std::int64_t> tcp_established_timeout;
    std::optional<std::int64_t> udp_stream_timeout;
    std::optional<std::int64_t> udp_timeout;

    static std::span<const wire::Member> members();
};

struct NetworkInterface {
    std::optional<bool> associate_carrier_ip_address;
    std::optional<bool> associate_public_ip_address;
    std::optional<bool> delete_on_termination;
    std::optional<std::string> description;
    std::optional<std::int64_t> device_index;
    std::vector<std::string> groups;
    std::optional<std::string> interface_type;
    std::optional<std::int64_t> ipv6_address_count;
    std::vector<Ipv6Address> ipv6_addresses;
    std::optional<std::string> network_interface_id;
    std::optional<std::string> private_ip_address;
    std::vector<PrivateIpAddress> private_ip_addresses;
    std::optional<std::int64_t> secondary_private_ip_address_count;
    std::optional<std::string> subnet_id;
    std::optional<std::int64_t> network_card_index;
    std::vector<Ipv4Prefix> ipv4_prefixes;
    std::optional<std::int64_t> ipv4_prefix_count;
    std::vector<Ipv6Prefix> ipv6_prefixes;
    std::optional<std::int64_t> ipv6_prefix_count;
    std::optional<bool> primary_ipv6;
    std::optional<EnaSrd> ena_srd_specification;
    std::optional<ConnectionTracking> connection_tracking_specification;
    std::optional<std::int64_t> ena_queue_count;

    static std::span<const wire::Member> members();
};

struct SecondaryPrivateIpAddress {
    std::optional<std::string> private_ip_address;

    static std::span<const wire::Member> members();
};

struct SecondaryInterface {
    std::optional<bool> delete_on_termination;
    std::optional<std::int64_t> device_index;
    std::vector<SecondaryPrivateIpAddress> private_ip_addresses;
    std::optional<std::int64_t> private_ip_address_count;
    std::optional<std::string> secondary_subnet_id;
    std::optional<std::string> interface_type;
    std::optional<std::int64_t> network_card_index;

    static std::span<const wire::Member> members();
};

struct PrivateDnsName {
    std::optional<std::string> hostname_type;
    std::optional<bool> enable_dns_a_record;
    std::optional<bool> enable_dns_aaaa_record;

    static std::span<const wire::Member> members();
};

struct NetworkPerformance {
    std::optional<std::string> bandwidth_weighting;

    static std::span<const wire::Member> members();
};

}  // namespace amicast::services::ec2::launch_template
