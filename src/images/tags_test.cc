#include "images/tags.h"

#include "images/client_token.h"
#include "images/test_region.h"

namespace amicast::images {
namespace {

constexpr const char* alice = "111111111111";
constexpr const char* bob = "222222222222";

class TagsTest : public CatalogTest {};
class ClientTokenTest : public CatalogTest {};

TEST_F(TagsTest, BelongToTheAccountAndKeepTheirOrder) {
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(set_tags(tx, alice, "ami-1", {{"z", "1"}, {"a", "2"}, {"Z", ""}}));
        EXPECT_TRUE(set_tags(tx, alice, "ami-1", {{"a", "3"}, {"m", "4"}}));
        EXPECT_TRUE(set_tags(tx, bob, "ami-1", {{"b", "5"}}));
        EXPECT_EQ(find_tags(tx, alice, "ami-1").value(),
                  (Tags{{"z", "1"}, {"a", "3"}, {"Z", ""}, {"m", "4"}}));
        EXPECT_EQ(find_tags(tx, bob, "ami-1").value(), (Tags{{"b", "5"}}));
        EXPECT_TRUE(find_tags(tx, alice, "ami-2").value().empty());
        return {};
    });
}

TEST_F(TagsTest, OfManyResourcesAtOnce) {
    std::vector<std::string> ids;
    for (int i = 0; i < 300; ++i)  // more than one query takes
        ids.push_back("ami-" + std::to_string(1000 + i));
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(set_tags(tx, alice, ids.front(), {{"z", "1"}, {"a", "2"}}));
        EXPECT_TRUE(set_tags(tx, alice, ids.back(), {{"b", "3"}}));
        EXPECT_TRUE(set_tags(tx, bob, ids.back(), {{"b", "4"}}));
        auto found = find_tags_of(tx, alice, ids);
        if (!found) return failure(found.error());
        EXPECT_EQ(found->size(), 2U);
        EXPECT_EQ(found->find(ids.front())->second, (Tags{{"z", "1"}, {"a", "2"}}));
        EXPECT_EQ(found->find(ids.back())->second, (Tags{{"b", "3"}}));
        EXPECT_TRUE(find_tags_of(tx, alice, {})->empty());
        return {};
    });
}

TEST_F(TagsTest, RemovesByKeyOrByKeyAndValue) {
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(set_tags(tx, alice, "ami-1", {{"a", "1"}, {"b", "2"}, {"c", "3"}}));
        EXPECT_TRUE(remove_tag(tx, alice, "ami-1", "a", "other"));
        EXPECT_TRUE(remove_tag(tx, alice, "ami-1", "b", "2"));
        EXPECT_TRUE(remove_tag(tx, bob, "ami-1", "a", std::nullopt));
        EXPECT_TRUE(remove_tag(tx, alice, "ami-1", "c", std::nullopt));
        EXPECT_EQ(find_tags(tx, alice, "ami-1").value(), (Tags{{"a", "1"}}));
        EXPECT_TRUE(remove_all_tags(tx, alice, "ami-1"));
        EXPECT_TRUE(find_tags(tx, alice, "ami-1").value().empty());
        return {};
    });
}

TEST_F(TagsTest, FiftyButNotFiftyOne) {
    Tags fifty;
    for (int i = 0; i < 50; ++i)
        fifty.emplace_back("key" + std::to_string(i), "v");
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(set_tags(tx, alice, "ami-1", fifty));
        EXPECT_TRUE(set_tags(tx, alice, "ami-1", {{"key7", "again"}}));
        EXPECT_EQ(set_tags(tx, alice, "ami-1", {{"more", ""}}).error().kind, ErrorKind::limit);
        EXPECT_EQ(find_tags(tx, alice, "ami-1").value().size(), 50U);
        EXPECT_TRUE(set_tags(tx, bob, "ami-1", {{"more", ""}}));
        fifty.emplace_back("more", "");
        EXPECT_EQ(set_tags(tx, alice, "ami-2", fifty).error().kind, ErrorKind::limit);
        EXPECT_TRUE(find_tags(tx, alice, "ami-2").value().empty());
        return {};
    });
}

TEST_F(TagsTest, WalksAnAccountsTagsInOrder) {
    std::vector<std::string> expected;
    write([&](catalog::Transaction& tx) -> Status {
        for (int i = 0; i < 400; ++i) {
            std::string id = "ami-" + std::to_string(1'000 + i);
            EXPECT_TRUE(set_tags(tx, alice, id, {{"b", "2"}, {"a", "1"}}));
            expected.push_back(id + "a1");
            expected.push_back(id + "b2");
        }
        return set_tags(tx, bob, "ami-1", {{"b", "5"}});
    });
    auto walk = [&](const std::pair<std::string, std::string>& after, std::size_t count) {
        std::vector<std::string> seen;
        read([&](catalog::Transaction& tx) {
            return each_tag(tx, alice, after, [&](const TaggedResource& tag) {
                seen.push_back(tag.resource_id + tag.key + tag.value);
                return seen.size() != count;
            });
        });
        return seen;
    };
    EXPECT_EQ(walk({}, 0), expected);
    EXPECT_EQ(walk({"ami-1000", "a"}, 1), std::vector<std::string>{"ami-1000b2"});
    EXPECT_EQ(walk({"ami-1000", "b"}, 1), std::vector<std::string>{"ami-1001a1"});
}

TEST_F(ClientTokenTest, ReplaysTheSameRequestAndRefusesAnother) {
    TokenScope scope{alice, "ec2:CopyImage", "token"};
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(replay(tx, scope, "print").value(), std::nullopt);
        EXPECT_TRUE(record(tx, scope, "print", "ami-1", from_microseconds(10)));
        EXPECT_EQ(replay(tx, scope, "print").value(), "ami-1");
        EXPECT_EQ(replay(tx, scope, "other").error().kind, ErrorKind::conflict);
        EXPECT_EQ(replay(tx, {bob, "ec2:CopyImage", "token"}, "x").value(), std::nullopt);
        EXPECT_EQ(replay(tx, {alice, "ec2:Other", "token"}, "x").value(), std::nullopt);
        EXPECT_EQ(record(tx, scope, "print", "ami-2", {}).error().kind, ErrorKind::conflict);
        EXPECT_TRUE(expire_tokens(tx, from_microseconds(10)));
        EXPECT_EQ(replay(tx, scope, "print").value(), "ami-1");
        EXPECT_TRUE(expire_tokens(tx, from_microseconds(11)));
        EXPECT_EQ(replay(tx, scope, "print").value(), std::nullopt);
        return {};
    });
}

}  // namespace
}  // namespace amicast::images
