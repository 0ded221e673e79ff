#include "distribution/copy_snapshot.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "base/limits.h"
#include "distribution/copy_domain.h"
#include "distribution/copy_snapshot_job.h"
#include "telemetry/metrics.h"

namespace amicast::distribution {
namespace {

images::Snapshot pending_snapshot(const CopySnapshotOrder& order, Time now, Random& random) {
    images::Snapshot snapshot;
    snapshot.id = new_resource_id("snap-", random);
    snapshot.owner_id = order.owner_id;
    snapshot.description = order.description;
    snapshot.volume_id = "vol-ffffffff";
    snapshot.volume_size_gib = order.source.volume_size_gib;
    snapshot.start_time = now;
    // Copies of related snapshots stay related, so that they can be compared here too.
    snapshot.lineage_id =
        order.source.lineage_id.empty() ? order.source.id : order.source.lineage_id;
    snapshot.kms_key_arn = order.target.kms_key_arn;
    snapshot.source_region = order.source_region;
    snapshot.source_snapshot_id = order.source.id;
    snapshot.transfer_type = order.completion_duration_minutes ? "time-based" : "standard";
    snapshot.completion_duration_minutes = order.completion_duration_minutes;
    return snapshot;
}

// How rows here refer to the finished copy, if that is known.
std::optional<blocks::Reference> content_here(const CopySnapshotOrder& order) {
    if (order.target.kms_key_arn) return order.target.content;
    if (order.source.is_encrypted()) return std::nullopt;
    return order.source.root;
}

// What a completed snapshot of this region already refers to needs no look at its blocks: that
// snapshot keeps them, and from this transaction on the new one does.
Result<bool> is_here(catalog::Transaction& tx, const CopySnapshotOrder& order) {
    const auto content = content_here(order);
    if (!order.refusal.empty() || !content) return false;
    return images::root_is_held(tx, *content);
}

// How the job refers to what is to be copied. When the copy is encrypted and its source is not, the
// source's own reference would tell what is in the copy.
Result<blocks::Reference> job_root(const CopySnapshotOrder& order) {
    if (!order.refusal.empty()) return blocks::Reference();
    if (!order.target.kms_key_arn || order.source.is_encrypted()) return *order.source.root;
    if (order.target.content) return *order.target.content;
    return failure(ErrorKind::internal, "an encrypted copy was started unprepared",
                   order.source.id);
}

void complete(images::Snapshot& snapshot, const CopySnapshotOrder& order, Time now) {
    const images::Snapshot& source = order.source;
    snapshot.state = images::SnapshotState::completed;
    snapshot.progress_percent = 100;
    snapshot.completion_time = now;
    snapshot.root = content_here(order);
    snapshot.present_blocks = source.present_blocks;
    snapshot.bytes_skipped = source.present_blocks * static_cast<std::int64_t>(limits::block_bytes);
}

Status check_room(catalog::Transaction& tx, const std::string& owner_id) {
    auto full = jobs::has_more_than(tx, owner_id, waiting_copies_max - 1);
    if (!full) return failure(full.error());
    if (!*full) return {};
    return failure(ErrorKind::limit,
                   fmt::format("Too many snapshot copies in progress. The limit is {} for this "
                               "destination region.",
                               waiting_copies_max));
}

Status enqueue(catalog::Transaction& tx, const CopySnapshotOrder& order,
               const std::string& snapshot_id, Time now) {
    Status room = check_room(tx, order.owner_id);
    if (!room) return room;
    auto root = job_root(order);
    if (!root) return failure(root.error());
    CopySnapshotJob job{.image_id = order.image_id,
                        .snapshot_id = snapshot_id,
                        .source_region = order.source_region,
                        .root = *root,
                        .source_key_arn = order.source.kms_key_arn,
                        .present_blocks = order.source.present_blocks,
                        .refusal = order.refusal};
    auto enqueued = jobs::enqueue(tx,
                                  {.kind = std::string(copy_snapshot_kind),
                                   .account_id = order.owner_id,
                                   .subject = snapshot_id,
                                   .payload = to_payload(job)},
                                  now);
    if (!enqueued) return failure(enqueued.error());
    return {};
}

}  // namespace

Status prepare_snapshot_copy(images::Region& destination, CopySnapshotOrder& order) {
    const images::Snapshot& source = order.source;
    if (!order.target.kms_key_arn || !source.root || !order.refusal.empty()) return {};
    auto domain = open_copy_domain(destination, order.target.kms_key_arn);
    if (!domain && !is_key_refusal(domain.error())) return failure(domain.error());
    if (!domain) {
        order.refusal = domain.error().message;
        return {};
    }
    const bool same_domain =
        order.source_region == destination.name && source.kms_key_arn == order.target.kms_key_arn;
    if (same_domain) {
        order.target.content = source.root;
    } else if (!source.is_encrypted()) {
        order.target.content = domain->frames().reference_to(source.root->id());
    }
    return {};
}

Result<images::Snapshot> start_snapshot_copy(catalog::Transaction& tx,
                                             const CopySnapshotOrder& order, Time now,
                                             Random& random) {
    if (!order.source.root && order.refusal.empty()) {
        return failure(ErrorKind::conflict,
                       fmt::format("Snapshot {} is not completed yet", order.source.id));
    }
    auto here = is_here(tx, order);
    if (!here) return failure(here.error());
    images::Snapshot snapshot = pending_snapshot(order, now, random);
    if (*here) complete(snapshot, order, now);
    Status written = images::insert(tx, snapshot);
    if (written && !order.tags.empty())
        written = images::set_tags(tx, order.owner_id, snapshot.id, order.tags);
    if (written && !*here) written = enqueue(tx, order, snapshot.id, now);
    if (!written) return failure(written.error());
    return snapshot;
}

void StartedCopy::add(const images::Snapshot& snapshot) {
    if (snapshot.state == images::SnapshotState::pending) {
        ++snapshots_queued;
        return;
    }
    ++snapshots_completed;
    bytes_skipped += snapshot.bytes_skipped;
}

void announce(const StartedCopy& copy, const std::string& region, jobs::Notifier& runners) {
    if (copy.snapshots_queued > 0) runners.notify(region);
    if (copy.snapshots_completed == 0) return;
    telemetry::count("amicast_copy_bytes_skipped_total", {{"region", region}},
                     static_cast<double>(copy.bytes_skipped));
    telemetry::count("amicast_snapshots_copied_total", {{"region", region}},
                     static_cast<double>(copy.snapshots_completed));
}

Status each_abandoned_copy(catalog::Transaction& tx,
                           const std::function<void(std::string_view snapshot_id)>& visit) {
    return tx.query(
        "SELECT s.id FROM snapshots s WHERE s.state = 'pending' AND s.source_region IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.subject = s.id AND j.kind = $1 AND "
        "j.finished IS NULL)",
        {copy_snapshot_kind}, [&](const catalog::Row& row) { visit(row.text(0)); });
}

}  // namespace amicast::distribution
