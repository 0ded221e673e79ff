// Disk images through the real qemu-img: every format out and in again byte for byte, holes, and
// what is refused. Skipped where qemu-img is not installed.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/random.h"
#include "formats/child_process.h"
#include "formats/disk_source.h"
#include "formats/disk_target.h"
#include "formats/temporary_file.h"

namespace amicast::formats {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t mib = 1U << 20;

class Disks : public testing::Test {
  protected:
    void SetUp() override {
        if (!run_child({.program = "qemu-img", .arguments = {"--version"}}))
            GTEST_SKIP() << "qemu-img is not installed";
        std::string pattern = testing::TempDir() + "amicast-disks-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
    }
    void TearDown() override {
        if (!directory_.empty()) std::filesystem::remove_all(directory_);
    }

    std::string path(std::string_view name) const { return directory_ / name; }
    std::string write_file(std::string_view name, std::string_view content) const {
        std::ofstream(path(name), std::ios::binary) << content;
        return path(name);
    }
    static std::string read_file(const std::string& name) {
        std::ifstream file(name, std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }
    void qemu_img(std::vector<std::string> arguments) const {
        auto ran = run_child({.program = "qemu-img", .arguments = std::move(arguments)});
        ASSERT_TRUE(ran) << ran.error().message;
    }

    static Bytes noise(std::size_t size, std::uint64_t seed) {
        Bytes bytes(size);
        SeededRandom random(seed);
        random.fill(bytes);
        return bytes;
    }
    static Bytes whole(const DiskSource& source) {
        Bytes bytes(source.bytes());
        EXPECT_TRUE(source.read(0, bytes));
        return bytes;
    }
    // Two runs of data in eight MiB.
    DiskTarget make(std::string_view name, DiskFormat format) const {
        auto target = DiskTarget::create({.path = path(name),
                                          .format = format,
                                          .bytes = 8 * mib,
                                          .temporary_directory = directory_});
        EXPECT_TRUE(target) << target.error().message;
        EXPECT_TRUE(target->write(mib, noise(mib / 2, 1)));
        EXPECT_TRUE(target->write(5 * mib + 512, noise(1000, 2)));
        return std::move(*target);
    }
    static Bytes expected() {
        Bytes bytes(8 * mib);
        Bytes first = noise(mib / 2, 1);
        Bytes second = noise(1000, 2);
        std::copy(first.begin(), first.end(), bytes.begin() + mib);
        std::copy(second.begin(), second.end(), bytes.begin() + 5 * mib + 512);
        return bytes;
    }

    std::filesystem::path directory_;
};

TEST_F(Disks, EveryFormatGoesOutAndComesInByteForByte) {
    for (DiskFormat format : {DiskFormat::raw, DiskFormat::qcow2, DiskFormat::vmdk, DiskFormat::vhd,
                              DiskFormat::vhdx, DiskFormat::vdi}) {
        std::string name = "disk." + std::string(to_string(format));
        DiskTarget target = make(name, format);
        EXPECT_FALSE(std::filesystem::exists(path(name)));
        double last_share = 0;
        Status finished = target.finish([&](double share) { last_share = share; });
        ASSERT_TRUE(finished) << finished.error().message;
        EXPECT_EQ(last_share, is_plain(format) ? 0.0 : 1.0);

        auto source =
            DiskSource::open({.path = path(name), .temporary_directory = directory_.string()});
        ASSERT_TRUE(source) << source.error().message;
        EXPECT_EQ(source->format(), format);
        EXPECT_TRUE(whole(*source) == expected()) << name;
    }
    // Nothing but the six images is left.
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_), {}), 6);
}

TEST_F(Disks, HolesAreNotReported) {
    DiskTarget target = make("disk.raw", DiskFormat::raw);
    ASSERT_TRUE(target.finish(nullptr));
    auto source = DiskSource::open({.path = path("disk.raw")});
    ASSERT_TRUE(source);
    std::uint64_t covered = 0;
    Bytes content = expected();
    std::uint64_t offset = 0;
    for (;;) {
        auto extent = source->next_data(offset);
        ASSERT_TRUE(extent);
        if (!*extent) break;
        std::uint64_t hole = (*extent)->offset - offset;
        EXPECT_TRUE(all_zero(ByteView(content).subspan(offset, hole)));
        covered += (*extent)->bytes;
        offset = (*extent)->offset + (*extent)->bytes;
    }
    EXPECT_TRUE(all_zero(ByteView(content).subspan(offset)));
    EXPECT_LT(covered, 4 * mib);
    EXPECT_GE(covered, mib / 2 + 1000);
}

TEST_F(Disks, ReadsZeroesPastTheEnd) {
    std::string file = write_file("short.raw", "abc");
    auto source = DiskSource::open({.path = file});
    ASSERT_TRUE(source);
    EXPECT_EQ(source->bytes(), 3U);
    Bytes out(8, 0xFF);
    ASSERT_TRUE(source->read(1, out));
    EXPECT_EQ(as_text(out), std::string_view("bc\0\0\0\0\0\0", 8));
    EXPECT_FALSE(*source->next_data(3));
}

TEST_F(Disks, CloudImagesAreQcow2WhateverTheirName) {
    ASSERT_TRUE(make("disk.qcow2", DiskFormat::qcow2).finish(nullptr));
    std::filesystem::copy(path("disk.qcow2"), path("cloud.img"));
    std::filesystem::copy(path("disk.qcow2"), path("wrong.raw"));
    auto guessed = DiskSource::open({.path = path("cloud.img")});
    ASSERT_TRUE(guessed) << guessed.error().message;
    EXPECT_EQ(guessed->format(), DiskFormat::qcow2);
    auto doubtful = DiskSource::open({.path = path("wrong.raw")});
    ASSERT_FALSE(doubtful);
    EXPECT_THAT(doubtful.error().message, HasSubstr("--format"));
    auto told = DiskSource::open({.path = path("wrong.raw"), .format = DiskFormat::raw});
    ASSERT_TRUE(told);
    EXPECT_EQ(told->bytes(), std::filesystem::file_size(path("wrong.raw")));
}

TEST_F(Disks, RefusesImagesThatReferToOtherFiles) {
    std::string secret = write_file("secret", std::string(mib, 's'));
    qemu_img({"create", "-q", "-f", "qcow2", "-b", secret, "-F", "raw", path("backed.qcow2")});
    auto backed = DiskSource::open({.path = path("backed.qcow2")});
    ASSERT_FALSE(backed);
    EXPECT_THAT(backed.error().message, HasSubstr("backing file"));

    std::filesystem::create_directory(directory_ / "elsewhere");
    std::ofstream(directory_ / "elsewhere" / "flat") << std::string(mib, 's');
    std::string descriptor =
        "# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\n"
        "createType=\"monolithicFlat\"\nRW 2048 FLAT \"" +
        path("elsewhere/flat") + "\" 0\n";
    auto pulling = DiskSource::open({.path = write_file("pulling.vmdk", descriptor)});
    ASSERT_FALSE(pulling);
    EXPECT_THAT(pulling.error().message, HasSubstr("an extent elsewhere"));
}

// As the server opens what it fetched: beside such a file lie those of other people, and what this
// process has open.
TEST_F(Disks, ANamelessImageStandsAlone) {
    auto nameless = [&](std::string_view content) {
        auto file = make_temporary_file(directory_);
        EXPECT_TRUE(file);
        EXPECT_EQ(::write(file->get(), content.data(), content.size()),
                  static_cast<ssize_t>(content.size()));
        return std::move(*file);
    };
    UniqueFd secret = nameless(std::string(mib, 's'));
    write_file("neighbour", std::string(mib, 's'));
    for (const std::string& extent :
         {std::to_string(secret.get()), "/proc/self/fd/" + std::to_string(secret.get()),
          "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(secret.get()),
          path("neighbour")}) {
        UniqueFd descriptor = nameless(
            "# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\n"
            "createType=\"monolithicFlat\"\nRW 2048 FLAT \"" +
            extent + "\" 0\n");
        auto pulling = DiskSource::open({.path = "/proc/" + std::to_string(::getpid()) + "/fd/" +
                                                 std::to_string(descriptor.get()),
                                         .format = DiskFormat::vmdk,
                                         .temporary_directory = directory_});
        EXPECT_FALSE(pulling) << extent;
    }

    ASSERT_TRUE(make("whole.vmdk", DiskFormat::vmdk).finish(nullptr));
    UniqueFd whole_image = nameless(read_file(path("whole.vmdk")));
    auto taken = DiskSource::open(
        {.path = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(whole_image.get()),
         .format = DiskFormat::vmdk,
         .temporary_directory = directory_});
    ASSERT_TRUE(taken) << taken.error().message;
    EXPECT_EQ(whole(*taken), expected());
}

TEST_F(Disks, TakesASplitVmdkBesideItsDescriptor) {
    write_file("source.raw", std::string(mib, 'v'));
    qemu_img({"convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=monolithicFlat",
              path("source.raw"), path("split.vmdk")});
    auto source = DiskSource::open({.path = path("split.vmdk")});
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ(as_text(whole(*source)), std::string(mib, 'v'));
}

TEST_F(Disks, NamesCannotCarryOptionsOrProtocols) {
    ASSERT_TRUE(make("disk.qcow2", DiskFormat::qcow2).finish(nullptr));
    std::filesystem::copy(path("disk.qcow2"), path("a,file.filename=b.qcow2"));
    auto source = DiskSource::open({.path = path("a,file.filename=b.qcow2")});
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_TRUE(whole(*source) == expected());
}

TEST_F(Disks, SaysWhatIsWrongWithAnImage) {
    EXPECT_EQ(DiskSource::open({.path = path("none.raw")}).error().kind, ErrorKind::not_found);
    EXPECT_THAT(DiskSource::open({.path = directory_}).error().message, HasSubstr("neither"));
    EXPECT_THAT(DiskSource::open({.path = write_file("empty.raw", "")}).error().message,
                HasSubstr("empty"));
    auto broken = DiskSource::open(
        {.path = write_file("broken.vhd", std::string(2000, 'x')), .format = DiskFormat::vhd});
    ASSERT_FALSE(broken);
    EXPECT_THAT(broken.error().message, HasSubstr("broken.vhd' as vhd"));
}

TEST_F(Disks, TargetKeepsWhatIsThere) {
    std::string file = write_file("there.raw", "keep");
    TargetOptions options{.path = file, .format = DiskFormat::raw, .bytes = 5};
    auto refused = DiskTarget::create(options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    options.overwrite = true;
    auto target = DiskTarget::create(options);
    ASSERT_TRUE(target);
    ASSERT_TRUE(target->write(0, as_bytes("12345")));
    EXPECT_EQ(read_file(file), "keep");
    ASSERT_TRUE(target->finish(nullptr));
    EXPECT_EQ(read_file(file), "12345");
}

// Past the page cache where the file system can do that: whole pages, and what is none.
TEST_F(Disks, TargetThatIsNotReadBackHoldsTheSame) {
    auto target =
        DiskTarget::create({.path = path("direct.raw"), .bytes = 4 * mib, .read_back = false});
    ASSERT_TRUE(target);
    const Bytes block = noise(mib / 2, 5);
    ASSERT_TRUE(target->write(mib, block));
    const ByteView odd = ByteView(block).subspan(1, 5000);
    ASSERT_TRUE(target->write(3 * mib + 7, odd));
    ASSERT_TRUE(target->write(0, block));
    ASSERT_TRUE(target->finish(nullptr));

    std::string expected(4 * mib, '\0');
    expected.replace(0, block.size(), as_text(block));
    expected.replace(mib, block.size(), as_text(block));
    expected.replace(3 * mib + 7, odd.size(), as_text(odd));
    EXPECT_TRUE(read_file(path("direct.raw")) == expected);
}

TEST_F(Disks, UnfinishedTargetLeavesNothing) {
    { DiskTarget target = make("gone.raw", DiskFormat::raw); }
    EXPECT_TRUE(std::filesystem::is_empty(directory_));
    EXPECT_FALSE(DiskTarget::create({.path = path("no/such/dir.raw"), .bytes = 1}));
}

TEST(ChildProcess, KeepsOutputAndReportsFailure) {
    auto ran = run_child({.program = "sh", .arguments = {"-c", "echo out; echo err >&2"}});
    ASSERT_TRUE(ran);
    EXPECT_EQ(ran->output, "out\n");
    EXPECT_EQ(ran->errors, "err\n");
    auto failed = run_child({.program = "sh", .arguments = {"-c", "echo why >&2; exit 3"}});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "sh failed (3): why");
    auto missing = run_child({.program = "no-such-program-here"});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
}

TEST(ChildProcess, IsStoppedAtItsLimits) {
    auto ran =
        run_child({.program = "sh",
                   .arguments = {"-c", "ulimit -v; ulimit -t; ulimit -n"},
                   .limits = {.memory_bytes = 512 * mib, .cpu_seconds = 7, .open_files = 33}});
    ASSERT_TRUE(ran);
    EXPECT_EQ(ran->output, "524288\n7\n33\n");
}

}  // namespace
}  // namespace amicast::formats
