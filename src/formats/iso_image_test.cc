// Which files are ISO images, and which of those are disks.
#include "formats/iso_image.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace amicast::formats {
namespace {

class IsoImageTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "amicast-iso-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    // A file of 64 KiB that begins with `sector`, with the mark of an ISO image or without.
    IsoKind kind(const std::string& name, const std::string& sector, bool marked) {
        std::string content = sector;
        content.resize(65536);
        if (marked)
            content.replace(32768, 7,
                            std::string("\x01"
                                        "CD001"
                                        "\x01"));
        return kind_of(name, content);
    }
    IsoKind kind_of(const std::string& name, const std::string& content) {
        std::string path = directory_ + "/" + name;
        std::ofstream(path, std::ios::binary) << content;
        auto disk = DiskSource::open(
            {.path = path, .format = {}, .temporary_directory = {}, .on_convert = {}});
        EXPECT_TRUE(disk) << disk.error().message;
        auto found = iso_kind(*disk);
        EXPECT_TRUE(found) << found.error().message;
        return *found;
    }

    // A boot record; `type` is that of partition `number`, 0 for none.
    static std::string boot_record(std::size_t number, char type) {
        std::string sector(512, '\0');
        sector[446 + 16 * number + 4] = type;
        sector[510] = '\x55';
        sector[511] = '\xAA';
        return sector;
    }

    std::string directory_;
};

TEST_F(IsoImageTest, AHybridImageHasAPartition) {
    EXPECT_EQ(kind("a.iso", boot_record(0, '\x17'), true), IsoKind::hybrid);
    EXPECT_EQ(kind("b.iso", boot_record(3, '\xEE'), true), IsoKind::hybrid);
}

TEST_F(IsoImageTest, OthersAreForOpticalDrives) {
    EXPECT_EQ(kind("a.iso", "", true), IsoKind::optical);
    EXPECT_EQ(kind("b.iso", boot_record(0, '\0'), true), IsoKind::optical);
    std::string unsigned_record = boot_record(0, '\x17');
    unsigned_record[511] = '\0';
    EXPECT_EQ(kind("c.iso", unsigned_record, true), IsoKind::optical);
}

TEST_F(IsoImageTest, TheContentCountsAndTheNameWhereItSaysNothing) {
    EXPECT_EQ(kind("a.img", "", true), IsoKind::optical);
    EXPECT_EQ(kind("a.raw", boot_record(0, '\x83'), true), IsoKind::hybrid);
    EXPECT_EQ(kind("b.raw", boot_record(0, '\x83'), false), IsoKind::none);
    // Windows media may have UDF only.
    EXPECT_EQ(kind("b.iso", "", false), IsoKind::optical);
    EXPECT_EQ(kind_of("short.raw", "x"), IsoKind::none);
}

}  // namespace
}  // namespace amicast::formats
