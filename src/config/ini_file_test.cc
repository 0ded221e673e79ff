#include "config/ini_file.h"

#include <gtest/gtest.h>

namespace amicast::config {
namespace {

TEST(IniFile, ReadsSectionsKeysAndNothingElse) {
    IniFile file = parse_ini(
        "lost = 1\n[default]\n# comment\n; comment\nKey = a = b \r\nempty=\nno equals\n"
        "s3 =\n  nested = 1\n[ profile x ]\nkey=2\n[broken\nkey=3\n");
    EXPECT_EQ(file.size(), 2U);
    EXPECT_EQ(file["default"]["key"], "a = b");
    EXPECT_EQ(file["default"]["empty"], "");
    EXPECT_EQ(file["default"].count("nested"), 0U);
    EXPECT_EQ(file["profile x"]["key"], "2");
}

}  // namespace
}  // namespace amicast::config
