#include "cli/upload_blocks.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

#include "base/limits.h"
#include "cli/interruption.h"
#include "crypto/digest.h"

namespace amicast::cli {
namespace {

constexpr std::uint64_t block_bytes = limits::block_bytes;

// The zero block and its digest, made once.
struct ZeroBlock {
    Bytes bytes = Bytes(block_bytes);
    Digest digest = crypto::sha256(bytes);
};
const ZeroBlock& zero_block() {
    static const ZeroBlock block;
    return block;
}

struct Work {
    std::int64_t index = 0;
    bool hole = false;                  // reads as zeroes without reading
    const ListedBlock* base = nullptr;  // the base's block at this index, if it has one
};

// Hands out, in ascending order, the indices that have data or that the base has.
class Cursor {
  public:
    Cursor(const formats::DiskSource& source, const std::vector<ListedBlock>& base)
        : source_(source), base_(base.data()), base_end_(base.data() + base.size()) {}

    Result<std::optional<Work>> next() {
        std::lock_guard lock(mutex_);
        auto data = next_data_index();
        if (!data) return failure(data.error());
        bool from_base = base_ != base_end_ && (!*data || base_->index <= **data);
        if (!*data && !from_base) return std::nullopt;
        Work work{.index = from_base ? base_->index : **data};
        work.hole = !*data || **data != work.index;
        if (from_base) work.base = base_++;
        position_ = static_cast<std::uint64_t>(work.index) + 1;
        return work;
    }

  private:
    // The first index at or after the position that overlaps data.
    Result<std::optional<std::int64_t>> next_data_index() {
        std::uint64_t from = position_ * block_bytes;
        if (!at_end_ && extent_.offset + extent_.bytes <= from) {
            auto extent = source_.next_data(from);
            if (!extent) return failure(extent.error());
            at_end_ = !*extent;
            if (*extent) extent_ = **extent;
        }
        if (at_end_) return std::nullopt;
        return static_cast<std::int64_t>(std::max(position_, extent_.offset / block_bytes));
    }

    const formats::DiskSource& source_;
    std::mutex mutex_;
    std::uint64_t position_ = 0;
    formats::Extent extent_;
    bool at_end_ = false;
    const ListedBlock* base_;
    const ListedBlock* base_end_;
};

// One run of upload_blocks(): what its threads share.
class Upload {
  public:
    Upload(ApiClient& api, const UploadOrder& order, Progress& progress)
        : api_(api), order_(order), progress_(progress), cursor_(order.source, order.base) {}

    Result<Uploaded> run() {
        std::vector<std::thread> threads;
        threads.reserve(static_cast<std::size_t>(order_.connections));
        for (int i = 0; i < order_.connections; ++i)
            threads.emplace_back([this] { work(); });
        for (std::thread& thread : threads)
            thread.join();
        if (error_) return failure(*error_);
        if (interrupted()) return failure(interruption_error());
        std::sort(result_.blocks.begin(), result_.blocks.end(),
                  [](const auto& a, const auto& b) { return a.index < b.index; });
        return std::move(result_);
    }

  private:
    void work() {
        Uploaded mine;
        Bytes buffer(block_bytes);
        Status status;
        while (status && !interrupted() && !failed_) {
            auto next = cursor_.next();
            if (!next) {
                status = failure(next.error());
            } else if (!*next) {
                break;
            } else {
                status = handle(**next, buffer, mine);
            }
        }
        std::lock_guard lock(mutex_);
        if (!status) {
            failed_ = true;
            if (!error_) error_ = status.error();
        }
        result_.blocks.insert(result_.blocks.end(), mine.blocks.begin(), mine.blocks.end());
        result_.unchanged_blocks += mine.unchanged_blocks;
        result_.bytes_read += mine.bytes_read;
    }

    Status handle(const Work& work, Bytes& buffer, Uploaded& mine) {
        bool zero = work.hole;
        if (!zero) {
            Status read =
                order_.source.read(static_cast<std::uint64_t>(work.index) * block_bytes, buffer);
            if (!read) return read;
            mine.bytes_read += block_bytes;
            progress_.add(block_bytes);
            zero = all_zero(buffer);
        }
        // Absent reads as zeroes, so zeroes are sent only to hide what the base has.
        if (zero && work.base == nullptr) return {};
        Digest digest = zero ? zero_block().digest : crypto::sha256(buffer);
        if (work.base != nullptr && work.base->digest == digest) {
            ++mine.unchanged_blocks;
            return {};
        }
        Status put = put_block(api_, order_.region, order_.snapshot_id, work.index,
                               zero ? zero_block().bytes : buffer, digest);
        if (put) mine.blocks.push_back({.index = work.index, .digest = digest});
        return put;
    }

    ApiClient& api_;
    const UploadOrder& order_;
    Progress& progress_;
    Cursor cursor_;
    std::atomic<bool> failed_ = false;
    std::mutex mutex_;  // of what follows
    Uploaded result_;
    std::optional<Error> error_;
};

}  // namespace

Digest Uploaded::aggregate() const {
    crypto::Sha256 hash;
    for (const Block& block : blocks)
        hash.update(block.digest);
    return hash.finish();
}

Result<std::uint64_t> count_data_bytes(const formats::DiskSource& source) {
    static const std::vector<ListedBlock> no_base;
    Cursor cursor(source, no_base);
    std::uint64_t bytes = 0;
    for (;;) {
        auto next = cursor.next();
        if (!next) return failure(next.error());
        if (!*next) return bytes;
        bytes += block_bytes;
    }
}

Result<Uploaded> upload_blocks(ApiClient& api, const UploadOrder& order, Progress& progress) {
    return Upload(api, order, progress).run();
}

}  // namespace amicast::cli
