#include "cli/download_blocks.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "cli/interruption.h"
#include "crypto/digest.h"

namespace amicast::cli {
namespace {

Status fetch_one(ApiClient& api, const DownloadOrder& order, const ListedBlock& block) {
    auto data = get_block(api, order.region, order.snapshot_id, block);
    if (!data) return failure(data.error());
    if (all_zero(as_bytes(*data))) return {};
    auto offset = static_cast<std::uint64_t>(block.index) * limits::block_bytes;
    return order.target.write(offset, as_bytes(*data));
}

// A block known to be zero need not travel.
bool known_zero(const ListedBlock& block) {
    static const Digest zero = crypto::sha256(Bytes(limits::block_bytes));
    return block.digest == zero;
}

}  // namespace

Status download_blocks(ApiClient& api, const DownloadOrder& order, Progress& progress) {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> failed = false;
    std::mutex mutex;
    std::optional<Error> error;
    auto work = [&] {
        while (!failed && !interrupted()) {
            std::size_t at = next++;
            if (at >= order.blocks.blocks.size()) return;
            const ListedBlock& block = order.blocks.blocks[at];
            Status fetched = known_zero(block) ? Status() : fetch_one(api, order, block);
            progress.add(limits::block_bytes);
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
