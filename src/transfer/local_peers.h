// Regions of the same process as peers of each other: what a peer over the network will answer,
// answered from a region's catalog and block store directly.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "images/region.h"
#include "transfer/peer.h"

namespace amicast::transfer {

class LocalPeer final : public Peer {
  public:
    // `region` must outlive this.
    explicit LocalPeer(images::Region& region) : region_(region) {}

    Result<SourceImage> describe_image(const Requester& requester,
                                       std::string_view image_id) override;
    Result<images::Snapshot> describe_snapshot(const Requester& requester,
                                               std::string_view snapshot_id) override;
    Result<snapshots::Root> find_root(const Content& content) override;
    Result<std::vector<blocks::Frame>> fetch(const Content& content,
                                             std::span<const Digest> digests) override;

  private:
    images::Region& region_;
};

class LocalPeers final : public Peers {
  public:
    // By name; the regions must outlive this.
    explicit LocalPeers(const std::map<std::string, images::Region*, std::less<>>& regions);

    Peer* find(std::string_view region) override;

  private:
    std::map<std::string, std::unique_ptr<LocalPeer>, std::less<>> peers_;
};

}  // namespace amicast::transfer
