#include "services/ec2/snapshot_item.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "services/ec2/tagging.h"

namespace amicast::services::ec2 {

std::span<const wire::Member> SnapshotItem::members() {
    using This = SnapshotItem;
    static const wire::Member rows[] = {
        wire::member<&This::tags>("Tags", {.location_name = "tagSet"}),
        wire::member<&This::storage_tier>("StorageTier", {.location_name = "storageTier"}),
        wire::member<&This::transfer_type>("TransferType", {.location_name = "transferType"}),
        wire::member<&This::completion_duration_minutes>(
            "CompletionDurationMinutes", {.location_name = "completionDurationMinutes"}),
        wire::member<&This::completion_time>("CompletionTime", {.location_name = "completionTime"}),
        wire::member<&This::full_snapshot_size_in_bytes>(
            "FullSnapshotSizeInBytes", {.location_name = "fullSnapshotSizeInBytes"}),
        wire::member<&This::snapshot_id>("SnapshotId", {.location_name = "snapshotId"}),
        wire::member<&This::volume_id>("VolumeId", {.location_name = "volumeId"}),
        wire::member<&This::state>("State", {.location_name = "status"}),
        wire::member<&This::state_message>("StateMessage", {.location_name = "statusMessage"}),
        wire::member<&This::start_time>("StartTime", {.location_name = "startTime"}),
        wire::member<&This::progress>("Progress", {.location_name = "progress"}),
        wire::member<&This::owner_id>("OwnerId", {.location_name = "ownerId"}),
        wire::member<&This::description>("Description", {.location_name = "description"}),
        wire::member<&This::volume_size>("VolumeSize", {.location_name = "volumeSize"}),
        wire::member<&This::encrypted>("Encrypted", {.location_name = "encrypted"}),
        wire::member<&This::kms_key_id>("KmsKeyId", {.location_name = "kmsKeyId"}),
    };
    return rows;
}

std::string progress_text(const images::Snapshot& snapshot) {
    return fmt::format("{}%", snapshot.progress_percent);
}

SnapshotItem to_item(const images::Snapshot& snapshot, const images::Tags& tags) {
    SnapshotItem item;
    item.tags = to_wire(tags);
    item.storage_tier = "standard";
    if (!snapshot.transfer_type.empty()) item.transfer_type = snapshot.transfer_type;
    item.completion_duration_minutes = snapshot.completion_duration_minutes;
    item.completion_time = snapshot.completion_time;
    if (snapshot.state == images::SnapshotState::completed) {
        item.full_snapshot_size_in_bytes =
            snapshot.present_blocks * static_cast<std::int64_t>(limits::block_bytes);
    }
    item.snapshot_id = snapshot.id;
    item.volume_id = snapshot.volume_id;
    item.state = to_string(snapshot.state);
    if (!snapshot.state_message.empty()) item.state_message = snapshot.state_message;
    item.start_time = snapshot.start_time;
    item.progress = progress_text(snapshot);
    item.owner_id = snapshot.owner_id;
    item.description = snapshot.description;
    item.volume_size = snapshot.volume_size_gib;
    item.encrypted = snapshot.is_encrypted();
    item.kms_key_id = snapshot.kms_key_arn;
    return item;
}

}  // namespace amicast::services::ec2
