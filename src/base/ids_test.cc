#include "base/ids.h"

#include <gtest/gtest.h>

namespace amicast {
namespace {

TEST(Ids, HaveAwsForms) {
    SeededRandom random(1);
    std::string image = new_resource_id("ami-", random);
    EXPECT_EQ(image.size(), 21U);
    EXPECT_TRUE(is_resource_id(image, "ami-"));
    EXPECT_TRUE(is_resource_id("ami-5731123e", "ami-"));
    for (std::string_view bad :
         {"ami-", "ami-5731123", "ami-5731123E", "snap-5731123e", "ami-5731123ee"}) {
        EXPECT_FALSE(is_resource_id(bad, "ami-")) << bad;
    }
    EXPECT_TRUE(is_account_id(new_account_id(random)));
    EXPECT_FALSE(is_account_id("12345678901"));
    EXPECT_FALSE(is_account_id("12345678901x"));
    std::string key = new_unique_id("AKIA", 20, random);
    EXPECT_EQ(key.size(), 20U);
    EXPECT_TRUE(key.starts_with("AKIA"));
}

TEST(Ids, UuidIsVersionFour) {
    SeededRandom random(2);
    std::string uuid = new_uuid(random);
    ASSERT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[8], '-');
    EXPECT_EQ(uuid[14], '4');
    EXPECT_NE(std::string_view("89ab").find(uuid[19]), std::string_view::npos);
    EXPECT_NE(new_uuid(random), uuid);
}

}  // namespace
}  // namespace amicast
