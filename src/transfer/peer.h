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
#include "blocks/reference.h"
#include "images/image.h"
#include "images/snapshot.h"
#include "images/tags.h"
#include "snapshots/manifest.h"

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

// A snapshot's content as its region knows it. Says nothing about it to anybody else.
struct Content {
    blocks::Reference root;  // of the manifest's root node
    // Of the source region's key that it is sealed under; absent: not encrypted.
    std::optional<std::string> kms_key_arn;

    friend bool operator==(const Content&, const Content&) = default;
};

class Peer {
  public:
    virtual ~Peer() = default;
    // not_found when it does not exist or the requester may not see it.
    virtual Result<SourceImage> describe_image(const Requester& requester,
                                               std::string_view image_id) = 0;
    virtual Result<images::Snapshot> describe_snapshot(const Requester& requester,
                                                       std::string_view snapshot_id) = 0;
    // The SHA-256 of the root node. Both this and fetch() use the content's key: not_found when it
    // is gone, denied when it may not be used now.
    virtual Result<snapshots::Root> find_root(const Content& content) = 0;
    // Frames of blocks and manifest nodes by their SHA-256, in the order asked, opened: sealing is
    // for what lies still, so between peers they travel over an authenticated and encrypted
    // channel. What comes back is not trusted.
    virtual Result<std::vector<blocks::Frame>> fetch(const Content& content,
                                                     std::span<const Digest> digests) = 0;
};

class Peers {
  public:
    virtual ~Peers() = default;
    // Null when no such region is known here.
    virtual Peer* find(std::string_view region) = 0;
};

}  // namespace amicast::transfer
