// One snapshot's content at a peer, to be fetched by digest.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "base/result.h"
#include "transfer/peer.h"

namespace amicast::transfer {

// As thread-safe as the peer, which must outlive it.
class Source {
  public:
    Source(Peer& peer, Content content) : peer_(peer), content_(std::move(content)) {}

    Result<snapshots::Root> find_root() { return peer_.find_root(content_); }
    Result<std::vector<blocks::Frame>> fetch(std::span<const Digest> digests) {
        return peer_.fetch(content_, digests);
    }

  private:
    Peer& peer_;
    Content content_;
};

}  // namespace amicast::transfer
