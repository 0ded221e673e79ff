// A block store in memory whose storage and database can be made to fail or lose power; for tests.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/random.h"
#include "blocks/block_store.h"
#include "blocks/frame.h"
#include "catalog/database.h"
#include "catalog/faulty_database.h"
#include "crypto/digest.h"
#include "storage/faulty_object_store.h"
#include "storage/memory_object_store.h"
#include "telemetry/log.h"

namespace amicast::blocks {

// Content that differs for each number: compressible when `size` is large and the number even.
inline Bytes sample_content(std::uint64_t number, std::size_t size = 3000) {
    Bytes content(size);
    SeededRandom random(number);
    random.fill(content);
    if (number % 2 == 0)
        for (std::size_t i = 64; i < size; ++i)
            content[i] = static_cast<std::uint8_t>(i % 7);
    return content;
}

inline Frame sample_frame(std::uint64_t number, std::size_t size = 3000,
                          FrameKind kind = FrameKind::block) {
    const Bytes content = sample_content(number, size);
    return encode_frame(kind, crypto::sha256(content), content);
}

inline std::vector<Frame> sample_frames(std::uint64_t first, std::size_t count,
                                        std::size_t size = 3000) {
    std::vector<Frame> frames;
    for (std::size_t i = 0; i < count; ++i)
        frames.push_back(sample_frame(first + i, size));
    return frames;
}

inline std::vector<BlockId> ids_of(std::span<const Frame> frames) {
    std::vector<BlockId> ids;
    for (const Frame& frame : frames)
        ids.push_back(frame.id);
    return ids;
}

class TestStore {
  public:
    explicit TestStore(Options options = {}) : options_(options) {
        // Recoveries are what these tests are about; their log lines would drown the failures.
        telemetry::configure_log(telemetry::Level::error, telemetry::LogFormat::text);
        options_.clock = &clock;
        open();
    }

    void open() {
        auto opened = try_open();
        ASSERT_TRUE(opened) << opened.error().message << ' ' << opened.error().detail;
    }
    Status try_open() {
        store.reset();
        auto opened = open_block_store(objects, *catalog, options_);
        if (!opened) return failure(opened.error());
        store = std::move(*opened);
        return {};
    }
    // As after kill -9: nothing is sealed or tidied up.
    void reopen_after_kill() {
        objects.arm({.at_call = 1, .from_then_on = true});
        store.reset();
        objects.disarm();
        open();
    }
    void lose_index() {
        store.reset();
        new_catalog();
    }
    void new_catalog() {
        database = std::move(catalog::open_sqlite({.path = ":memory:"}).value());
        catalog = std::make_unique<catalog::FaultyDatabase>(*database);
    }

    void expect_holds(std::span<const Frame> frames) {
        auto found = store->get(ids_of(frames));
        ASSERT_TRUE(found) << found.error().message << ' ' << found.error().detail;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            EXPECT_EQ((*found)[i].payload, frames[i].payload);
            EXPECT_EQ((*found)[i].codec, frames[i].codec);
            EXPECT_EQ((*found)[i].plain_bytes, frames[i].plain_bytes);
            EXPECT_EQ((*found)[i].kind, frames[i].kind);
        }
    }
    bool has(const BlockId& id) { return store->contains({&id, 1}).value().front(); }
    std::vector<Damage> damages() { return store->verify(nullptr, nullptr).value(); }
    void expect_sound() {
        for (const Damage& damage : damages())
            ADD_FAILURE() << damage.segment << '@' << damage.offset << ' ' << damage.what;
    }

    ManualClock clock{from_microseconds(1'700'000'000'000'000)};
    storage::MemoryObjectStore memory;
    storage::FaultyObjectStore objects{memory};
    std::unique_ptr<catalog::Database> database =
        std::move(catalog::open_sqlite({.path = ":memory:"}).value());
    std::unique_ptr<catalog::FaultyDatabase> catalog =
        std::make_unique<catalog::FaultyDatabase>(*database);
    std::unique_ptr<BlockStore> store;

  private:
    Options options_;
};

}  // namespace amicast::blocks
