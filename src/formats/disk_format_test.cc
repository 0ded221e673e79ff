#include "formats/disk_format.h"

#include <gtest/gtest.h>

namespace amicast::formats {
namespace {

TEST(DiskFormat, NamesReadBack) {
    for (DiskFormat format : {DiskFormat::raw, DiskFormat::iso, DiskFormat::qcow2, DiskFormat::vmdk,
                              DiskFormat::vhd, DiskFormat::vhdx, DiskFormat::vdi})
        EXPECT_EQ(disk_format_from_name(to_string(format)), format);
    EXPECT_EQ(disk_format_from_name("QCOW2"), DiskFormat::qcow2);
    EXPECT_EQ(disk_format_from_name("vpc"), DiskFormat::vhd);
    EXPECT_FALSE(disk_format_from_name("zip"));
    EXPECT_FALSE(disk_format_from_name(""));
}

TEST(DiskFormat, EndingsOfPaths) {
    EXPECT_EQ(disk_format_from_path("/a/b.VMDK"), DiskFormat::vmdk);
    EXPECT_EQ(disk_format_from_path("b.iso"), DiskFormat::iso);
    EXPECT_EQ(disk_format_from_path("x.raw"), DiskFormat::raw);
    EXPECT_FALSE(disk_format_from_path("cloud.img"));
    EXPECT_FALSE(disk_format_from_path("/dir.qcow2/disk"));
    EXPECT_FALSE(disk_format_from_path("disk"));
    EXPECT_FALSE(disk_format_from_path("qcow2"));
}

TEST(DiskFormat, Marks) {
    EXPECT_EQ(recognize_disk_format(as_bytes({"QFI\xFB\0\0\0\3", 8})), DiskFormat::qcow2);
    EXPECT_EQ(recognize_disk_format(as_bytes("vhdxfile")), DiskFormat::vhdx);
    std::string vdi(64, ' ');
    EXPECT_EQ(recognize_disk_format(as_bytes(vdi + "\x7F\x10\xDA\xBE")), DiskFormat::vdi);
    EXPECT_FALSE(recognize_disk_format(as_bytes(vdi)));
    EXPECT_FALSE(recognize_disk_format(as_bytes(vdi.substr(1))));
    EXPECT_FALSE(recognize_disk_format({}));
}

}  // namespace
}  // namespace amicast::formats
