// A snapshot as DescribeSnapshots shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "images/snapshot.h"
#include "images/tags.h"
#include "services/ec2/shapes.h"
#include "wire/schema.h"

namespace amicast::services::ec2 {

struct SnapshotItem {
    std::vector<Tag> tags;
    std::string storage_tier;
    std::optional<std::string> transfer_type;
    std::optional<std::int64_t> completion_duration_minutes;
    std::optional<Time> completion_time;
    std::optional<std::int64_t> full_snapshot_size_in_bytes;
    std::string snapshot_id;
    std::string volume_id;
    std::string state;
    std::optional<std::string> state_message;
    Time start_time{};
    std::string progress;
    std::string owner_id;
    std::string description;
    std::int64_t volume_size = 0;
    bool encrypted = false;
    std::optional<std::string> kms_key_id;  // an ARN

    static std::span<const wire::Member> members();
};

// "42%".
std::string progress_text(const images::Snapshot& snapshot);

// `tags` are those the viewer set.
SnapshotItem to_item(const images::Snapshot& snapshot, const images::Tags& tags);

}  // namespace amicast::services::ec2
