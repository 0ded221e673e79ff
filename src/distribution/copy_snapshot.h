// Copying a snapshot into a region: what CopySnapshot orders, and what a copied image orders for
// each of its snapshots. The new snapshot appears at once as `pending` with a job that moves its
// bytes, or completed when a completed snapshot of the region holds the same content already.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "blocks/reference.h"
#include "catalog/database.h"
#include "images/region.h"
#include "images/snapshot.h"
#include "images/tags.h"
#include "jobs/queue.h"

namespace amicast::distribution {

// Copies of an account that may wait in one region; AWS refuses far fewer, here they queue.
inline constexpr std::int64_t waiting_copies_max = 10'000;

// What a copy comes to be in its region.
struct CopyTarget {
    // Of the region's key that it is encrypted under; absent: not encrypted.
    std::optional<std::string> kms_key_arn;
    // How rows there refer to an encrypted copy's content, as far as it is known beforehand;
    // prepare_snapshot_copy() finds it.
    std::optional<blocks::Reference> content;
};

struct CopySnapshotOrder {
    std::string owner_id;  // of the new snapshot
    std::string source_region;
    images::Snapshot source;  // as the source region described it to the requester
    CopyTarget target;
    std::string description;
    images::Tags tags;
    // Asked-for completion time: makes the copy a "time-based" one.
    std::optional<std::int64_t> completion_duration_minutes;
    // A copy that AWS accepts and lets fail later (an unusable key, for instance): the reason its
    // snapshot will show. Empty for every other copy.
    std::string refusal;
    std::string image_id;  // that waits for the snapshot; empty when none does
};

// To be called before the transaction in which an encrypted copy starts. A key that cannot be used
// becomes the order's refusal: AWS takes such an order and lets the copy fail. Other errors: what
// keys::DomainKeys returned. Does nothing for a copy that is not encrypted.
Status prepare_snapshot_copy(images::Region& destination, CopySnapshotOrder& order);

// Writes the snapshot, its tags and its job into the destination's catalog, in the caller's
// transaction; the row as written. Errors: `conflict` when the source is not completed, `limit`
// when too many copies of the owner wait, `internal` when an encrypted copy was not prepared.
//
// The copy does not need the source's row any more, only its blocks: deleting the source snapshot
// while the copy runs does not disturb it as long as the source region has not collected the
// blocks.
Result<images::Snapshot> start_snapshot_copy(catalog::Transaction& tx,
                                             const CopySnapshotOrder& order, Time now,
                                             Random& random);

// What was started, to be told after the commit.
struct StartedCopy {
    std::string id;                        // of the new image or snapshot
    std::int64_t snapshots_queued = 0;     // their jobs wait for a runner
    std::int64_t snapshots_completed = 0;  // their content was here already
    std::int64_t bytes_skipped = 0;        // plain bytes of those

    void add(const images::Snapshot& snapshot);
};
// Counts it, and wakes the runner when there is something to do.
void announce(const StartedCopy& copy, const std::string& region, jobs::Notifier& runners);

// Pending copies that no job works on, each by its id: there are none in a sound catalog.
Status each_abandoned_copy(catalog::Transaction& tx,
                           const std::function<void(std::string_view snapshot_id)>& visit);

}  // namespace amicast::distribution
