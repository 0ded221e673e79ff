// Copying an image into a region: the use case that CopyImage and a distribution both call. The
// image and its snapshots appear at once as `pending`; jobs move the bytes and complete them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
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
};

// Writes image, snapshots, tags and one job per snapshot into the destination's catalog, in the
// caller's transaction; the id of the new image. The caller has checked visibility, state and
// permissions of the source, and calls jobs::Notifier after the commit.
Result<std::string> start_image_copy(catalog::Transaction& tx, const CopyImageOrder& order,
                                     Time now, Random& random);

// Runs "copy-snapshot" jobs: moves one snapshot, completes it, and makes its image available once
// all of that image's snapshots are; a snapshot that cannot be copied fails the image with a
// StateReason.
std::unique_ptr<jobs::Executor> make_copy_snapshot_executor(images::Region& destination,
                                                            transfer::Peers& peers, Clock& clock,
                                                            transfer::CopyOptions options);

}  // namespace amicast::distribution
