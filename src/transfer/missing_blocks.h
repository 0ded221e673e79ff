// Finds out which of a manifest's blocks the destination lacks and has them fetched.
#pragma once

#include <span>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "blocks/frame_store.h"
#include "snapshots/manifest.h"
#include "transfer/block_pipeline.h"
#include "transfer/progress_meter.h"

namespace amicast::transfer {

class MissingBlocks {
  public:
    MissingBlocks(blocks::FrameStore& destination, BlockPipeline& pipeline, ProgressMeter& meter)
        : destination_(destination), pipeline_(pipeline), meter_(meter) {}

    // Takes the entries of a leaf; what is missing is on its way some time later.
    Status add(std::span<const snapshots::Entry> entries);
    // Returns when every block added so far is durable in the destination.
    Status finish();

  private:
    Status look_up();

    blocks::FrameStore& destination_;
    BlockPipeline& pipeline_;
    ProgressMeter& meter_;
    BlockPipeline::Ids unchecked_;
    BlockPipeline::Ids batch_;  // missing, not handed over yet
    // Those looked up since the last finish(): a block that stands in the volume many times is
    // fetched once.
    std::unordered_set<Digest, DigestHash> known_;
};

}  // namespace amicast::transfer
