// Walks by path, labels and tags.
#include "parameters/listing.h"

#include "parameters/labels.h"
#include "parameters/tags.h"
#include "parameters/test_parameters.h"

namespace amicast::parameters {
namespace {

using Names = std::vector<std::string>;

class ListingTest : public ParametersTest {
  protected:
    Names walk(const Selection& selection, std::size_t count = 1000) {
        Names seen;
        Status read = catalog_->read([&](catalog::Transaction& tx) {
            return each_parameter(tx, selection,
                                  [&](const ParameterVersion& parameter) -> Result<bool> {
                                      seen.push_back(parameter.name);
                                      return seen.size() < count;
                                  });
        });
        EXPECT_TRUE(read);
        return seen;
    }
};

TEST_F(ListingTest, GoesByPath) {
    for (const char* name :
         {"/a", "/a/b", "/a/b/c", "/a/b/d", "/a/e", "/a.x", "/a0", "/b/x", "flat"})
        put_version(order(name));
    PutOrder of_bob = order("/a/bob");
    of_bob.account_id = bob;
    put_version(of_bob);
    EXPECT_EQ(prefix_of_path("/a"), "/a/");
    EXPECT_EQ(prefix_of_path("/a/"), "/a/");
    EXPECT_EQ(prefix_of_path("/"), "/");
    EXPECT_EQ(walk({.account_id = alice, .prefix = "/a/"}),
              (Names{"/a/b", "/a/b/c", "/a/b/d", "/a/e"}));
    EXPECT_EQ(walk({.account_id = alice, .prefix = "/a/", .one_level = true}),
              (Names{"/a/b", "/a/e"}));
    EXPECT_EQ(walk({.account_id = alice, .prefix = "/", .one_level = true}),
              (Names{"/a", "/a.x", "/a0"}));
    EXPECT_EQ(walk({.account_id = alice}).size(), 9U);
    EXPECT_EQ(walk({.account_id = alice, .prefix = "/a/b"}), (Names{"/a/b", "/a/b/c", "/a/b/d"}));
    EXPECT_EQ(walk({.account_id = alice, .prefix = "/a/", .after = "/a/b/c"}),
              (Names{"/a/b/d", "/a/e"}));
    EXPECT_EQ(walk({.account_id = alice, .prefix = "/a/", .after = "/a/b/c"}, 1), Names{"/a/b/d"});
    EXPECT_EQ(walk({.account_id = alice, .prefix = "/c"}), Names{});
}

TEST_F(ListingTest, StepsOverLargeSubtrees) {
    for (int i = 0; i < 200; ++i) {
        put_version(order("/t/deep/" + std::to_string(1000 + i)));
        put_version(order("/t/n" + std::to_string(1000 + i)));
    }
    Names flat = walk({.account_id = alice, .prefix = "/t/", .one_level = true});
    ASSERT_EQ(flat.size(), 200U);
    EXPECT_EQ(flat.front(), "/t/n1000");
    EXPECT_EQ(flat.back(), "/t/n1199");
    EXPECT_EQ(walk({.account_id = alice, .prefix = "/t/"}).size(), 400U);
}

TEST_F(ListingTest, HistoryOldestFirst) {
    for (int i = 1; i <= 5; ++i)
        put_version(order("/a", std::to_string(i)));
    write([](catalog::Transaction& tx) -> Status {
        auto versions = list_versions(tx, alice, "/a", 2, 2);
        EXPECT_TRUE(versions);
        EXPECT_EQ(versions->size(), 2U);
        EXPECT_EQ(versions->front().version, 3);
        EXPECT_EQ(versions->back().value, "4");
        return {};
    });
}

TEST_F(ListingTest, LabelsMoveAndHaveALimit) {
    put_version(order("/a", "1"));
    put_version(order("/a", "2"));
    write([](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(attach_labels(tx, alice, "/a", 1, {"x", "prod"}));
        EXPECT_EQ(find_labels(tx, alice, "/a", 1).value(), (Names{"prod", "x"}));
        EXPECT_TRUE(attach_labels(tx, alice, "/a", 2, {"prod"}));
        EXPECT_EQ(find_labels(tx, alice, "/a", 1).value(), Names{"x"});
        EXPECT_EQ(detach_label(tx, alice, "/a", 1, "prod").value(), false);
        EXPECT_EQ(detach_label(tx, alice, "/a", 2, "prod").value(), true);
        Names ten;
        for (int i = 0; i < 10; ++i)
            ten.push_back("l" + std::to_string(i));
        EXPECT_TRUE(attach_labels(tx, alice, "/a", 2, ten));
        EXPECT_TRUE(attach_labels(tx, alice, "/a", 2, {"l3"}));
        EXPECT_EQ(attach_labels(tx, alice, "/a", 2, {"more"}).error().kind, ErrorKind::limit);
        return {};
    });
    EXPECT_EQ(value_of("/a:l3"), "2");
    for (const char* good : {"a", "A.b-c_9", "prod", "xaws"})
        EXPECT_TRUE(is_label(good)) << good;
    for (const char* bad : {"", "1a", "aws", "AwSx", "ssm-x", "a b", "a/b", "é"})
        EXPECT_FALSE(is_label(bad)) << bad;
}

TEST_F(ListingTest, FiftyTagsButNotFiftyOne) {
    put_version(order("/a"));
    images::Tags fifty;
    for (int i = 0; i < 50; ++i)
        fifty.emplace_back("k" + std::to_string(i), "v");
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(set_tags(tx, alice, "/a", fifty));
        EXPECT_TRUE(set_tags(tx, alice, "/a", {{"k7", "again"}}));
        EXPECT_TRUE(remove_tag(tx, alice, "/a", "k0"));
        EXPECT_TRUE(remove_tag(tx, alice, "/a", "never"));
        EXPECT_TRUE(set_tags(tx, alice, "/a", {{"z", ""}}));
        EXPECT_EQ(find_tags(tx, alice, "/a").value().back(), (images::Tag{"z", ""}));
        return {};
    });
    Status refused = catalog_->write([](catalog::Transaction& tx) {
        return set_tags(tx, alice, "/a", {{"more", ""}});
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::limit);
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(find_tags(tx, alice, "/a").value().size(), 50U);
        return {};
    });
}

}  // namespace
}  // namespace amicast::parameters
