// Both object stores keep the same promises; files additionally survive on disk, and what is not
// synced may be lost.
#include <csignal>
#include <filesystem>
#include <functional>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "storage/faulty_object_store.h"
#include "storage/memory_object_store.h"
#include "storage/object_name.h"
#include "storage/object_store.h"

namespace amicast::storage {
namespace {

std::string make_directory() {
    std::string path = ::testing::TempDir() + "amicast-storage-XXXXXX";
    EXPECT_NE(::mkdtemp(path.data()), nullptr);
    return path;
}

// A store of either kind, with what it stands on.
struct Fixture {
    std::string directory;
    std::unique_ptr<ObjectStore> store;

    Fixture() = default;
    Fixture(Fixture&&) = default;
    ~Fixture() {
        if (!directory.empty()) std::filesystem::remove_all(directory);
    }
};

Fixture local_files() {
    Fixture fixture;
    fixture.directory = make_directory();
    fixture.store = std::move(open_local_files(fixture.directory).value());
    return fixture;
}

Fixture memory() {
    Fixture fixture;
    fixture.store = std::make_unique<MemoryObjectStore>();
    return fixture;
}

Status append_text(AppendObject& object, std::initializer_list<std::string_view> texts) {
    std::vector<ByteView> pieces;
    for (std::string_view text : texts)
        pieces.push_back(as_bytes(text));
    return object.append(pieces);
}

std::string read_text(ObjectStore& store, std::string_view name, std::uint64_t offset,
                      std::size_t count) {
    Bytes out(count);
    Status read = store.read(name, offset, out);
    if (!read) return "(" + std::string(to_string(read.error().kind)) + ")";
    return to_text(out);
}

class AnyStore : public ::testing::TestWithParam<std::function<Fixture()>> {};

TEST_P(AnyStore, AppendsAreReadBackInOrder) {
    Fixture fixture = GetParam()();
    auto object = fixture.store->create("segments/a.seg");
    ASSERT_TRUE(object);
    ASSERT_TRUE(append_text(**object, {"one", "", "two"}));
    ASSERT_TRUE(append_text(**object, {"three"}));
    ASSERT_TRUE((*object)->sync());
    EXPECT_EQ((*object)->size(), 11U);
    EXPECT_EQ(fixture.store->size("segments/a.seg").value(), 11U);
    EXPECT_EQ(read_text(*fixture.store, "segments/a.seg", 0, 11), "onetwothree");
    EXPECT_EQ(read_text(*fixture.store, "segments/a.seg", 3, 3), "two");
    ASSERT_TRUE(append_text(**object, {"four"}));
    ASSERT_TRUE((*object)->seal());
    EXPECT_EQ(read_text(*fixture.store, "segments/a.seg", 11, 4), "four");
    EXPECT_EQ(append_text(**object, {"five"}).error().kind, ErrorKind::conflict);
}

TEST_P(AnyStore, ManyPiecesGoThroughSeveralWrites) {
    Fixture fixture = GetParam()();
    auto object = fixture.store->create("many");
    ASSERT_TRUE(object);
    std::string expected;
    std::vector<std::string> texts;
    for (int i = 0; i < 1000; ++i)
        texts.push_back(std::to_string(i));
    std::vector<ByteView> pieces;
    for (const std::string& text : texts) {
        pieces.push_back(as_bytes(text));
        expected += text;
    }
    ASSERT_TRUE((*object)->append(pieces));
    EXPECT_EQ(read_text(*fixture.store, "many", 0, expected.size()), expected);
}

TEST_P(AnyStore, ANameIsTakenOnce) {
    Fixture fixture = GetParam()();
    ASSERT_TRUE(fixture.store->create("a/b"));
    EXPECT_EQ(fixture.store->create("a/b").error().kind, ErrorKind::conflict);
}

TEST_P(AnyStore, ReadingWhatIsNotThere) {
    Fixture fixture = GetParam()();
    EXPECT_EQ(read_text(*fixture.store, "absent", 0, 1), "(not_found)");
    EXPECT_EQ(fixture.store->size("absent").error().kind, ErrorKind::not_found);
    ASSERT_TRUE(fixture.store->put("short", as_bytes("abc")));
    EXPECT_EQ(read_text(*fixture.store, "short", 0, 3), "abc");
    EXPECT_EQ(read_text(*fixture.store, "short", 0, 4), "(corrupt)");
    EXPECT_EQ(read_text(*fixture.store, "short", 4, 1), "(corrupt)");
}

TEST_P(AnyStore, PutReplacesWhole) {
    Fixture fixture = GetParam()();
    ASSERT_TRUE(fixture.store->put("dir/config", as_bytes("a longer content")));
    ASSERT_TRUE(fixture.store->put("dir/config", as_bytes("short")));
    EXPECT_EQ(fixture.store->size("dir/config").value(), 5U);
    EXPECT_EQ(read_text(*fixture.store, "dir/config", 0, 5), "short");
}

TEST_P(AnyStore, ListsByPrefixInOrder) {
    Fixture fixture = GetParam()();
    for (const char* name : {"segments/b", "segments/a", "other/c", "segments-x"})
        ASSERT_TRUE(fixture.store->put(name, as_bytes(name)));
    auto listed = fixture.store->list("segments/");
    ASSERT_TRUE(listed);
    ASSERT_EQ(listed->size(), 2U);
    EXPECT_EQ((*listed)[0].name, "segments/a");
    EXPECT_EQ((*listed)[0].bytes, 10U);
    EXPECT_EQ((*listed)[1].name, "segments/b");
    EXPECT_EQ(fixture.store->list("")->size(), 4U);
    EXPECT_TRUE(fixture.store->list("none")->empty());
}

TEST_P(AnyStore, RemoveIsIdempotent) {
    Fixture fixture = GetParam()();
    ASSERT_TRUE(fixture.store->put("a", as_bytes("x")));
    ASSERT_TRUE(fixture.store->remove("a"));
    ASSERT_TRUE(fixture.store->remove("a"));
    EXPECT_EQ(read_text(*fixture.store, "a", 0, 1), "(not_found)");
}

TEST_P(AnyStore, RefusesNamesThatAreNone) {
    Fixture fixture = GetParam()();
    for (const char* name : {"", "/a", "a/", "a//b", "../a", "a/..", ".", "A", "a b", "a~1"}) {
        EXPECT_EQ(fixture.store->create(name).error().kind, ErrorKind::invalid) << name;
        EXPECT_EQ(fixture.store->put(name, {}).error().kind, ErrorKind::invalid) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Stores, AnyStore, ::testing::Values(local_files, memory));

TEST(ObjectName, LengthOnBothSidesOfTheLimit) {
    EXPECT_TRUE(is_object_name(std::string(object_name_bytes_max, 'a')));
    EXPECT_FALSE(is_object_name(std::string(object_name_bytes_max + 1, 'a')));
    EXPECT_TRUE(is_object_name("a.b/c_d/e-f/0..1"));
}

TEST(LocalFiles, SurviveReopeningWithoutHalfWrittenPuts) {
    Fixture fixture = local_files();
    ASSERT_TRUE(fixture.store->put("a/kept", as_bytes("x")));
    std::filesystem::copy(fixture.directory + "/a/kept", fixture.directory + "/a/other~1.2");
    fixture.store = std::move(open_local_files(fixture.directory + "/").value());
    EXPECT_EQ(fixture.store->list("")->size(), 1U);
    EXPECT_FALSE(std::filesystem::exists(fixture.directory + "/a/other~1.2"));
    EXPECT_EQ(read_text(*fixture.store, "a/kept", 0, 1), "x");
}

TEST(LocalFiles, MakesItsDirectoryAndRefusesAFile) {
    Fixture fixture = local_files();
    EXPECT_TRUE(open_local_files(fixture.directory + "/x/y/z"));
    ASSERT_TRUE(fixture.store->put("file", {}));
    EXPECT_FALSE(open_local_files(fixture.directory + "/file/below"));
}

// A file-size limit stands in for the full disk: the kernel refuses the write in the middle.
TEST(LocalFiles, AFullDiskIsUnavailableAndTearsNothing) {
    Fixture fixture = local_files();
    auto object = fixture.store->create("big");
    ASSERT_TRUE(object);
    ASSERT_TRUE(append_text(**object, {"good"}));

    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    auto* old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit tight = before;
    tight.rlim_cur = 4096;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const std::string large(10'000, 'x');
    Status refused = append_text(**object, {large});
    Status refused_put = fixture.store->put("put", as_bytes(large));
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, old_handler);

    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(refused_put.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(fixture.store->list("")->size(), 1U);
    EXPECT_EQ((*object)->size(), 4U);
    ASSERT_TRUE(append_text(**object, {" again"}));
    EXPECT_EQ(read_text(*fixture.store, "big", 0, 10), "good again");
}

TEST(MemoryObjectStore, CrashKeepsWhatWasSyncedAndKillsWriters) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SeededRandom random(seed);
        MemoryObjectStore store;
        auto object = store.create("a");
        auto fresh = store.create("b");
        ASSERT_TRUE(append_text(**object, {"durable"}));
        ASSERT_TRUE((*object)->sync());
        ASSERT_TRUE(append_text(**object, {"volatile"}));
        store.crash(random);
        EXPECT_EQ(read_text(store, "a", 0, 7), "durable");
        EXPECT_LE(store.size("a").value(), 15U);
        EXPECT_EQ(append_text(**object, {"x"}).error().kind, ErrorKind::unavailable);
        EXPECT_EQ((*fresh)->sync().error().kind, ErrorKind::unavailable);
    }
}

TEST(FaultyObjectStore, FailsOnceOrFromThenOn) {
    MemoryObjectStore inner;
    FaultyObjectStore store(inner);
    store.arm({.at_call = 2});
    ASSERT_TRUE(store.put("a", as_bytes("x")));
    EXPECT_FALSE(store.fired());
    EXPECT_EQ(store.put("b", as_bytes("x")).error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(store.fired());
    EXPECT_TRUE(store.put("b", as_bytes("x")));
    EXPECT_EQ(store.calls(), 3U);

    store.arm({.at_call = 1, .from_then_on = true, .kind = ErrorKind::corrupt});
    EXPECT_EQ(store.size("a").error().kind, ErrorKind::corrupt);
    EXPECT_EQ(store.list("").error().kind, ErrorKind::corrupt);
    EXPECT_EQ(store.remove("a").error().kind, ErrorKind::corrupt);
    EXPECT_EQ(store.create("c").error().kind, ErrorKind::corrupt);
    store.disarm();
    EXPECT_EQ(read_text(store, "a", 0, 1), "x");
}

TEST(FaultyObjectStore, AFailingAppendMayBeTorn) {
    MemoryObjectStore inner;
    FaultyObjectStore store(inner);
    auto object = store.create("a");
    ASSERT_TRUE(object);
    store.arm({.at_call = 1, .torn_bytes = 5});
    EXPECT_FALSE(append_text(**object, {"abc", "def"}));
    EXPECT_EQ(inner.size("a").value(), 5U);
    EXPECT_EQ(read_text(store, "a", 0, 5), "abcde");
    EXPECT_TRUE((*object)->sync());
    EXPECT_TRUE((*object)->seal());
}

}  // namespace
}  // namespace amicast::storage
