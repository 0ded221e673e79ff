#include "distribution/image_build.h"

#include <gtest/gtest.h>

#include "distribution/configuration.h"
#include "distribution/schema.h"

namespace amicast::distribution {
namespace {

constexpr const char* account = "111111111111";

class RowsTest : public testing::Test {
  protected:
    RowsTest() : catalog_(std::move(*catalog::open_sqlite({.path = ":memory:"}))) {
        EXPECT_TRUE(migrate(*catalog_));
    }

    template <class F>
    auto write(F&& work) {
        return catalog_->write_value(std::forward<F>(work));
    }

    ImageBuild add(const std::string& slug, Version version, std::int64_t created,
                   ImageStatus status = ImageStatus::available) {
        ImageBuild image;
        image.account_id = account;
        image.slug = slug;
        image.name = slug;
        image.version = version;
        image.status = status;
        image.platform = "Linux";
        image.created = from_microseconds(created);
        if (is_final(status)) image.ended = image.created;
        Status added = catalog_->write([&](catalog::Transaction& tx) -> Status {
            auto build = allocate_build(tx, account, slug, version);
            if (!build) return failure(build.error());
            image.build = *build;
            return insert(tx, image);
        });
        EXPECT_TRUE(added) << added.error().message << added.error().detail;
        return image;
    }

    std::vector<std::string> ids(const Result<std::vector<ImageBuild>>& builds) {
        std::vector<std::string> out;
        EXPECT_TRUE(builds);
        for (const auto& build : *builds)
            out.push_back(build.slug + "/" + to_string(build.version) + "/" +
                          std::to_string(build.build));
        return out;
    }

    std::unique_ptr<catalog::Database> catalog_;
};

TEST_F(RowsTest, ImagesRoundTrip) {
    ImageBuild image = add("web", {1, 2, 3}, 5, ImageStatus::pending);
    image.status = ImageStatus::failed;
    image.reason = "because";
    image.cancel_requested = true;
    image.round = 2;
    image.remaining = 3;
    image.ended = from_microseconds(9);
    image.tags = {{"k", "v"}};
    auto back = write([&](catalog::Transaction& tx) -> Result<ImageBuild> {
        EXPECT_TRUE(update(tx, image));
        EXPECT_TRUE(update_tags(tx, image));
        return find_build(tx, account, "web", {1, 2, 3}, 1);
    });
    ASSERT_TRUE(back);
    EXPECT_EQ(back->id(), "111111111111/web/1.2.3/1");
    EXPECT_EQ(back->arn("eu-west-1"),
              "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.2.3/1");
    EXPECT_EQ(back->status, ImageStatus::failed);
    EXPECT_EQ(back->reason, "because");
    EXPECT_TRUE(back->cancel_requested);
    EXPECT_EQ(back->remaining, 3);
    EXPECT_EQ(back->tags, image.tags);
    EXPECT_EQ(back->ended, image.ended);
}

TEST_F(RowsTest, BuildNumbersAreNeverGivenTwice) {
    ImageBuild first = add("web", {1, 0, 0}, 1);
    ImageBuild second = add("web", {1, 0, 0}, 2);
    EXPECT_EQ(first.build, 1);
    EXPECT_EQ(second.build, 2);
    EXPECT_TRUE(catalog_->write([&](catalog::Transaction& tx) { return erase_build(tx, second); }));
    EXPECT_EQ(add("web", {1, 0, 0}, 3).build, 3);
    EXPECT_EQ(add("web", {1, 0, 1}, 3).build, 1);
    EXPECT_EQ(add("web2", {1, 0, 0}, 3).build, 1);
}

TEST_F(RowsTest, ResolvesWildcardsToTheNewestAvailable) {
    add("web", {1, 0, 0}, 1);
    add("web", {1, 0, 0}, 2);
    add("web", {1, 0, 0}, 3, ImageStatus::failed);
    add("web", {1, 10, 0}, 1);
    add("web", {2, 0, 0}, 4, ImageStatus::pending);
    auto newest = [&](VersionPattern pattern) {
        auto found = catalog_->read_value([&](catalog::Transaction& tx) {
            return newest_available(tx, account, "web", pattern);
        });
        EXPECT_TRUE(found) << found.error().message << found.error().detail;
        return *found ? to_string((*found)->version) + "/" + std::to_string((*found)->build) : "";
    };
    EXPECT_EQ(newest({1, 0, 0}), "1.0.0/2");
    EXPECT_EQ(newest({1, 0, {}}), "1.0.0/2");
    EXPECT_EQ(newest({1, {}, {}}), "1.10.0/1");
    EXPECT_EQ(newest({{}, {}, {}}), "1.10.0/1");
    EXPECT_EQ(newest({2, {}, {}}), "");
    EXPECT_EQ(newest({3, 0, 0}), "");
}

TEST_F(RowsTest, ListsBuildsNewestFirstByKey) {
    add("a", {1, 0, 0}, 10);
    add("a", {1, 0, 0}, 30);
    add("b", {1, 0, 0}, 20);
    add("b", {2, 0, 0}, 20);
    BuildSelection all{.account_id = account, .limit = 3};
    auto page =
        catalog_->read_value([&](catalog::Transaction& tx) { return list_builds(tx, all); });
    EXPECT_EQ(ids(page), (std::vector<std::string>{"a/1.0.0/2", "b/2.0.0/1", "b/1.0.0/1"}));
    const ImageBuild& last = page->back();
    all.after = BuildCursor{last.created, last.slug, last.version, last.build};
    add("c", {1, 0, 0}, 40);  // newer ones do not shift the next page
    EXPECT_EQ(
        ids(catalog_->read_value([&](catalog::Transaction& tx) { return list_builds(tx, all); })),
        (std::vector<std::string>{"a/1.0.0/1"}));
    BuildSelection one{.account_id = account, .slug = "b", .version = Version{2, 0, 0}};
    EXPECT_EQ(
        ids(catalog_->read_value([&](catalog::Transaction& tx) { return list_builds(tx, one); })),
        (std::vector<std::string>{"b/2.0.0/1"}));
    BuildSelection other{.account_id = "222222222222"};
    EXPECT_TRUE(ids(catalog_->read_value([&](catalog::Transaction& tx) {
                    return list_builds(tx, other);
                })).empty());
}

TEST_F(RowsTest, ListsVersionsWithTheirNewestBuild) {
    add("a", {1, 0, 0}, 10);
    add("a", {1, 0, 0}, 30);
    add("a", {1, 2, 0}, 5);
    add("b", {1, 0, 0}, 20);
    auto list = [&](std::optional<VersionCursor> after, std::size_t limit) {
        return ids(catalog_->read_value(
            [&](catalog::Transaction& tx) { return list_versions(tx, account, after, limit); }));
    };
    EXPECT_EQ(list({}, 10), (std::vector<std::string>{"a/1.0.0/2", "a/1.2.0/1", "b/1.0.0/1"}));
    EXPECT_EQ(list({}, 1), (std::vector<std::string>{"a/1.0.0/2"}));
    EXPECT_EQ(list(VersionCursor{"a", {1, 0, 0}}, 10),
              (std::vector<std::string>{"a/1.2.0/1", "b/1.0.0/1"}));
    EXPECT_TRUE(list(VersionCursor{"b", {1, 0, 0}}, 10).empty());
}

TEST_F(RowsTest, CountsAllAndRunning) {
    add("a", {1, 0, 0}, 1);
    add("a", {1, 0, 0}, 2, ImageStatus::distributing);
    auto counts =
        catalog_->read_value([&](catalog::Transaction& tx) { return count_builds(tx, account); });
    ASSERT_TRUE(counts);
    EXPECT_EQ(counts->all, 2);
    EXPECT_EQ(counts->running, 1);
}

TEST_F(RowsTest, DestinationsRoundTripAndGoWithTheirImage) {
    ImageBuild image = add("web", {1, 0, 0}, 1);
    Destination destination;
    destination.image_id = image.id();
    destination.position = 1;
    destination.region = "eu-west-1";
    destination.account_id = account;
    destination.order.tags = {{"a", "b"}};
    destination.ami_name = "web 1";
    auto back = write([&](catalog::Transaction& tx) -> Result<Destination> {
        EXPECT_TRUE(insert(tx, destination));
        destination.step = Step::failed;
        destination.ami_id = "ami-1";
        destination.error = "no";
        destination.failed_configuration_step = "EXPORT_AMI";
        destination.attempts = 3;
        destination.ended = from_microseconds(8);
        EXPECT_TRUE(update(tx, destination, 0));
        // It has ended: no other run of this round writes over that.
        EXPECT_FALSE(update(tx, destination, 0));
        auto found = find_destinations(tx, image.id(), DestinationRange{1, 1});
        EXPECT_TRUE(found);
        return found->at(0);
    });
    ASSERT_TRUE(back);
    EXPECT_EQ(back->step, Step::failed);
    EXPECT_EQ(back->ami_id, "ami-1");
    EXPECT_EQ(back->order, destination.order);
    EXPECT_EQ(back->failed_configuration_step, "EXPORT_AMI");
    EXPECT_EQ(back->ended, from_microseconds(8));
    auto left = write([&](catalog::Transaction& tx) -> Result<std::vector<Destination>> {
        EXPECT_TRUE(erase_build(tx, image));
        return find_destinations(tx, image.id());
    });
    ASSERT_TRUE(left);
    EXPECT_TRUE(left->empty());
}

TEST_F(RowsTest, ConfigurationsAreUniqueBySlugAndPageByIt) {
    Configuration row{.account_id = account,
                      .slug = "web",
                      .name = "Web",
                      .description = std::nullopt,
                      .distributions = "{}",
                      .regions = {"eu-west-1", "us-east-1"},
                      .tags = {{"k", "v"}},
                      .created = from_microseconds(3),
                      .updated = std::nullopt};
    auto add_row = [&](const std::string& slug) {
        row.slug = slug;
        return catalog_->write([&](catalog::Transaction& tx) { return insert(tx, row); });
    };
    EXPECT_TRUE(add_row("web"));
    Status twice = add_row("web");
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().kind, ErrorKind::conflict);
    EXPECT_TRUE(add_row("api"));
    auto page = catalog_->read_value(
        [&](catalog::Transaction& tx) { return list_configurations(tx, account, "", 1); });
    ASSERT_TRUE(page);
    ASSERT_EQ(page->size(), 1U);
    EXPECT_EQ(page->front().slug, "api");
    auto rest = catalog_->read_value(
        [&](catalog::Transaction& tx) { return list_configurations(tx, account, "api", 5); });
    ASSERT_EQ(rest->size(), 1U);
    EXPECT_EQ(rest->front().regions, row.regions);
    EXPECT_EQ(rest->front().tags, row.tags);
    EXPECT_FALSE(rest->front().description);
    EXPECT_FALSE(rest->front().updated);
}

TEST_F(RowsTest, MigratesOnce) {
    EXPECT_TRUE(migrate(*catalog_));
}

}  // namespace
}  // namespace amicast::distribution
