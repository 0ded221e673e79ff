// Copying an image into a region: the use case that CopyImage and a distribution both call. The
// image and its snapshots appear at once as `pending`; jobs move the bytes and complete them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "distribution/copy_snapshot.h"
#include "images/client_token.h"
#include "images/image.h"
#include "images/region.h"
#include "images/tags.h"
#include "jobs/queue.h"
#include "transfer/copy_snapshot.h"
#include "transfer/peer.h"

namespace amicast::distribution {

struct CopyImageOrder {
    std::string owner_id;  // of the new image
    std::string source_region;
    transfer::SourceImage source;  // as the source region described it to the requester
    std::string name;
    std::string description;
    images::Tags image_tags;
    images::Tags snapshot_tags;
    // Asked-for completion time of each snapshot: makes the copy a "time-based" one.
    std::optional<std::int64_t> completion_duration_minutes;
    // One for each of source.snapshots; empty when none is encrypted. Whoever orders sets the keys,
    // prepare_image_copy() the rest.
    std::vector<CopyTarget> targets;
    // A copy that AWS accepts and lets fail later (an unusable key, for instance): the reason its
    // image and snapshots will show. Empty for every other copy.
    std::string refusal;
};

// prepare_snapshot_copy() for each encrypted snapshot.
Status prepare_image_copy(images::Region& destination, CopyImageOrder& order);

// Writes image, snapshots, tags and jobs into the destination's catalog, in the caller's
// transaction. The caller has checked visibility, state and permissions of the source, and calls
// announce() after the commit. An image whose content is here already, all of it, is available at
// once. Errors as of start_snapshot_copy().
//
// Deregistering the source image while the copy runs does not disturb it.
Result<StartedCopy> start_image_copy(catalog::Transaction& tx, const CopyImageOrder& order,
                                     Time now, Random& random);

// Stops the copy that makes this image: its jobs are cancelled and its pending snapshots removed.
// For the transaction that deregisters a pending image. Completed snapshots stay.
Status stop_image_copy(catalog::Transaction& tx, const images::Image& image);

// Runs "copy-snapshot" jobs: moves one snapshot, completes it, and makes its image available once
// all of that image's snapshots are; a snapshot that cannot be copied fails the image with a
// StateReason.
std::unique_ptr<jobs::Executor> make_copy_snapshot_executor(images::Region& destination,
                                                            transfer::Peers& peers, Clock& clock,
                                                            transfer::CopyOptions options);

}  // namespace amicast::distribution
