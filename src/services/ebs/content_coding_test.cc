#include "services/ebs/content_coding.h"

#include <gtest/gtest.h>

namespace amicast::services::ebs {
namespace {

TEST(AcceptsZstd, WhenItIsNamed) {
    for (const char* header : {"zstd", "ZSTD", "gzip, zstd", "br;q=1.0,\tzstd ;q=0.5", "zstd;q=1"})
        EXPECT_TRUE(accepts_zstd(header)) << header;
}

TEST(AcceptsZstd, NotOtherwise) {
    for (const char* header : {"", "identity", "gzip, deflate", "*", "zstd;q=0", "zstd; q=0.000",
                               "gzip;q=1, zstd;Q=0.0", "xzstd", "zstd2", ",;,", "zstdq=0"})
        EXPECT_FALSE(accepts_zstd(header)) << header;
}

}  // namespace
}  // namespace amicast::services::ebs
