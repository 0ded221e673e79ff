// A region as another one sees it while it copies: images, manifests and frames, nothing else. The
// destination pulls. Regions of the same process are reached directly; the interface is what a peer
// over the network will speak.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "blocks/frame.h"
#include "images/image.h"
#include "images/snapshot.h"
#include "images/tags.h"

namespace amicast::transfer {

// Who asks; visibility is decided by the source region.
struct Requester {
    std::string account_id;
    std::vector<std::string> organization_arns;
};

struct SourceImage {
    images::Image image;
    images::Tags tags;                        // those the requester set
    std::vector<images::Snapshot> snapshots;  // of the devices that have one, in device order
    std::vector<bool> snapshot_readable;      // owned by or shared with the requester
};

class Peer {
  public:
    virtual ~Peer() = default;
    // not_found when it does not exist or the requester may not see it.
    virtual Result<SourceImage> describe_image(const Requester& requester,
                                               std::string_view image_id) = 0;
    virtual Result<images::Snapshot> describe_snapshot(const Requester& requester,
                                                       std::string_view snapshot_id) = 0;
    // Frames of blocks and manifest nodes, in the order asked. What comes back is not trusted.
    virtual Result<std::vector<blocks::Frame>> fetch(std::span<const blocks::BlockId> ids) = 0;
};

class Peers {
  public:
    virtual ~Peers() = default;
    // Null when no such region is known here.
    virtual Peer* find(std::string_view region) = 0;
};

}  // namespace amicast::transfer
