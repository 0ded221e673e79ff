#include "services/ec2/launch_template_network.h"

namespace amicast::services::ec2::launch_template {

std::span<const wire::Member> Ipv6Address::members() {
    using This = Ipv6Address;
    static const wire::Member rows[] = {
        wire::member<&This::ipv6_address>("Ipv6Address", {.location_name = "ipv6Address"}),
    };
    return rows;
}

std::span<const wire::Member> PrivateIpAddress::members() {
    using This = PrivateIpAddress;
    static const wire::Member rows[] = {
        wire::member<&This::primary>("Primary", {.location_name = "primary"}),
        wire::member<&This::private_ip_address>("PrivateIpAddress",
                                                {.location_name = "privateIpAddress"}),
    };
    return rows;
}

std::span<const wire::Member> Ipv4Prefix::members() {
    using This = Ipv4Prefix;
    static const wire::Member rows[] = {
        wire::member<&This::ipv4_prefix>("Ipv4Prefix", {.location_name = "ipv4Prefix"}),
    };
    return rows;
}

std::span<const wire::Member> Ipv6Prefix::members() {
    using This = Ipv6Prefix;
    static const wire::Member rows[] = {
        wire::member<&This::ipv6_prefix>("Ipv6Prefix", {.location_name = "ipv6Prefix"}),
    };
    return rows;
}

std::span<const wire::Member> EnaSrdUdp::members() {
    using This = EnaSrdUdp;
    static const wire::Member rows[] = {
        wire::member<&This::ena_srd_udp_enabled>("EnaSrdUdpEnabled",
                                                 {.location_name = "enaSrdUdpEnabled"}),
    };
    return rows;
}

std::span<const wire::Member> EnaSrd::members() {
    using This = EnaSrd;
    static const wire::Member rows[] = {
        wire::member<&This::ena_srd_enabled>("EnaSrdEnabled", {.location_name = "enaSrdEnabled"}),
        wire::member<&This::ena_srd_udp_specification>("EnaSrdUdpSpecification",
                                                       {.location_name = "enaSrdUdpSpecification"}),
    };
    return rows;
}

std::span<const wire::Member> ConnectionTracking::members() {
    using This = ConnectionTracking;
    static const wire::Member rows[] = {
        wire::member<&This::tcp_established_timeout>("TcpEstablishedTimeout",
                                                     {.location_name = "tcpEstablishedTimeout"}),
        wire::member<&This::udp_stream_timeout>("UdpStreamTimeout",
                                                {.location_name = "udpStreamTimeout"}),
        wire::member<&This::udp_timeout>("UdpTimeout", {.location_name = "udpTimeout"}),
    };
    return rows;
}

std::span<const wire::Member> NetworkInterface::members() {
    using This = NetworkInterface;
    static const wire::Member rows[] = {
        wire::member<&This::associate_carrier_ip_address>(
            "AssociateCarrierIpAddress", {.location_name = "associateCarrierIpAddress"}),
        wire::member<&This::associate_public_ip_address>(
            "AssociatePublicIpAddress", {.location_name = "associatePublicIpAddress"}),
        wire::member<&This::delete_on_termination>("DeleteOnTermination",
                                                   {.location_name = "deleteOnTermination"}),
        wire::member<&This::description>("Description", {.location_name = "description"}),
        wire::member<&This::device_index>("DeviceIndex", {.location_name = "deviceIndex"}),
        wire::member<&This::groups>("Groups", {.location_name = "groupSet",
                                               .query_name = "SecurityGroupId",
                                               .element_name = "groupId"}),
        wire::member<&This::interface_type>("InterfaceType", {.location_name = "interfaceType"}),
        wire::member<&This::ipv6_address_count>("Ipv6AddressCount",
                                                {.location_name = "ipv6AddressCount"}),
        wire::member<&This::ipv6_addresses>(
            "Ipv6Addresses", {.location_name = "ipv6AddressesSet", .query_name = "Ipv6Addresses"}),
        wire::member<&This::network_interface_id>("NetworkInterfaceId",
                                                  {.location_name = "networkInterfaceId"}),
        wire::member<&This::private_ip_address>("PrivateIpAddress",
                                                {.location_name = "privateIpAddress"}),
        wire::member<&This::private_ip_addresses>(
            "PrivateIpAddresses",
            {.location_name = "privateIpAddressesSet", .query_name = "PrivateIpAddresses"}),
        wire::member<&This::secondary_private_ip_address_count>(
            "SecondaryPrivateIpAddressCount", {.location_name = "secondaryPrivateIpAddressCount"}),
        wire::member<&This::subnet_id>("SubnetId", {.location_name = "subnetId"}),
        wire::member<&This::network_card_index>("NetworkCardIndex",
                                                {.location_name = "networkCardIndex"}),
        wire::member<&This::ipv4_prefixes>(
            "Ipv4Prefixes", {.location_name = "ipv4PrefixSet", .query_name = "Ipv4Prefix"}),
        wire::member<&This::ipv4_prefix_count>("Ipv4PrefixCount",
                                               {.location_name = "ipv4PrefixCount"}),
        wire::member<&This::ipv6_prefixes>(
            "Ipv6Prefixes", {.location_name = "ipv6PrefixSet", .query_name = "Ipv6Prefix"}),
        wire::member<&This::ipv6_prefix_count>("Ipv6PrefixCount",
                                               {.location_name = "ipv6PrefixCount"}),
        wire::member<&This::primary_ipv6>("PrimaryIpv6", {.location_name = "primaryIpv6"}),
        wire::member<&This::ena_srd_specification>("EnaSrdSpecification",
                                                   {.location_name = "enaSrdSpecification"}),
        wire::member<&This::connection_tracking_specification>(
            "ConnectionTrackingSpecification",
            {.location_name = "connectionTrackingSpecification"}),
        wire::member<&This::ena_queue_count>("EnaQueueCount", {.location_name = "enaQueueCount"}),
    };
    return rows;
}

std::span<const wire::Member> SecondaryPrivateIpAddress::members() {
    using This = SecondaryPrivateIpAddress;
    static const wire::Member rows[] = {
        wire::member<&This::private_ip_address>("PrivateIpAddress",
                                                {.location_name = "privateIpAddress"}),
    };
    return rows;
}

std::span<const wire::Member> SecondaryInterface::members() {
    using This = SecondaryInterface;
    static const wire::Member rows[] = {
        wire::member<&This::delete_on_termination>("DeleteOnTermination",
                                                   {.location_name = "deleteOnTermination"}),
        wire::member<&This::device_index>("DeviceIndex", {.location_name = "deviceIndex"}),
        wire::member<&This::private_ip_addresses>(
            "PrivateIpAddresses",
            {.location_name = "privateIpAddressesSet", .query_name = "PrivateIpAddress"}),
        wire::member<&This::private_ip_address_count>("PrivateIpAddressCount",
                                                      {.location_name = "privateIpAddressCount"}),
        wire::member<&This::secondary_subnet_id>("SecondarySubnetId",
                                                 {.location_name = "secondarySubnetId"}),
        wire::member<&This::interface_type>(
            "InterfaceType", {.location_name = "interfaceType", .one_of = "secondary"}),
        wire::member<&This::network_card_index>("NetworkCardIndex",
                                                {.location_name = "networkCardIndex"}),
    };
    return rows;
}

std::span<const wire::Member> PrivateDnsName::members() {
    using This = PrivateDnsName;
    static const wire::Member rows[] = {
        wire::member<&This::hostname_type>(
            "HostnameType", {.location_name = "hostnameType", .one_of = "ip-name resource-name"}),
        wire::member<&This::enable_dns_a_record>("EnableResourceNameDnsARecord",
                                                 {.location_name = "enableResourceNameDnsARecord"}),
        wire::member<&This::enable_dns_aaaa_record>(
            "EnableResourceNameDnsAAAARecord",
            {.location_name = "enableResourceNameDnsAAAARecord"}),
    };
    return rows;
}

std::span<const wire::Member> NetworkPerformance::members() {
    using This = NetworkPerformance;
    static const wire::Member rows[] = {
        wire::member<&This::bandwidth_weighting>(
            "BandwidthWeighting",
            {.location_name = "bandwidthWeighting", .one_of = "default vpc-1 ebs-1"}),
    };
    return rows;
}

}  // namespace amicast::services::ec2::launch_template
