// Starting and stopping the copy of an image; see copy_image.h. What a copy carries follows the
// AWS documentation of CopyImage: everything that makes the image boot, nothing that says who may
// use it.
#include "distribution/copy_image.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/ids.h"
#include "distribution/copy_snapshot_job.h"

namespace amicast::distribution {
namespace {

// 1566308778174 -> "1,566,308,778,174", as the description of a copied snapshot shows it.
std::string with_thousands_commas(std::int64_t number) {
    std::string digits = std::to_string(number);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i != 0 && (digits.size() - i) % 3 == 0) out += ',';
        out += digits[i];
    }
    return out;
}

images::Image pending_image(const CopyImageOrder& order, Time now, Random& random) {
    images::Image image = order.source.image;
    image.id = new_resource_id("ami-", random);
    image.owner_id = order.owner_id;
    image.name = order.name;
    image.description = order.description;
    image.location = fmt::format("{}/{}", order.owner_id, order.name);
    image.state = images::ImageState::pending;
    image.state_reason_code.reset();
    image.state_reason_message.reset();
    image.creation_time = now;
    image.is_public = false;
    image.source_image_id = order.source.image.id;
    image.source_image_region = order.source_region;
    image.deprecation_time.reset();
    return image;
}

images::Snapshot pending_snapshot(const CopyImageOrder& order, const images::Snapshot& source,
                                  std::string_view image_id, Time now, Random& random) {
    std::int64_t epoch_milliseconds = to_microseconds(now) / 1000;
    images::Snapshot snapshot;
    snapshot.id = new_resource_id("snap-", random);
    snapshot.owner_id = order.owner_id;
    snapshot.description = fmt::format(
        "Copied for DestinationAmi {} from SourceAmi {} for SourceSnapshot {}. Task created on {}.",
        image_id, order.source.image.id, source.id, with_thousands_commas(epoch_milliseconds));
    snapshot.volume_id = "vol-ffffffff";
    snapshot.volume_size_gib = source.volume_size_gib;
    snapshot.start_time = now;
    // Copies of related snapshots stay related, so that they can be compared here too.
    snapshot.lineage_id = source.lineage_id.empty() ? source.id : source.lineage_id;
    snapshot.source_region = order.source_region;
    snapshot.source_snapshot_id = source.id;
    snapshot.transfer_type = order.completion_duration_minutes ? "time-based" : "standard";
    snapshot.completion_duration_minutes = order.completion_duration_minutes;
    return snapshot;
}

Status start_snapshot_copy(catalog::Transaction& tx, const CopyImageOrder& order,
                           const images::Snapshot& source, const std::string& image_id,
                           const images::Snapshot& snapshot, Time now) {
    if (!source.root) {
        return failure(ErrorKind::conflict,
                       fmt::format("Snapshot {} of the image is not completed yet", source.id));
    }
    Status inserted = images::insert(tx, snapshot);
    if (!inserted) return inserted;
    if (!order.snapshot_tags.empty()) {
        Status tagged = images::set_tags(tx, order.owner_id, snapshot.id, order.snapshot_tags);
        if (!tagged) return tagged;
    }
    CopySnapshotJob job{.image_id = image_id,
                        .snapshot_id = snapshot.id,
                        .source_region = order.source_region,
                        .root = *source.root,
                        .present_blocks = source.present_blocks,
                        .refusal = order.refusal};
    auto enqueued = jobs::enqueue(tx,
                                  {.kind = std::string(copy_snapshot_kind),
                                   .account_id = order.owner_id,
                                   .subject = snapshot.id,
                                   .payload = to_payload(job)},
                                  now);
    if (!enqueued) return failure(enqueued.error());
    return {};
}

}  // namespace

Result<std::string> start_image_copy(catalog::Transaction& tx, const CopyImageOrder& order,
                                     Time now, Random& random) {
    images::Image image = pending_image(order, now, random);
    std::size_t next = 0;  // of the source's snapshots, which come in device order
    for (images::BlockDevice& device : image.devices) {
        if (!device.snapshot_id) continue;
        if (next >= order.source.snapshots.size()) {
            return failure(ErrorKind::internal, "the source image lists more snapshots than it has",
                           order.source.image.id);
        }
        const images::Snapshot& source = order.source.snapshots[next++];
        images::Snapshot snapshot = pending_snapshot(order, source, image.id, now, random);
        Status started = start_snapshot_copy(tx, order, source, image.id, snapshot, now);
        if (!started) return failure(started.error());
        device.snapshot_id = snapshot.id;
    }
    if (next == 0) image.state = images::ImageState::available;

    Status inserted = images::insert(tx, image);
    if (!inserted) return failure(inserted.error());
    if (!order.image_tags.empty()) {
        Status tagged = images::set_tags(tx, order.owner_id, image.id, order.image_tags);
        if (!tagged) return failure(tagged.error());
    }
    return image.id;
}

Status stop_image_copy(catalog::Transaction& tx, const images::Image& image) {
    for (const images::BlockDevice& device : image.devices) {
        if (!device.snapshot_id) continue;
        Result<images::Snapshot> snapshot = images::find_snapshot(tx, *device.snapshot_id);
        if (!snapshot && snapshot.error().kind == ErrorKind::not_found) continue;
        if (!snapshot) return failure(snapshot.error());
        if (snapshot->state != images::SnapshotState::pending || !snapshot->source_snapshot_id)
            continue;
        auto cancelled = jobs::cancel(tx, copy_snapshot_kind, snapshot->id);
        if (!cancelled) return failure(cancelled.error());
        Status erased = images::erase_snapshot(tx, snapshot->id);
        if (!erased) return erased;
    }
    return {};
}

}  // namespace amicast::distribution
