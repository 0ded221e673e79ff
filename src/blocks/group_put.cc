// Claims, leaders and batches.
#include "blocks/group_put.h"

#include <algorithm>

#include "base/check.h"

namespace amicast::blocks {
namespace {

// Bounds how long the first of a batch waits for the last. A single put may be larger.
constexpr std::uint64_t batch_bytes_max = 32U << 20;

}  // namespace

Status GroupPut::put(std::span<const Frame> frames) {
    auto mine = std::make_shared<Claim>();
    std::vector<ClaimPointer> awaited;
    const std::vector<const Frame*> claimed = claim(frames, mine, awaited);
    Status outcome = store_missing(claimed);
    settle(claimed, mine, outcome);
    if (!outcome) return outcome;
    return await(awaited);
}

std::vector<const Frame*> GroupPut::claim(std::span<const Frame> frames, const ClaimPointer& mine,
                                          std::vector<ClaimPointer>& awaited) {
    std::vector<const Frame*> claimed;
    claimed.reserve(frames.size());
    std::lock_guard lock(mutex_);
    for (const Frame& frame : frames) {
        auto [place, is_new] = claims_.try_emplace(frame.id, mine);
        if (is_new) {
            claimed.push_back(&frame);
        } else if (place->second != mine) {
            awaited.push_back(place->second);
        }
    }
    return claimed;
}

void GroupPut::settle(std::span<const Frame* const> claimed, const ClaimPointer& mine,
                      const Status& outcome) {
    std::lock_guard lock(mutex_);
    for (const Frame* frame : claimed)
        claims_.erase(frame->id);
    mine->settled = true;
    mine->outcome = outcome;
    mine->changed.notify_all();
}

// Own work is settled before others' is awaited, so no two puts can wait for each other.
Status GroupPut::await(std::span<const ClaimPointer> claims) {
    std::unique_lock lock(mutex_);
    for (const ClaimPointer& claim : claims) {
        claim->changed.wait(lock, [&] { return claim->settled; });
        if (!claim->outcome) return claim->outcome;
    }
    return {};
}

Status GroupPut::store_missing(std::span<const Frame* const> frames) {
    if (frames.empty()) return {};
    std::vector<BlockId> ids;
    ids.reserve(frames.size());
    for (const Frame* frame : frames)
        ids.push_back(frame->id);
    auto known = index_.touch(ids);
    if (!known) return failure(known.error());
    Work work;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (!(*known)[i]) work.frames.emplace_back(*frames[i]);
    }
    return work.frames.empty() ? Status() : write(work);
}

Status GroupPut::write(Work& work) {
    std::unique_lock lock(mutex_);
    queue_.push_back(&work);
    while (!work.done) {
        if (!work.taken && !writing_) {
            lead(lock);
        } else {
            work.changed.wait(lock);
        }
    }
    return work.outcome;
}

std::vector<GroupPut::Work*> GroupPut::take_batch() {
    std::vector<Work*> batch;
    std::uint64_t bytes = 0;
    while (!queue_.empty() && (batch.empty() || bytes < batch_bytes_max)) {
        Work* work = queue_.front();
        queue_.pop_front();
        work->taken = true;
        for (const PreparedFrame& frame : work->frames)
            bytes += frame.bytes();
        batch.push_back(work);
    }
    return batch;
}

SegmentNumber GroupPut::first_unsettled() {
    std::lock_guard lock(mutex_);
    const SegmentNumber first = writer_.first_number();
    return unsettled_.empty() ? first : std::min(first, *unsettled_.begin());
}

// Called whenever nobody writes any more. Whoever queues up later sees that for themselves.
void GroupPut::wake_next_leader() {
    if (!queue_.empty()) queue_.front()->changed.notify_one();
}

void GroupPut::lead(std::unique_lock<std::mutex>& lock) {
    const std::vector<Work*> batch = take_batch();
    check(!batch.empty(), "a leader has work");
    writing_ = true;
    const auto unsettled = unsettled_.insert(writer_.first_number());
    lock.unlock();
    std::vector<const PreparedFrame*> frames;
    for (const Work* work : batch) {
        for (const PreparedFrame& frame : work->frames)
            frames.push_back(&frame);
    }
    auto runs = writer_.append(frames);

    lock.lock();
    writing_ = false;
    wake_next_leader();
    lock.unlock();
    const Status outcome = runs ? index_.add(*runs) : Status(failure(runs.error()));

    lock.lock();
    unsettled_.erase(unsettled);
    for (Work* work : batch) {
        work->outcome = outcome;
        work->done = true;
        work->changed.notify_one();
    }
}

}  // namespace amicast::blocks
