// Every row of both tables, written out as the documentation has them.
#include "images/encryption.h"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace amicast::images {
namespace {

std::string text_of(const KeyDecision& decision) {
    if (decision) {
        switch (*decision) {
            case KeyChoice::none:
                return "plain";
            case KeyChoice::source:
                return "source";
            case KeyChoice::account_default:
                return "default";
            case KeyChoice::given:
                return "given";
        }
    }
    switch (decision.error()) {
        case EncryptionRefusal::key_needs_encrypted:
            return "!key needs Encrypted";
        case EncryptionRefusal::cannot_decrypt:
            return "!cannot decrypt";
        case EncryptionRefusal::beside_parent:
            return "!beside a parent";
        case EncryptionRefusal::key_forbids_false:
            return "!key with false";
        case EncryptionRefusal::default_forbids_false:
            return "!false with default on";
        case EncryptionRefusal::default_forbids_parent:
            return "!plain parent with default on";
    }
    return "?";
}

constexpr std::optional<bool> absent;
constexpr const char* needs = "!key needs Encrypted";
constexpr const char* cannot = "!cannot decrypt";

struct CopyRow {
    bool by_default;
    std::optional<bool> encrypted;
    bool key_given;
    // By source: plain; encrypted and owned, same region and another; encrypted and shared.
    const char* plain;
    const char* own_same_region;
    const char* own_other_region;
    const char* shared;
};

std::string name_of(const CopyRow& row) {
    std::string encrypted = !row.encrypted ? "absent" : *row.encrypted ? "true" : "false";
    return std::string("default ") + (row.by_default ? "on" : "off") + ", Encrypted " + encrypted +
           (row.key_given ? ", key" : ", no key");
}

void expect_rows(CopyCall call, const std::vector<CopyRow>& rows) {
    for (const CopyRow& row : rows) {
        EncryptionWish wish{
            .by_default = row.by_default, .encrypted = row.encrypted, .key_given = row.key_given};
        auto key = [&](CopySource source, bool same_region) {
            return text_of(key_of_copy(call, wish, source, same_region));
        };
        EXPECT_EQ(key(CopySource::plain, true), row.plain) << name_of(row);
        EXPECT_EQ(key(CopySource::plain, false), row.plain) << name_of(row);
        EXPECT_EQ(key(CopySource::own_encrypted, true), row.own_same_region) << name_of(row);
        EXPECT_EQ(key(CopySource::own_encrypted, false), row.own_other_region) << name_of(row);
        EXPECT_EQ(key(CopySource::shared_encrypted, true), row.shared) << name_of(row);
        EXPECT_EQ(key(CopySource::shared_encrypted, false), row.shared) << name_of(row);
        EXPECT_EQ(lacks_encrypted(wish), std::string(row.plain) == needs) << name_of(row);
    }
}

TEST(EncryptionOfCopiesTest, EveryRowOfCopyImage) {
    expect_rows(CopyCall::image,
                {
                    // default, Encrypted, key:  plain      own here   own there  shared
                    {false, absent, false, "plain", "source", "default", "default"},
                    {false, absent, true, needs, needs, needs, needs},
                    {false, false, false, "plain", cannot, cannot, cannot},
                    {false, false, true, needs, needs, needs, needs},
                    {false, true, false, "default", "source", "default", "default"},
                    {false, true, true, "given", "given", "given", "given"},
                    {true, absent, false, "default", "source", "default", "default"},
                    {true, absent, true, needs, needs, needs, needs},
                    {true, false, false, "default", cannot, cannot, cannot},
                    {true, false, true, needs, needs, needs, needs},
                    {true, true, false, "default", "source", "default", "default"},
                    {true, true, true, "given", "given", "given", "given"},
                });
}

TEST(EncryptionOfCopiesTest, EveryRowOfCopySnapshot) {
    expect_rows(CopyCall::snapshot,
                {
                    {false, absent, false, "plain", "default", "default", "default"},
                    {false, absent, true, needs, needs, needs, needs},
                    {false, false, false, "plain", cannot, cannot, cannot},
                    {false, false, true, needs, needs, needs, needs},
                    {false, true, false, "default", "default", "default", "default"},
                    {false, true, true, "given", "given", "given", "given"},
                    {true, absent, false, "default", "default", "default", "default"},
                    {true, absent, true, needs, needs, needs, needs},
                    {true, false, false, "default", cannot, cannot, cannot},
                    {true, false, true, needs, needs, needs, needs},
                    {true, true, false, "default", "default", "default", "default"},
                    {true, true, true, "given", "given", "given", "given"},
                });
}

struct UploadRow {
    UploadParent parent;
    std::optional<bool> encrypted;
    bool key_given;
    const char* default_on;
    const char* default_off;
};

TEST(EncryptionOfUploadsTest, EveryRowOfStartSnapshot) {
    constexpr auto none = UploadParent::none;
    constexpr auto plain = UploadParent::plain;
    constexpr auto encrypted = UploadParent::encrypted;
    constexpr const char* parent = "!beside a parent";
    const std::vector<UploadRow> rows{
        {none, absent, false, "default", "plain"},
        {none, absent, true, "given", "given"},
        {none, true, false, "default", "default"},
        {none, true, true, "given", "given"},
        {none, false, false, "!false with default on", "plain"},
        {none, false, true, "!key with false", "!key with false"},
        {plain, absent, false, "!plain parent with default on", "plain"},
        {plain, absent, true, parent, parent},
        {plain, true, false, parent, parent},
        {plain, true, true, parent, parent},
        {plain, false, false, parent, parent},
        {plain, false, true, parent, parent},
        {encrypted, absent, false, "source", "source"},
        {encrypted, absent, true, parent, parent},
        {encrypted, true, false, parent, parent},
        {encrypted, true, true, parent, parent},
        {encrypted, false, false, parent, parent},
        {encrypted, false, true, parent, parent},
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const UploadRow& row = rows[i];
        for (bool by_default : {true, false}) {
            EncryptionWish wish{
                .by_default = by_default, .encrypted = row.encrypted, .key_given = row.key_given};
            EXPECT_EQ(text_of(key_of_upload(wish, row.parent)),
                      by_default ? row.default_on : row.default_off)
                << "row " << i;
        }
    }
}

}  // namespace
}  // namespace amicast::images
