// Upload and download against a small stand-in for the EBS direct APIs: what is sent, what is not,
// what is checked.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "cli/download_blocks.h"
#include "cli/upload_blocks.h"
#include "crypto/digest.h"
#include "formats/disk_source.h"
#include "http/server.h"

namespace amicast::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr std::size_t block_bytes = limits::block_bytes;

std::string block_of(char fill) {
    return std::string(block_bytes, fill);
}
Digest digest_of(char fill) {
    return crypto::sha256(block_of(fill));
}

std::string packed(const std::string& block) {
    std::string out(ZSTD_compressBound(block.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), block.data(), block.size(), 1));
    return out;
}

// Keeps the blocks put to it, and gives back what it was told to hold.
class StandIn {
  public:
    StandIn() {
        auto started = http::Server::start(
            {}, [this](wire::HttpRequest&& request) { return answer(std::move(request)); });
        server_ = std::move(*started);
    }
    std::unique_ptr<ApiClient> client() {
        Profile profile{.credentials = {.access_key_id = "A", .secret_access_key = "s"},
                        .region = "r",
                        .endpoint_url = server_->endpoint()};
        RetryRules quick{.attempts_max = 2,
                         .first = std::chrono::milliseconds(1),
                         .longest = std::chrono::milliseconds(1)};
        return std::make_unique<ApiClient>(std::move(profile), clock_, random_, quick);
    }

    std::map<std::int64_t, char> stored() {  // the first byte of each block
        std::lock_guard lock(mutex_);
        std::map<std::int64_t, char> fills;
        for (const auto& [index, block] : blocks)
            fills[index] = block[0];
        return fills;
    }

    std::map<std::int64_t, std::string> blocks;
    std::int64_t refuses = -1;  // a put of this index fails
    bool lies = false;          // flips a byte of what it gives back
    std::string packs;          // the Content-Encoding of what it gives back

  private:
    wire::HttpResponse answer(wire::HttpRequest&& request) {
        std::lock_guard lock(mutex_);
        std::int64_t index = std::stoll(request.path.substr(request.path.rfind('/') + 1));
        if (request.method == "PUT") {
            if (index == refuses)
                return {.status = 400,
                        .headers = {{"x-amzn-ErrorType", "ValidationException"}},
                        .body = R"({"Message":"refused"})"};
            blocks[index] = std::move(request.body);
            return {.status = 201, .body = "{}"};
        }
        std::string block = blocks[index];
        wire::HttpResponse response{
            .headers = {{"x-amz-checksum", to_base64(crypto::sha256(block))}}};
        if (lies) block[7] ^= 1;
        if (!packs.empty()) {
            EXPECT_EQ(wire::find_header(request.headers, "accept-encoding"), "zstd");
            response.headers.emplace_back("content-encoding", packs);
            block = packed(block);
        }
        response.body = std::move(block);
        return response;
    }

    std::mutex mutex_;
    std::unique_ptr<http::Server> server_;
    SystemClock clock_;
    SeededRandom random_{1};
};

class BlockTransfer : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "amicast-transfer-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    // A sparse raw disk of 9 blocks and a bit: a at 1, zeroes at 2, b at 5, c in the tail.
    formats::DiskSource disk() const {
        std::string path = directory_ / "disk.raw";
        std::ofstream file(path, std::ios::binary);
        file.seekp(block_bytes);
        file << block_of('a') << block_of('\0');
        file.seekp(5 * block_bytes);
        file << block_of('b');
        file.seekp(9 * block_bytes);
        file << "ccc";
        file.close();
        auto source = formats::DiskSource::open({.path = path});
        EXPECT_TRUE(source);
        return std::move(*source);
    }
    Result<Uploaded> upload(const std::vector<ListedBlock>& base) {
        auto api = server_.client();
        formats::DiskSource source = disk();
        Progress progress("", 0, false);
        UploadOrder order{.source = source,
                          .region = "r",
                          .snapshot_id = "snap-1",
                          .base = base,
                          .connections = 3};
        return upload_blocks(*api, order, progress);
    }
    Status download(const BlockList& list) {
        auto api = server_.client();
        auto target = formats::DiskTarget::create(
            {.path = directory_ / "out.raw", .bytes = std::uint64_t{1} << 30});
        EXPECT_TRUE(target);
        Progress progress("", 0, false);
        DownloadOrder order{
            .region = "r", .snapshot_id = "snap-1", .blocks = list, .target = *target};
        Status done = download_blocks(*api, order, progress);
        return done ? target->finish(nullptr) : done;
    }

    std::filesystem::path directory_;
    StandIn server_;
};

TEST_F(BlockTransfer, SendsDataAndNeitherHolesNorZeroes) {
    auto uploaded = upload({});
    ASSERT_TRUE(uploaded) << uploaded.error().message;
    EXPECT_THAT(server_.stored(), ElementsAre(Pair(1, 'a'), Pair(5, 'b'), Pair(9, 'c')));
    std::string tail = "ccc" + std::string(block_bytes - 3, '\0');
    EXPECT_EQ(server_.blocks[9], tail);
    crypto::Sha256 expected;
    for (const Digest& digest : {digest_of('a'), digest_of('b'), crypto::sha256(tail)})
        expected.update(digest);
    EXPECT_EQ(uploaded->aggregate(), expected.finish());
}

TEST_F(BlockTransfer, SendsOnlyWhatDiffersFromTheBase) {
    std::vector<ListedBlock> base = {
        {.index = 0, .digest = digest_of('x')},     // zero now: must be hidden
        {.index = 1, .digest = digest_of('a')},     // the same
        {.index = 2, .digest = digest_of('\0')},    // zero there and here
        {.index = 5, .digest = digest_of('y')},     // another content
        {.index = 9, .digest = std::nullopt},       // the server does not tell
        {.index = 100, .digest = digest_of('z')}};  // beyond the disk's end
    auto uploaded = upload(base);
    ASSERT_TRUE(uploaded) << uploaded.error().message;
    EXPECT_THAT(server_.stored(),
                ElementsAre(Pair(0, '\0'), Pair(5, 'b'), Pair(9, 'c'), Pair(100, '\0')));
    EXPECT_EQ(uploaded->unchanged_blocks, 2);
    EXPECT_TRUE(std::is_sorted(uploaded->blocks.begin(), uploaded->blocks.end(),
                               [](const auto& l, const auto& r) { return l.index < r.index; }));
}

TEST_F(BlockTransfer, StopsAtARefusedBlock) {
    server_.refuses = 5;
    auto uploaded = upload({});
    ASSERT_FALSE(uploaded);
    EXPECT_THAT(uploaded.error().message, HasSubstr("refused"));
}

TEST_F(BlockTransfer, CountsWhatWillBeRead) {
    formats::DiskSource source = disk();
    auto bytes = count_data_bytes(source);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(*bytes, 4 * block_bytes);  // the explicit zeroes too
}

TEST_F(BlockTransfer, ComesBackWithItsHoles) {
    server_.blocks = {{1, block_of('a')}, {2, block_of('\0')}, {2047, block_of('e')}};
    BlockList list{.volume_gib = 1,
                   .blocks = {{.index = 1, .token = "t"},
                              {.index = 2, .token = "t"},
                              {.index = 2047, .token = "t", .digest = digest_of('e')}}};
    Status done = download(list);
    ASSERT_TRUE(done) << done.error().message;
    auto source = formats::DiskSource::open({.path = directory_ / "out.raw"});
    ASSERT_TRUE(source);
    EXPECT_EQ(source->bytes(), std::uint64_t{1} << 30);
    EXPECT_EQ(*count_data_bytes(*source), 2 * block_bytes);
    Bytes block(block_bytes);
    ASSERT_TRUE(source->read(2047 * block_bytes, block));
    EXPECT_EQ(as_text(block), block_of('e'));
}

TEST_F(BlockTransfer, UnpacksWhatComesPacked) {
    server_.packs = "zstd";
    server_.blocks = {{1, block_of('a')}, {3, block_of('b')}};
    BlockList list{.volume_gib = 1,
                   .blocks = {{.index = 1, .token = "t"}, {.index = 3, .token = "t"}}};
    Status done = download(list);
    ASSERT_TRUE(done) << done.error().message;
    auto source = formats::DiskSource::open({.path = directory_ / "out.raw"});
    ASSERT_TRUE(source);
    Bytes block(block_bytes);
    ASSERT_TRUE(source->read(3 * block_bytes, block));
    EXPECT_EQ(as_text(block), block_of('b'));
}

TEST_F(BlockTransfer, RefusesWhatDoesNotUnpackToABlock) {
    BlockList list{.volume_gib = 1, .blocks = {{.index = 1, .token = "t"}}};
    server_.packs = "zstd";
    for (const std::string& wrong : {block_of('a') + "b", block_of('a').substr(1), std::string()}) {
        server_.blocks = {{1, wrong}};
        EXPECT_EQ(download(list).error().kind, ErrorKind::corrupt) << wrong.size();
    }
    server_.packs = "gzip";
    server_.blocks = {{1, block_of('a')}};
    EXPECT_EQ(download(list).error().kind, ErrorKind::corrupt);
    server_.packs.clear();
    server_.blocks = {{1, "short"}};
    EXPECT_EQ(download(list).error().kind, ErrorKind::corrupt);
}

TEST_F(BlockTransfer, RefusesABlockThatIsNotWhatItClaims) {
    server_.blocks = {{1, block_of('a')}};
    BlockList claimed{.volume_gib = 1,
                      .blocks = {{.index = 1, .token = "t", .digest = digest_of('b')}}};
    EXPECT_EQ(download(claimed).error().kind, ErrorKind::corrupt);
    server_.lies = true;
    BlockList list{.volume_gib = 1, .blocks = {{.index = 1, .token = "t"}}};
    EXPECT_EQ(download(list).error().kind, ErrorKind::corrupt);
    EXPECT_FALSE(std::filesystem::exists(directory_ / "out.raw"));
}

}  // namespace
}  // namespace amicast::cli
