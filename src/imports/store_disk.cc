// Block by block in order, stored in batches; the manifest grows by a page of entries at a time.
#include "imports/store_disk.h"

#include <optional>
#include <vector>

#include "base/limits.h"
#include "crypto/digest.h"

namespace amicast::imports {
namespace {

constexpr std::size_t blocks_per_batch = 16;  // 8 MiB in memory
constexpr std::size_t entries_per_page = 4096;

class Writer {
  public:
    Writer(blocks::FrameStore& frames, std::int64_t block_count)
        : frames_(frames), manifests_(frames), block_count_(block_count) {}

    Status add(std::int64_t index, ByteView content) {
        Digest digest = crypto::sha256(content);
        if (digest == snapshots::zero_block_digest()) return {};
        batch_.push_back(blocks::encode_frame(blocks::FrameKind::block, digest, content));
        entries_.push_back({index, digest});
        ++present_;
        return batch_.size() < blocks_per_batch ? Status() : flush();
    }

    Result<StoredDisk> finish() {
        Status flushed = flush();
        if (flushed) flushed = write_page();
        if (!flushed) return failure(flushed.error());
        return StoredDisk{.root = *root_,
                          .volume_gib = block_count_ / limits::blocks_per_gib,
                          .present_blocks = present_};
    }

    // True since the last question when blocks went to the store.
    bool took_batch() { return std::exchange(took_batch_, false); }

  private:
    // The blocks are there before the manifest that names them.
    Status flush() {
        if (batch_.empty()) return {};
        Status put = frames_.put(batch_);
        if (!put) return put;
        batch_.clear();
        took_batch_ = true;
        return entries_.size() < entries_per_page ? Status() : write_page();
    }

    Status write_page() {
        if (entries_.empty() && root_) return {};
        auto root = manifests_.write(root_, block_count_, entries_);
        if (!root) return failure(root.error());
        root_ = *root;
        entries_.clear();
        return {};
    }

    blocks::FrameStore& frames_;
    snapshots::Manifests manifests_;
    std::int64_t block_count_;
    std::vector<blocks::Frame> batch_;
    std::vector<snapshots::Entry> entries_;
    std::optional<snapshots::Root> root_;
    std::int64_t present_ = 0;
    bool took_batch_ = false;
};

constexpr std::uint64_t gib = std::uint64_t{1} << 30;

}  // namespace

Result<StoredDisk> store_disk(blocks::FrameStore& frames, const formats::DiskSource& disk,
                              const std::function<Status(std::uint64_t)>& between) {
    auto volume_gib = static_cast<std::int64_t>((disk.bytes() + gib - 1) / gib);
    if (disk.bytes() == 0) return failure(ErrorKind::invalid, "The disk is empty.");
    if (volume_gib > limits::volume_gib_max)
        return failure(ErrorKind::invalid, "The disk is larger than the largest volume, 64 TiB.");
    Writer writer(frames, volume_gib * limits::blocks_per_gib);
    Bytes content(limits::block_bytes);
    std::uint64_t offset = 0;
    while (true) {
        auto extent = disk.next_data(offset);
        if (!extent) return failure(extent.error());
        if (!*extent) return writer.finish();
        std::uint64_t index = (*extent)->offset / limits::block_bytes;
        const std::uint64_t end = (*extent)->offset + (*extent)->bytes;
        if (index * limits::block_bytes < offset) ++index;  // its first part was in the last extent
        for (; index * limits::block_bytes < end; ++index) {
            Status done = disk.read(index * limits::block_bytes, content);
            if (done) done = writer.add(static_cast<std::int64_t>(index), content);
            if (done && writer.took_batch()) done = between(index * limits::block_bytes);
            if (!done) return failure(done.error());
        }
        offset = index * limits::block_bytes;
    }
}

}  // namespace amicast::imports
