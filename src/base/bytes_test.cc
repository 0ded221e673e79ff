#include "base/bytes.h"

#include <gtest/gtest.h>

namespace amicast {
namespace {

TEST(Bytes, AllZeroLooksAtEveryByte) {
    EXPECT_TRUE(all_zero({}));
    Bytes block(4096, 0);
    EXPECT_TRUE(all_zero(block));
    for (std::size_t position :
         {std::size_t{0}, std::size_t{1}, std::size_t{2048}, std::size_t{4095}}) {
        block[position] = 1;
        EXPECT_FALSE(all_zero(block)) << position;
        block[position] = 0;
    }
}

TEST(Bytes, ComparesWholeAndByLength) {
    EXPECT_TRUE(equal_constant_time(as_bytes("abc"), as_bytes("abc")));
    EXPECT_FALSE(equal_constant_time(as_bytes("abc"), as_bytes("abd")));
    EXPECT_FALSE(equal_constant_time(as_bytes("abc"), as_bytes("abcd")));
    EXPECT_TRUE(equal_constant_time({}, {}));
}

}  // namespace
}  // namespace amicast
