// The block store: index, writer, readers and maintenance tied together.
#include "blocks/block_store.h"

#include <algorithm>
#include <mutex>
#include <numeric>

#include "blocks/damaged_blocks.h"
#include "blocks/garbage.h"
#include "blocks/group_put.h"
#include "blocks/index.h"
#include "blocks/recovery.h"
#include "blocks/segment_reader.h"
#include "blocks/segment_writer.h"
#include "blocks/verify.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::blocks {
namespace {

// A frame moves only while garbage is collected; that it moves again while we look is rarer still.
constexpr int read_attempts_max = 4;

const Clock& clock_of(const Options& options) {
    static const SystemClock system_clock;
    return options.clock != nullptr ? *options.clock : system_clock;
}

class SegmentStore final : public BlockStore {
  public:
    SegmentStore(storage::ObjectStore& objects, catalog::Database& catalog, const Options& options)
        : objects_(objects),
          options_(options),
          clock_(clock_of(options)),
          index_(catalog, clock_, options.garbage_grace) {}

    Status open() {
        auto next = recover(objects_, index_);
        if (!next) return failure(next.error());
        first_own_number_ = *next;
        next_number_ = *next;
        return {};
    }

    Result<std::vector<bool>> contains(std::span<const BlockId> ids) override {
        auto known = index_.touch(ids);
        for (std::size_t i = 0; known && i < ids.size(); ++i)
            (*known)[i] = (*known)[i] && !damaged_.find(ids[i]);
        return known;
    }

    Status put(std::span<const Frame> frames) override {
        if (frames.empty()) return {};
        Status stored = make_way(frames);
        if (stored) stored = put_.put(frames);
        telemetry::count("amicast_blocks_put_total",
                         {{"outcome", stored ? "ok" : to_string(stored.error().kind)}},
                         static_cast<double>(frames.size()));
        return stored;
    }

    Result<std::vector<Frame>> get(std::span<const BlockId> ids) override {
        for (int attempt = 1;; ++attempt) {
            auto locations = index_.find(ids);
            if (!locations) return failure(locations.error());
            for (const auto& location : *locations) {
                if (!location) return failure(ErrorKind::not_found, "a block is not stored here");
            }
            auto frames = read_located(*locations);
            if (!frames && frames.error().kind == ErrorKind::corrupt) note_damage(*locations);
            if (frames || frames.error().kind != ErrorKind::not_found) return frames;
            // The index names a segment that is gone: garbage collection removed it meanwhile, or
            // it is really lost.
            if (attempt == read_attempts_max) {
                return failure(ErrorKind::corrupt, "a stored block is damaged",
                               frames.error().detail);
            }
        }
    }

    Result<Statistics> statistics() override { return index_.statistics(); }

    Result<std::vector<Damage>> verify(const OnProgress& progress,
                                       const CheckSealed& check_sealed) override {
        std::lock_guard lock(maintenance_);
        return verify_segments(objects_, index_, first_own_number_, progress, check_sealed);
    }

    Result<std::uint64_t> collect_garbage(
        const std::function<bool(const BlockId&)>& is_live) override {
        std::lock_guard lock(maintenance_);
        const Time cutoff = clock_.now() - options_.garbage_grace;
        SegmentWriter survivors(objects_, random_, options_.segment_bytes_max, next_number_);
        GarbageCollector collector(
            objects_, index_, survivors, options_.segment_bytes_max,
            [&](SegmentNumber number) { return number >= put_.first_unsettled(); });
        Status forgotten = collector.forget_dead(is_live, cutoff);
        if (!forgotten) return failure(forgotten.error());
        return collector.reclaim();
    }

  private:
    // Finds out which frames are damaged; each is read once more, by itself.
    void note_damage(std::span<const std::optional<Location>> locations) {
        for (const auto& location : locations) {
            auto frame = read_located({&location, 1});
            if (frame || frame.error().kind != ErrorKind::corrupt) continue;
            damaged_.add(location->entry.id, *location);
            telemetry::count("amicast_blocks_damaged_total");
        }
    }

    // What is put in place of a damaged frame must not find that one in the index.
    Status make_way(std::span<const Frame> frames) {
        for (const Frame& frame : frames) {
            const std::optional<Location> place = damaged_.find(frame.id);
            if (!place) continue;
            Status forgotten = index_.forget_damaged(frame.id, *place);
            if (!forgotten) return forgotten;
            damaged_.remove(frame.id);
            telemetry::log_info("block_healing", {{"segment", segment_name(place->segment)},
                                                  {"offset", place->entry.offset}});
        }
        return {};
    }

    Result<std::vector<Frame>> read_located(std::span<const std::optional<Location>> locations) {
        std::vector<std::size_t> order(locations.size());
        std::iota(order.begin(), order.end(), 0U);
        std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
            const Location& a = *locations[left];
            const Location& b = *locations[right];
            return std::pair(a.segment, a.entry.offset) < std::pair(b.segment, b.entry.offset);
        });
        std::vector<Location> wanted;
        wanted.reserve(locations.size());
        for (std::size_t position : order)
            wanted.push_back(*locations[position]);
        std::vector<Frame> frames(locations.size());
        Status read = read_frames(objects_, wanted, [&](std::size_t i, Frame frame) -> Status {
            frames[order[i]] = std::move(frame);
            return {};
        });
        if (!read) return failure(read.error());
        return frames;
    }

    storage::ObjectStore& objects_;
    const Options options_;
    const Clock& clock_;
    SystemRandom random_;  // segment ids only
    BlockIndex index_;
    DamagedBlocks damaged_;
    SegmentNumber first_own_number_ = 1;
    std::atomic<SegmentNumber> next_number_{1};
    SegmentWriter writer_{objects_, random_, options_.segment_bytes_max, next_number_};
    GroupPut put_{index_, writer_};
    std::mutex maintenance_;  // one verification or collection at a time
};

}  // namespace

Result<Frame> FrameStore::get(const Digest& digest) {
    auto frames = get(std::span(&digest, 1));
    if (!frames) return failure(frames.error());
    return std::move(frames->front());
}

Result<Digest> BlockStore::digest_of(const Reference& reference) const {
    if (!reference.is_sealed()) return reference.id();
    return failure(ErrorKind::corrupt,
                   "a reference to encrypted content stands where a plain one should");
}

Result<std::unique_ptr<BlockStore>> open_block_store(storage::ObjectStore& objects,
                                                     catalog::Database& catalog, Options options) {
    Status migrated = BlockIndex::migrate(catalog);
    if (!migrated) return failure(migrated.error());
    auto store = std::make_unique<SegmentStore>(objects, catalog, options);
    Status opened = store->open();
    if (!opened) return failure(opened.error());
    return std::unique_ptr<BlockStore>(std::move(store));
}

}  // namespace amicast::blocks
