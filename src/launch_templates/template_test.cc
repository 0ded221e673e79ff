#include "launch_templates/template.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "images/snapshot.h"
#include "images/statement.h"
#include "images/tags.h"
#include "launch_templates/consistency.h"
#include "launch_templates/image_version.h"

namespace amicast::launch_templates {
namespace {

constexpr const char* alice = "111111111111";
constexpr const char* bob = "222222222222";
constexpr const char* lt = "lt-00000000000000001";
constexpr const char* arn = "arn:aws:iam::111111111111:root";

class LaunchTemplateTest : public testing::Test {
  protected:
    LaunchTemplateTest() : catalog_(std::move(*catalog::open_sqlite({.path = ":memory:"}))) {
        EXPECT_TRUE(images::migrate(*catalog_));
        EXPECT_TRUE(migrate(*catalog_));
    }
    void write(const catalog::Database::Work& work) {
        Status written = catalog_->write(work);
        EXPECT_TRUE(written) << written.error().message << ' ' << written.error().detail;
    }
    void add(const std::string& id, const std::string& name, const std::string& account = alice) {
        write([&](catalog::Transaction& tx) {
            return insert(tx,
                          {.id = id,
                           .account_id = account,
                           .name = name,
                           .created = from_microseconds(5),
                           .created_by = arn},
                          {.description = "first",
                           .created_by = arn,
                           .image_id = "ami-1",
                           .data = "{\"instanceType\":\"t3.micro\"}"});
        });
    }
    Template find(const std::string& id) {
        auto found = catalog_->read_value(
            [&](catalog::Transaction& tx) { return find_template(tx, alice, id); });
        EXPECT_TRUE(found);
        return found ? *found : Template();
    }
    std::vector<std::int64_t> numbers(std::int64_t before = 0, std::size_t count = 0) {
        std::vector<std::int64_t> listed;
        write([&](catalog::Transaction& tx) {
            return each_version(tx, lt, before, [&](const Version& version) {
                listed.push_back(version.number);
                return listed.size() != count;
            });
        });
        return listed;
    }
    Result<Version> add_version_of(const std::string& image) {
        return catalog_->write_value([&](catalog::Transaction& tx) {
            return add_version(tx, lt, {.created_by = arn, .image_id = image, .data = "{}"},
                               Time{});
        });
    }
    Result<Version> order(ImageVersionOrder wanted) {
        return catalog_->write_value([&](catalog::Transaction& tx) {
            return add_image_version(tx, wanted, from_microseconds(9));
        });
    }

    // Findings of the room's own check.
    std::vector<std::string> damage() {
        std::vector<std::string> found;
        write([&](catalog::Transaction& tx) {
            return check_consistency(tx, [&](std::string what) { found.push_back(what); });
        });
        return found;
    }
    void execute(std::string_view sql) {
        write([&](catalog::Transaction& tx) { return images::run(tx, sql, {}); });
    }

    std::unique_ptr<catalog::Database> catalog_;
};

using Numbers = std::vector<std::int64_t>;

TEST_F(LaunchTemplateTest, IsFoundByIdAndNameOfItsAccountOnly) {
    add(lt, "web");
    add("lt-00000000000000002", "web", bob);
    EXPECT_EQ(find(lt).name, "web");
    EXPECT_EQ(find(lt).created, from_microseconds(5));
    EXPECT_EQ(find(lt).created_by, arn);
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(find_template_by_name(tx, alice, "web")->id, lt);
        EXPECT_EQ(find_template_by_name(tx, alice, "Web").error().kind, ErrorKind::not_found);
        EXPECT_EQ(find_template(tx, bob, lt).error().kind, ErrorKind::not_found);
        Template twin{.id = "lt-3", .account_id = alice, .name = "web"};
        EXPECT_EQ(insert(tx, twin, {}).error().kind, ErrorKind::conflict);
        return {};
    });
}

TEST_F(LaunchTemplateTest, VersionNumbersAreNeverGivenTwice) {
    add(lt, "web");
    ASSERT_EQ(add_version_of("ami-2")->number, 2);
    ASSERT_EQ(add_version_of("ami-3")->number, 3);
    EXPECT_EQ(numbers(), (Numbers{3, 2, 1}));
    EXPECT_EQ(numbers(3), (Numbers{2, 1}));
    EXPECT_EQ(numbers(0, 1), (Numbers{3}));
    EXPECT_EQ(find(lt).default_version, 1);
    EXPECT_EQ(find(lt).latest_version, 3);
    Template before = find(lt);
    write([&](catalog::Transaction& tx) { return erase_version(tx, before, 3); });
    EXPECT_EQ(find(lt).latest_version, 2);
    EXPECT_EQ(add_version_of("ami-4")->number, 4);
    EXPECT_EQ(numbers(), (Numbers{4, 2, 1}));
}

TEST_F(LaunchTemplateTest, TheDefaultVersionStays) {
    add(lt, "web");
    ASSERT_TRUE(add_version_of("ami-2"));
    Template before = find(lt);
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(erase_version(tx, before, 1).error().kind, ErrorKind::conflict);
        EXPECT_EQ(set_default(tx, lt, 7).error().kind, ErrorKind::not_found);
        EXPECT_EQ(erase_version(tx, before, 7).error().kind, ErrorKind::not_found);
        return set_default(tx, lt, 2);
    });
    EXPECT_EQ(find(lt).default_version, 2);
    before = find(lt);
    write([&](catalog::Transaction& tx) { return erase_version(tx, before, 1); });
    EXPECT_EQ(numbers(), Numbers{2});
}

TEST_F(LaunchTemplateTest, ErasingTakesVersionsAndTags) {
    add(lt, "web");
    write([&](catalog::Transaction& tx) -> Status {
        Status tagged = images::set_tags(tx, alice, lt, {{"stage", "prod"}});
        return tagged ? erase_template(tx, lt) : tagged;
    });
    EXPECT_TRUE(numbers().empty());
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(images::find_tags(tx, alice, lt)->empty());
        EXPECT_EQ(find_template(tx, alice, lt).error().kind, ErrorKind::not_found);
        return {};
    });
    add(lt, "web");  // the name is free again
}

TEST_F(LaunchTemplateTest, ListsTheAccountsInOrder) {
    add("lt-2", "b");
    add("lt-1", "a");
    add("lt-3", "a", bob);
    std::vector<std::string> ids;
    auto collect = [&](const Template& one) {
        ids.push_back(one.id);
        return true;
    };
    write([&](catalog::Transaction& tx) { return each_template(tx, alice, "", collect); });
    EXPECT_EQ(ids, (std::vector<std::string>{"lt-1", "lt-2"}));
    ids.clear();
    write([&](catalog::Transaction& tx) { return each_template(tx, alice, "lt-1", collect); });
    EXPECT_EQ(ids, std::vector<std::string>{"lt-2"});
}

TEST_F(LaunchTemplateTest, HoldsAsManyVersionsAsAllowed) {
    add(lt, "web");
    write([&](catalog::Transaction& tx) -> Status {
        for (std::int64_t i = 1; i < versions_max; ++i) {
            auto added = add_version(tx, lt, {.data = "{}"}, Time{});
            if (!added) return failure(added.error());
        }
        EXPECT_EQ(add_version(tx, lt, {}, Time{}).error().kind, ErrorKind::limit);
        return {};
    });
    EXPECT_EQ(find(lt).latest_version, versions_max);
}

TEST_F(LaunchTemplateTest, AnotherImageKeepsTheRestOfTheLatestVersion) {
    add(lt, "web");
    auto version = order({.account_id = alice,
                          .template_id = lt,
                          .image_id = "ami-2",
                          .make_default = false,
                          .description = "by a distribution",
                          .created_by = arn});
    ASSERT_TRUE(version);
    EXPECT_EQ(version->number, 2);
    EXPECT_EQ(version->image_id, "ami-2");
    EXPECT_EQ(version->data, "{\"instanceType\":\"t3.micro\"}");
    EXPECT_EQ(version->description, "by a distribution");
    EXPECT_EQ(version->created, from_microseconds(9));
    EXPECT_EQ(find(lt).default_version, 1);
}

TEST_F(LaunchTemplateTest, ARepeatedOrderMakesNothingTwice) {
    add(lt, "web");
    ImageVersionOrder wanted{.account_id = alice, .template_id = lt, .image_id = "ami-2"};
    EXPECT_EQ(order(wanted)->number, 2);
    EXPECT_EQ(find(lt).default_version, 2);
    EXPECT_EQ(order(wanted)->number, 2);
    EXPECT_EQ(numbers(), (Numbers{2, 1}));
    wanted.account_id = bob;
    EXPECT_EQ(order(wanted).error().kind, ErrorKind::not_found);
}

TEST_F(LaunchTemplateTest, RowsThatDoNotBelongTogetherAreFound) {
    add(lt, "web");
    ASSERT_TRUE(add_version_of("ami-2"));
    ASSERT_TRUE(add_version_of("ami-3"));
    Template before = find(lt);
    write([&](catalog::Transaction& tx) -> Status {
        Status erased = erase_version(tx, before, 3);
        return erased ? images::set_tags(tx, alice, lt, {{"k", "v"}}) : erased;
    });
    EXPECT_TRUE(damage().empty());
    execute("UPDATE launch_templates SET versions = 7");
    execute("DELETE FROM launch_template_versions WHERE number = 1");
    EXPECT_EQ(damage().size(), 2U);
    execute("DELETE FROM launch_templates");
    EXPECT_EQ(damage(),
              (std::vector<std::string>{"lt-00000000000000001 does not exist and has a version ()",
                                        "lt-00000000000000001 does not exist and has the tag k"}));
}

}  // namespace
}  // namespace amicast::launch_templates
