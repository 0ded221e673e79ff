#include "transfer/block_pipeline.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "transfer/fetch_verified.h"

namespace amicast::transfer {
namespace {

// Two, so that one appends while the other one's index transaction commits.
constexpr std::size_t storing_threads = 2;
constexpr std::size_t verified_batches_max = 2;

// However well the blocks so far compressed, a batch holds at most this many times batch_bytes.
constexpr std::size_t batch_overshoot_max = 4;

}  // namespace

BlockPipeline::BlockPipeline(Source& source, blocks::FrameStore& destination,
                             const CopyOptions& options, ProgressMeter& meter)
    : source_(source), destination_(destination), options_(options), meter_(meter) {
    check(options.threads > 0 && options.batch_bytes > 0, "a copy needs threads and batches");
}

BlockPipeline::~BlockPipeline() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

void BlockPipeline::start() {
    for (std::size_t i = 0; i < options_.threads; ++i)
        threads_.emplace_back([this] { fetch_batches(); });
    for (std::size_t i = 0; i < storing_threads; ++i)
        threads_.emplace_back([this] { store_batches(); });
}

Status BlockPipeline::submit(Ids ids) {
    if (ids.empty()) return {};
    if (threads_.empty()) start();  // a copy of what is here needs none
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !outcome_ || wanted_.size() < options_.threads; });
    if (!outcome_) return outcome_;
    wanted_.push_back(std::move(ids));
    ++unstored_;
    changed_.notify_all();
    return {};
}

Status BlockPipeline::drain() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !outcome_ || unstored_ == 0; });
    return outcome_;
}

std::size_t BlockPipeline::batch_count() {
    std::lock_guard lock(mutex_);
    std::size_t average = limits::block_bytes / 2;
    if (frames_seen_ > 0) average = static_cast<std::size_t>(bytes_seen_ / frames_seen_);
    std::size_t whole = std::max<std::size_t>(options_.batch_bytes / limits::block_bytes, 1);
    return std::clamp<std::size_t>(options_.batch_bytes / std::max<std::size_t>(average, 1), 1,
                                   whole * batch_overshoot_max);
}

void BlockPipeline::fail(const Error& error) {
    std::lock_guard lock(mutex_);
    if (outcome_) outcome_ = failure(error);
    changed_.notify_all();
}

void BlockPipeline::fetch_batches() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return closing_ || !outcome_ || !wanted_.empty(); });
        if (closing_ || !outcome_) return;
        Ids ids = std::move(wanted_.front());
        wanted_.pop_front();
        changed_.notify_all();
        lock.unlock();
        Batch batch;
        if (options_.memory) batch.memory = options_.memory->take(options_.batch_bytes);
        auto frames = fetch_verified(ids);
        if (!frames) return fail(frames.error());
        batch.frames = std::move(*frames);
        lock.lock();
        changed_.wait(lock, [this] {
            return closing_ || !outcome_ || verified_.size() < verified_batches_max;
        });
        if (closing_ || !outcome_) return;
        verified_.push_back(std::move(batch));
        changed_.notify_all();
    }
}

void BlockPipeline::store_batches() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return closing_ || !outcome_ || !verified_.empty(); });
        if (closing_ || !outcome_) return;
        Batch batch = std::move(verified_.front());
        verified_.pop_front();
        changed_.notify_all();
        lock.unlock();
        Status stored = store(batch.frames);
        batch = {};
        if (!stored) return fail(stored.error());
        lock.lock();
        --unstored_;
        changed_.notify_all();
    }
}

Result<BlockPipeline::Frames> BlockPipeline::fetch_verified(const Ids& ids) {
    auto frames = fetch_frames(source_, ids, blocks::FrameKind::block);
    if (!frames) return frames;
    if (Status verified = verify_blocks(*frames); !verified) return failure(verified.error());
    std::lock_guard lock(mutex_);
    frames_seen_ += static_cast<std::int64_t>(frames->size());
    bytes_seen_ += payload_bytes(*frames);
    return frames;
}

Status BlockPipeline::store(const Frames& frames) {
    if (Status put = destination_.put(frames); !put) return put;
    return meter_.add({.blocks_done = static_cast<std::int64_t>(frames.size()),
                       .bytes_moved = payload_bytes(frames)});
}

}  // namespace amicast::transfer
