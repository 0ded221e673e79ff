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
    image.protection = images::Protection::none;
    image.protected_until.reset();
    return image;
}

std::string description_of(const CopyImageOrder& order, const images::Snapshot& source,
                           std::string_view image_id, Time now) {
    return fmt::format(
        "Copied for DestinationAmi {} from SourceAmi {} for SourceSnapshot {}. Task created on {}.",
        image_id, order.source.image.id, source.id,
        with_thousands_commas(to_microseconds(now) / 1000));
}

CopySnapshotOrder order_of(const CopyImageOrder& order, std::size_t position,
                           const std::string& image_id, Time now) {
    const images::Snapshot& source = order.source.snapshots[position];
    return {.owner_id = order.owner_id,
            .source_region = order.source_region,
            .source = source,
            .target = order.targets.empty() ? CopyTarget() : order.targets.at(position),
            .description = description_of(order, source, image_id, now),
            .tags = order.snapshot_tags,
            .completion_duration_minutes = order.completion_duration_minutes,
            .refusal = order.refusal,
            .image_id = image_id};
}

// Starts the copy of each snapshot and puts it in its source's place.
Status start_snapshots(catalog::Transaction& tx, const CopyImageOrder& order, images::Image& image,
                       StartedCopy& started, Time now, Random& random) {
    std::size_t next = 0;  // of the source's snapshots, which come in device order
    for (images::BlockDevice& device : image.devices) {
        if (!device.snapshot_id) continue;
        if (next >= order.source.snapshots.size()) {
            return failure(ErrorKind::internal, "the source image lists more snapshots than it has",
                           order.source.image.id);
        }
        auto snapshot =
            start_snapshot_copy(tx, order_of(order, next++, image.id, now), now, random);
        if (!snapshot) return failure(snapshot.error());
        device.snapshot_id = snapshot->id;
        device.encrypted = snapshot->is_encrypted();
        started.add(*snapshot);
    }
    return {};
}

}  // namespace

Status prepare_image_copy(images::Region& destination, CopyImageOrder& order) {
    for (std::size_t i = 0; i < order.targets.size(); ++i) {
        CopySnapshotOrder each = order_of(order, i, {}, {});
        Status prepared = prepare_snapshot_copy(destination, each);
        if (!prepared) return prepared;
        order.targets[i] = std::move(each.target);
        if (order.refusal.empty()) order.refusal = std::move(each.refusal);
    }
    return {};
}

Result<StartedCopy> start_image_copy(catalog::Transaction& tx, const CopyImageOrder& order,
                                     Time now, Random& random) {
    images::Image image = pending_image(order, now, random);
    StartedCopy started{.id = image.id};
    Status written = start_snapshots(tx, order, image, started, now, random);
    if (!written) return failure(written.error());
    if (started.snapshots_queued == 0) image.state = images::ImageState::available;
    written = images::insert(tx, image);
    if (written && !order.image_tags.empty())
        written = images::set_tags(tx, order.owner_id, image.id, order.image_tags);
    if (!written) return failure(written.error());
    return started;
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
