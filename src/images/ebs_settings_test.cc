#include "images/ebs_settings.h"

#include "images/test_region.h"

namespace amicast::images {
namespace {

class EbsSettingsTest : public CatalogTest {
  protected:
    EbsSettings settings(const std::string& account = "111111111111") {
        EbsSettings found;
        read([&](catalog::Transaction& tx) -> Status {
            auto settings = find_ebs_settings(tx, account);
            if (!settings) return failure(settings.error());
            found = *settings;
            return {};
        });
        return found;
    }
};

TEST_F(EbsSettingsTest, ANewAccountEncryptsWhenAskedAndUnderAwsKey) {
    EXPECT_FALSE(settings().encryption_by_default);
    EXPECT_EQ(settings().default_key(), "alias/aws/ebs");
}

TEST_F(EbsSettingsTest, EachChoiceLeavesTheOtherAsItIs) {
    write([](catalog::Transaction& tx) { return set_default_key(tx, "111111111111", "arn:k"); });
    EXPECT_FALSE(settings().encryption_by_default);
    write([](catalog::Transaction& tx) {
        return set_encryption_by_default(tx, "111111111111", true);
    });
    EXPECT_TRUE(settings().encryption_by_default);
    EXPECT_EQ(settings().default_key(), "arn:k");
    write([](catalog::Transaction& tx) {
        return set_encryption_by_default(tx, "111111111111", false);
    });
    EXPECT_FALSE(settings().encryption_by_default);
    EXPECT_EQ(settings().default_key(), "arn:k");
    write([](catalog::Transaction& tx) { return set_default_key(tx, "111111111111", {}); });
    EXPECT_EQ(settings().default_key(), "alias/aws/ebs");
    EXPECT_EQ(settings("222222222222").default_key(), "alias/aws/ebs");
}

}  // namespace
}  // namespace amicast::images
