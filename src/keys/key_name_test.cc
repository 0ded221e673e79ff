// Every spelling of a key, and what is none.
#include "keys/key_name.h"

#include <gtest/gtest.h>

namespace amicast::keys {
namespace {

constexpr KeyNameDefaults here{.account_id = "111122223333", .region = "us-east-1"};
constexpr const char* id = "1234abcd-12ab-34cd-56ef-1234567890ab";

TEST(KeyNames, AllFourForms) {
    struct Case {
        std::string text;
        std::string account;
        bool is_alias;
        bool is_arn;
        std::string name;
    };
    const std::string uuid = id;
    for (const Case& one : {
             Case{uuid, "111122223333", false, false, uuid},
             Case{"mrk-0123456789abcdef0123456789abcdef", "111122223333", false, false,
                  "mrk-0123456789abcdef0123456789abcdef"},
             Case{"arn:aws:kms:us-east-1:999988887777:key/" + uuid, "999988887777", false, true,
                  uuid},
             Case{"alias/a/b", "111122223333", true, false, "alias/a/b"},
             Case{"arn:aws:kms:us-east-1:999988887777:alias/a/b", "999988887777", true, true,
                  "alias/a/b"},
         }) {
        auto name = parse_key_name(one.text, here);
        ASSERT_TRUE(name) << one.text << name.error().message;
        EXPECT_EQ(name->account_id, one.account);
        EXPECT_EQ(name->region, "us-east-1");
        EXPECT_EQ(name->is_alias, one.is_alias);
        EXPECT_EQ(name->is_arn, one.is_arn);
        EXPECT_EQ(name->name, one.name);
        if (one.is_arn) {
            EXPECT_EQ(name->arn(), one.text);
        }
    }
}

TEST(KeyNames, Refusals) {
    const std::string uuid = id;
    struct Case {
        std::string text;
        ErrorKind kind;
    };
    for (const Case& one : {
             Case{"", ErrorKind::not_found},
             Case{"web", ErrorKind::not_found},
             Case{"alias/", ErrorKind::not_found},
             Case{"1234ABCD-12ab-34cd-56ef-1234567890ab", ErrorKind::not_found},
             Case{uuid + "0", ErrorKind::not_found},
             Case{"mrk-0123", ErrorKind::not_found},
             Case{"key/" + uuid, ErrorKind::not_found},
             Case{"arn:", ErrorKind::invalid},
             Case{"arn:aws:kms:us-east-1:111122223333", ErrorKind::invalid},
             Case{"arn:aws:kms:us-east-1:111122223333:key/" + uuid + "/x", ErrorKind::invalid},
             Case{"arn:aws:kms:us-east-1:111122223333:key/nonsense", ErrorKind::invalid},
             Case{"arn:aws:kms:us-east-1:1111:key/" + uuid, ErrorKind::invalid},
             Case{"arn:aws:iam:us-east-1:111122223333:key/" + uuid, ErrorKind::invalid},
             Case{"arn:aws-cn:kms:us-east-1:111122223333:key/" + uuid, ErrorKind::invalid},
             Case{"arn:aws:kms::111122223333:alias/a", ErrorKind::invalid},
             Case{"arn:aws:kms:us-east-1:111122223333:alias/", ErrorKind::invalid},
             Case{"arn:aws:kms:eu-west-1:111122223333:key/" + uuid, ErrorKind::unsupported},
             Case{"arn:aws:kms:eu-west-1:111122223333:alias/a", ErrorKind::unsupported},
         }) {
        auto name = parse_key_name(one.text, here);
        ASSERT_FALSE(name) << one.text;
        EXPECT_EQ(name.error().kind, one.kind) << one.text;
    }
}

}  // namespace
}  // namespace amicast::keys
