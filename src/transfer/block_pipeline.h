// Moves blocks in batches: some threads fetch and verify, others store, so that the processor works
// while the disk flushes. Every queue is bounded; the first error stops everything.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"
#include "blocks/frame_store.h"
#include "transfer/copy_snapshot.h"
#include "transfer/memory_budget.h"
#include "transfer/progress_meter.h"
#include "transfer/source.h"

namespace amicast::transfer {

class BlockPipeline {
  public:
    using Ids = std::vector<Digest>;

    BlockPipeline(Source& source, blocks::FrameStore& destination, const CopyOptions& options,
                  ProgressMeter& meter);
    ~BlockPipeline();  // abandons what is not stored yet
    BlockPipeline(const BlockPipeline&) = delete;
    BlockPipeline& operator=(const BlockPipeline&) = delete;

    // Takes a batch, waiting for room; the first error of any batch.
    Status submit(Ids ids);
    // Returns when every batch is durable.
    Status drain();
    // How many blocks make a batch of about CopyOptions::batch_bytes, going by those that came.
    std::size_t batch_count();

  private:
    using Frames = std::vector<blocks::Frame>;
    struct Batch {
        Frames frames;
        MemoryBudget::Share memory;  // that the frames take
    };

    void start();
    void fetch_batches();
    void store_batches();
    Result<Frames> fetch_verified(const Ids& ids);
    Status store(const Frames& frames);
    void fail(const Error& error);

    Source& source_;
    blocks::FrameStore& destination_;
    const CopyOptions options_;
    ProgressMeter& meter_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Ids> wanted_;
    std::deque<Batch> verified_;
    std::size_t unstored_ = 0;  // batches submitted and not durable
    std::int64_t frames_seen_ = 0;
    std::int64_t bytes_seen_ = 0;
    Status outcome_;
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace amicast::transfer
