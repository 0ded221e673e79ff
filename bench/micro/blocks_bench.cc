// Throughput of the block store: encoding, putting and getting 512 KiB blocks.
//
// AMICAST_BENCH_DATA names a file whose contents are compressed (default: this program itself);
// AMICAST_BENCH_DIR a directory on the disk to be measured (default: the working directory).
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/random.h"
#include "blocks/block_store.h"
#include "blocks/frame.h"
#include "catalog/database.h"
#include "crypto/digest.h"
#include "storage/object_store.h"

namespace amicast::blocks {
namespace {

constexpr std::size_t sample_blocks = 512;

std::string setting(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return value != nullptr ? value : otherwise;
}

// Blocks of a real file, spread over all of it.
const std::vector<Bytes>& sample() {
    static const std::vector<Bytes> blocks = [] {
        const std::string path = setting("AMICAST_BENCH_DATA", "/proc/self/exe");
        std::ifstream file(path, std::ios::binary);
        const std::uint64_t all = std::filesystem::file_size(path) / limits::block_bytes;
        const std::uint64_t step = std::max<std::uint64_t>(1, all / sample_blocks);
        std::vector<Bytes> read;
        for (std::uint64_t i = 0; i < all && read.size() < sample_blocks; i += step) {
            Bytes block(limits::block_bytes);
            file.seekg(static_cast<std::streamoff>(i * limits::block_bytes));
            file.read(reinterpret_cast<char*>(block.data()), limits::block_bytes);
            if (!all_zero(block)) read.push_back(std::move(block));
        }
        if (read.empty()) read.emplace_back(limits::block_bytes, 'x');
        return read;
    }();
    return blocks;
}

// A store on the real disk, removed afterwards.
struct Store {
    Store() {
        std::filesystem::create_directories(directory);
        objects = std::move(storage::open_local_files(directory + "/objects").value());
        catalog = std::move(catalog::open_sqlite({.path = directory + "/catalog"}).value());
        blocks = std::move(open_block_store(*objects, *catalog).value());
    }
    ~Store() {
        blocks.reset();
        catalog.reset();
        std::filesystem::remove_all(directory);
    }
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    std::string directory =
        setting("AMICAST_BENCH_DIR", ".") + "/amicast-bench-" + std::to_string(::getpid());
    std::unique_ptr<storage::ObjectStore> objects;
    std::unique_ptr<catalog::Database> catalog;
    std::unique_ptr<BlockStore> blocks;
};

std::unique_ptr<Store> shared_store;
std::atomic<std::uint64_t> next_block{0};

Frame raw_frame(std::uint64_t number) {
    Frame frame{.plain_bytes = limits::block_bytes};
    frame.payload.assign(limits::block_bytes, static_cast<std::uint8_t>(number));
    frame.id = crypto::sha256(std::to_string(number));
    return frame;
}

void report_bytes(benchmark::State& state, std::size_t bytes_each) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes_each));
}

void encode(benchmark::State& state) {
    const std::vector<Bytes>& blocks = sample();  // read before the clock starts
    std::size_t i = 0;
    std::size_t stored = 0;
    for (auto _ : state) {
        const Bytes& block = blocks[i++ % blocks.size()];
        Frame frame = encode_frame(FrameKind::block, {}, block);
        stored += frame.payload.size();
    }
    report_bytes(state, limits::block_bytes);
    state.counters["ratio"] = static_cast<double>(stored) /
                              (static_cast<double>(state.iterations()) * limits::block_bytes);
}
BENCHMARK(encode)
    ->Setup([](const benchmark::State&) { sample(); })
    ->Threads(1)
    ->Threads(2)
    ->UseRealTime();

void decode(benchmark::State& state) {
    std::vector<Frame> frames;
    for (const Bytes& block : sample())
        frames.push_back(encode_frame(FrameKind::block, {}, block));
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(decode_frame(frames[i++ % frames.size()]));
    report_bytes(state, limits::block_bytes);
}
BENCHMARK(decode)->UseRealTime();

void start_store(const benchmark::State&) {
    shared_store = std::make_unique<Store>();
}
void end_store(const benchmark::State&) {
    shared_store.reset();
}

// What an upload does per block once its content is hashed and compressed.
void put_one(benchmark::State& state) {
    Frame frame = raw_frame(0);
    for (auto _ : state) {
        frame.id = crypto::sha256(std::to_string(next_block++));  // the store goes by the id
        if (!shared_store->blocks->put({&frame, 1})) state.SkipWithError("put failed");
    }
    report_bytes(state, limits::block_bytes);
}
BENCHMARK(put_one)
    ->Setup(start_store)
    ->Teardown(end_store)
    ->Iterations(200)
    ->Threads(1)
    ->Threads(16)
    ->Threads(64)
    ->UseRealTime();

// What a copy does: ready frames in batches of 8 MiB.
void put_batch(benchmark::State& state) {
    std::vector<Frame> frames;
    for (int i = 0; i < 16; ++i)
        frames.push_back(raw_frame(0));
    for (auto _ : state) {
        for (Frame& frame : frames)
            frame.id = crypto::sha256(std::to_string(next_block++));
        if (!shared_store->blocks->put(frames)) state.SkipWithError("put failed");
    }
    report_bytes(state, frames.size() * limits::block_bytes);
}
BENCHMARK(put_batch)
    ->Setup(start_store)
    ->Teardown(end_store)
    ->Iterations(100)
    ->Threads(1)
    ->Threads(2)
    ->Threads(4)
    ->UseRealTime();

// Frames that lie side by side, as a copy or an export asks for them.
void get_batch(benchmark::State& state) {
    static std::vector<BlockId> ids;
    if (state.thread_index() == 0) {
        shared_store = std::make_unique<Store>();
        ids.clear();
        for (int i = 0; i < 1024; ++i) {
            const Frame frame = raw_frame(next_block++);
            ids.push_back(frame.id);
            if (!shared_store->blocks->put({&frame, 1})) state.SkipWithError("put failed");
        }
    }
    const std::size_t count = static_cast<std::size_t>(state.range(0));
    std::size_t at = 0;
    for (auto _ : state) {
        at = (at + count) % ids.size();
        auto frames = shared_store->blocks->get(std::span(ids).subspan(at, count));
        if (!frames) state.SkipWithError("get failed");
    }
    report_bytes(state, count * limits::block_bytes);
    if (state.thread_index() == 0) shared_store.reset();
}
BENCHMARK(get_batch)->Arg(1)->Arg(16)->UseRealTime();

}  // namespace
}  // namespace amicast::blocks
