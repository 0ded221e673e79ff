// Rows of the block device mapping, which RegisterImage reads and DescribeImages writes.
#include "services/ec2/shapes.h"

namespace amicast::services::ec2 {

std::span<const wire::Member> EbsBlockDevice::members() {
    using This = EbsBlockDevice;
    static const wire::Member rows[] = {
        wire::member<&This::delete_on_termination>("DeleteOnTermination",
                                                   {.location_name = "deleteOnTermination"}),
        wire::member<&This::iops>("Iops", {.location_name = "iops"}),
        wire::member<&This::snapshot_id>("SnapshotId", {.location_name = "snapshotId"}),
        wire::member<&This::volume_size>("VolumeSize", {.location_name = "volumeSize"}),
        wire::member<&This::volume_type>(
            "VolumeType",
            {.location_name = "volumeType", .one_of = "standard io1 io2 gp2 sc1 st1 gp3"}),
        wire::member<&This::kms_key_id>("KmsKeyId", {.location_name = "kmsKeyId"}),
        wire::member<&This::throughput>("Throughput", {.location_name = "throughput"}),
        wire::member<&This::outpost_arn>("OutpostArn", {.location_name = "outpostArn"}),
        wire::member<&This::availability_zone>("AvailabilityZone",
                                               {.location_name = "availabilityZone"}),
        wire::member<&This::encrypted>("Encrypted", {.location_name = "encrypted"}),
        wire::member<&This::volume_initialization_rate>("VolumeInitializationRate"),
        wire::member<&This::availability_zone_id>("AvailabilityZoneId"),
        wire::member<&This::ebs_card_index>("EbsCardIndex"),
    };
    return rows;
}

std::span<const wire::Member> BlockDeviceMapping::members() {
    using This = BlockDeviceMapping;
    static const wire::Member rows[] = {
        wire::member<&This::ebs>("Ebs", {.location_name = "ebs"}),
        wire::member<&This::no_device>("NoDevice", {.location_name = "noDevice"}),
        wire::member<&This::device_name>("DeviceName", {.location_name = "deviceName"}),
        wire::member<&This::virtual_name>("VirtualName", {.location_name = "virtualName"}),
    };
    return rows;
}

}  // namespace amicast::services::ec2
