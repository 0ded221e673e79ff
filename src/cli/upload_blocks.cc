#include "cli/upload_blocks.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

#include "base/limits.h"
#include "cli/interruption.h"
#include "crypto/digest.h"
#include "crypto/sha256_each.h"

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
    // A block in work, with the memory it is read into.
    struct Piece {
        Work work;
        bool zero = false;
        bool wanted = false;  // may have to be sent: its digest counts
        Digest digest{};
        Bytes buffer = Bytes(block_bytes);

        ByteView content() const { return zero ? zero_block().bytes : buffer; }
    };

    void work() {
        Uploaded mine;
        // Two at a time, for that is how they are hashed fastest.
        std::array<Piece, 2> pieces;
        Status status;
        bool more = true;
        while (status && more && !interrupted() && !failed_) {
            auto taken = take(pieces);
            if (!taken) {
                status = failure(taken.error());
                break;
            }
            more = *taken == pieces.size();
            status = handle(std::span(pieces).first(*taken), mine);
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

    // The next works; fewer than asked for at the end.
    Result<std::size_t> take(std::span<Piece> pieces) {
        std::size_t taken = 0;
        for (; taken < pieces.size(); ++taken) {
            auto next = cursor_.next();
            if (!next) return failure(next.error());
            if (!*next) break;
            pieces[taken].work = **next;
        }
        return taken;
    }

    Status handle(std::span<Piece> pieces, Uploaded& mine) {
        for (Piece& piece : pieces) {
            if (Status read = this->read(piece, mine); !read) return read;
        }
        hash(pieces);
        for (const Piece& piece : pieces) {
            if (Status sent = send(piece, mine); !sent) return sent;
        }
        return {};
    }

    Status read(Piece& piece, Uploaded& mine) {
        piece.zero = piece.work.hole;
        if (!piece.zero) {
            auto offset = static_cast<std::uint64_t>(piece.work.index) * block_bytes;
            Status read = order_.source.read(offset, piece.buffer);
            if (!read) return read;
            mine.bytes_read += block_bytes;
            progress_.add(block_bytes);
            piece.zero = all_zero(piece.buffer);
        }
        // Absent reads as zeroes, so zeroes are sent only to hide what the base has.
        piece.wanted = !piece.zero || piece.work.base != nullptr;
        return {};
    }

    static void hash(std::span<Piece> pieces) {
        std::vector<ByteView> contents;
        for (const Piece& piece : pieces) {
            if (!piece.zero) contents.emplace_back(piece.buffer);
        }
        std::vector<Digest> digests(contents.size());
        crypto::sha256_each(contents, digests);
        auto next = digests.begin();
        for (Piece& piece : pieces)
            piece.digest = piece.zero ? zero_block().digest : *next++;
    }

    Status send(const Piece& piece, Uploaded& mine) {
        if (!piece.wanted) return {};
        const Work& work = piece.work;
        if (work.base != nullptr && work.base->digest == piece.digest) {
            ++mine.unchanged_blocks;
            return {};
        }
        Status put = put_block(api_, order_.region, order_.snapshot_id, work.index, piece.content(),
                               piece.digest);
        if (put) mine.blocks.push_back({.index = work.index, .digest = piece.digest});
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
