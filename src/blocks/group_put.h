// Group commit: puts that arrive together share one append, one flush and one index transaction.
//
// Whoever finds nobody writing becomes the leader and writes for all who wait. While its index
// transaction commits, the next leader already appends. Equal frames put at the same time are
// written once: the later put waits for the earlier one's outcome.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "blocks/index.h"
#include "blocks/segment_writer.h"

namespace amicast::blocks {

class GroupPut {
  public:
    GroupPut(BlockIndex& index, SegmentWriter& writer) : index_(index), writer_(writer) {}

    // Returns when all frames are durable and indexed.
    Status put(std::span<const Frame> frames);

    // Segments below this number are neither written to nor have frames on their way into the
    // index.
    SegmentNumber first_unsettled();

  private:
    // What one put() has to write, while it waits.
    struct Work {
        std::vector<PreparedFrame> frames;
        bool taken = false;  // by a leader
        bool done = false;
        Status outcome;
        std::condition_variable changed;  // done, or first in the queue with nobody writing
    };
    // The ids one put() is responsible for; others that want them wait for its outcome.
    struct Claim {
        bool settled = false;
        Status outcome;
        std::condition_variable changed;
    };
    using ClaimPointer = std::shared_ptr<Claim>;

    // Frames nobody else is putting, each id once. `awaited` gets the claims on the others.
    std::vector<const Frame*> claim(std::span<const Frame> frames, const ClaimPointer& mine,
                                    std::vector<ClaimPointer>& awaited);
    void settle(std::span<const Frame* const> claimed, const ClaimPointer& mine,
                const Status& outcome);
    Status await(std::span<const ClaimPointer> claims);

    Status store_missing(std::span<const Frame* const> frames);
    Status write(Work& work);
    void lead(std::unique_lock<std::mutex>& lock);
    std::vector<Work*> take_batch();
    void wake_next_leader();

    BlockIndex& index_;
    SegmentWriter& writer_;

    // Everybody waits on a condition of their own: with one for all, each put would wake all
    // others.
    std::mutex mutex_;
    std::unordered_map<BlockId, ClaimPointer, DigestHash> claims_;
    std::deque<Work*> queue_;
    std::multiset<SegmentNumber> unsettled_;  // first_number() of each batch under way
    bool writing_ = false;
};

}  // namespace amicast::blocks
