#include "cli/download_blocks.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "cli/interruption.h"
#include "crypto/digest.h"
#include "formats/aligned_buffer.h"

namespace amicast::cli {
namespace {

// As many as are hashed together.
constexpr std::size_t blocks_at_once = 2;

using Blocks = std::span<const ListedBlock>;

// A block known to be zero need not travel.
bool known_zero(const ListedBlock& block) {
    static const Digest zero = crypto::sha256(Bytes(limits::block_bytes));
    return block.digest == zero;
}

Status fetch(ApiClient& api, const DownloadOrder& order, Blocks blocks,
             std::span<std::uint8_t> memory) {
    std::vector<const ListedBlock*> wanted;
    for (const ListedBlock& block : blocks) {
        if (!known_zero(block)) wanted.push_back(&block);
    }
    auto contents = memory.first(wanted.size() * limits::block_bytes);
    Status got = get_blocks(api, order.region, order.snapshot_id, wanted, contents);
    if (!got) return got;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        ByteView content = contents.subspan(i * limits::block_bytes, limits::block_bytes);
        if (all_zero(content)) continue;
        auto offset = static_cast<std::uint64_t>(wanted[i]->index) * limits::block_bytes;
        Status written = order.target.write(offset, content);
        if (!written) return written;
    }
    return {};
}

}  // namespace

Status download_blocks(ApiClient& api, const DownloadOrder& order, Progress& progress) {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> failed = false;
    std::mutex mutex;
    std::optional<Error> error;
    auto work = [&] {
        formats::AlignedBuffer memory(blocks_at_once * limits::block_bytes);
        while (!failed && !interrupted()) {
            std::size_t at = next.fetch_add(blocks_at_once);
            Blocks all(order.blocks.blocks);
            if (at >= all.size()) return;
            Blocks mine = all.subspan(at, std::min(blocks_at_once, all.size() - at));
            Status fetched = fetch(api, order, mine, memory.bytes());
            progress.add(mine.size() * limits::block_bytes);
            if (fetched) continue;
            std::lock_guard lock(mutex);
            failed = true;
            if (!error) error = fetched.error();
        }
    };
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(order.connections));
    for (int i = 0; i < order.connections; ++i)
        threads.emplace_back(work);
    for (std::thread& thread : threads)
        thread.join();
    if (error) return failure(*error);
    if (interrupted()) return failure(interruption_error());
    return {};
}

}  // namespace amicast::cli
