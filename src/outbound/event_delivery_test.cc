// Delivery of events: in order, at least once, to each sink by itself; files that were cut off.
#include "outbound/event_delivery.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "events/outbox.h"
#include "events/schema.h"
#include "outbound/event_file.h"
#include "outbound/s3_client.h"
#include "outbound/webhook.h"

namespace amicast::outbound {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Takes as many as it is told to.
class TestSink final : public EventSink {
  public:
    explicit TestSink(std::string name, std::vector<std::string>& taken, std::size_t& capacity)
        : name_(std::move(name)), taken_(taken), capacity_(capacity) {}

    const std::string& name() const override { return name_; }
    Delivery deliver(std::span<const ToldEvent> events) override {
        Delivery delivery;
        for (const ToldEvent& event : events) {
            if (capacity_ == 0) {
                delivery.outcome = failure(ErrorKind::unavailable, "full");
                break;
            }
            --capacity_;
            ++delivery.taken;
            taken_.push_back(event.json);
        }
        return delivery;
    }

  private:
    std::string name_;
    std::vector<std::string>& taken_;
    std::size_t& capacity_;
};

class DeliveryTest : public testing::Test {
  protected:
    DeliveryTest() { EXPECT_TRUE(events::migrate(*catalog_)); }

    void happen(const std::string& resource) {
        EXPECT_TRUE(catalog_->write([&](catalog::Transaction& tx) {
            return events::record(tx, {.account_id = "111111111111",
                                       .source = "aws.imagebuilder",
                                       .detail_type = "EC2 Image Builder Image State Change",
                                       .resource = resource,
                                       .detail = "{}",
                                       .time = clock_.now()});
        }));
    }

    // As after a start of the server.
    std::unique_ptr<EventDelivery> open(std::vector<std::string> sinks) {
        std::vector<std::unique_ptr<EventSink>> made;
        for (const std::string& name : sinks)
            made.push_back(std::make_unique<TestSink>(name, taken_[name], capacity_[name]));
        auto delivery =
            std::make_unique<EventDelivery>(EventDelivery::Catalogs{{"us-east-1", catalog_.get()}},
                                            std::move(made), clock_, random_);
        EXPECT_TRUE(delivery->open());
        return delivery;
    }

    ManualClock clock_{*from_iso8601("2026-10-01T09:12:44.310Z")};
    SeededRandom random_{3};
    std::unique_ptr<catalog::Database> catalog_ = *catalog::open_sqlite({.path = ":memory:"});
    std::map<std::string, std::vector<std::string>> taken_;
    std::map<std::string, std::size_t> capacity_;
};

TEST_F(DeliveryTest, ASinkThatFailsGetsTheRestLaterAlsoAfterARestart) {
    capacity_["file"] = 2;
    auto delivery = open({"file"});
    for (const char* name : {"a", "b", "c"})
        happen(name);
    EXPECT_FALSE(delivery->deliver_once());
    EXPECT_THAT(taken_["file"], ElementsAre(HasSubstr(R"(["a"])"), HasSubstr(R"(["b"])")));
    capacity_["file"] = 10;
    delivery = open({"file"});
    EXPECT_EQ(delivery->deliver_once().value(), 1U);
    EXPECT_THAT(taken_["file"].back(), HasSubstr(R"(["c"])"));
    EXPECT_EQ(delivery->deliver_once().value(), 0U);
}

TEST_F(DeliveryTest, AWebhookIsToldFromItsFirstStartOn) {
    capacity_ = {{"file", 10}, {"webhook x", 10}};
    happen("before");
    auto delivery = open({"file", "webhook x"});
    happen("after");
    EXPECT_EQ(delivery->deliver_once().value(), 3U);
    EXPECT_EQ(taken_["file"].size(), 2U);
    EXPECT_THAT(taken_["webhook x"], ElementsAre(HasSubstr("after")));
}

TEST_F(DeliveryTest, ThreadsDeliverWithoutBeingAsked) {
    capacity_["file"] = 10;
    auto delivery = open({"file"});
    happen("a");
    delivery->start();
    auto all_read = [&] {
        auto at = catalog_->read_value([&](catalog::Transaction& tx) -> Result<std::int64_t> {
            std::int64_t sequence = 0;
            Status read = tx.query("SELECT sequence FROM event_cursors", {},
                                   [&](const catalog::Row& row) { sequence = row.integer(0); });
            if (!read) return failure(read.error());
            return sequence;
        });
        return at.value() == 1;
    };
    while (!all_read())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    delivery->stop();
    EXPECT_EQ(taken_["file"].size(), 1U);
}

std::string content_of(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(EventFileTest, LinesStandByThemselvesAlsoAfterACrash) {
    std::string path = testing::TempDir() + "events-" + std::to_string(::getpid()) + ".jsonl";
    std::filesystem::remove(path);
    EventFile file(path);
    std::vector<ToldEvent> events = {{"1", "{\"a\":1}"}, {"2", "{\"b\":2}"}};
    EXPECT_EQ(file.deliver(events).taken, 2U);
    EXPECT_EQ(content_of(path), "{\"a\":1}\n{\"b\":2}\n");
    std::ofstream(path, std::ios::app) << "{\"cut";
    EXPECT_EQ(file.deliver(std::span(events).first(1)).taken, 1U);
    EXPECT_EQ(content_of(path), "{\"a\":1}\n{\"b\":2}\n{\"cut\n{\"a\":1}\n");
    // Moved away: a new file begins.
    std::filesystem::remove(path);
    EXPECT_EQ(file.deliver(std::span(events).first(1)).taken, 1U);
    EXPECT_EQ(content_of(path), "{\"a\":1}\n");
    std::filesystem::remove(path);
    EventFile nowhere("/nonexistent/events.jsonl");
    auto delivery = nowhere.deliver(events);
    EXPECT_EQ(delivery.taken, 0U);
    EXPECT_FALSE(delivery.outcome);
}

TEST(WebhookTest, TheSignatureCoversTimeAndBody) {
    // echo -n '1790845964.{}' | openssl dgst -sha256 -hmac secret
    EXPECT_EQ(webhook_signature("secret", "1790845964", "{}"),
              "v1=2895fb7f4b1f9f9c35da86acb29a935b3c24fa21354fa847ebdb05d276773489");
    EXPECT_NE(webhook_signature("secret", "1790845964", "{}"),
              webhook_signature("secret", "1790845965", "{}"));
    EXPECT_NE(webhook_signature("secret", "1790845964", "{}"),
              webhook_signature("other", "1790845964", "{}"));
}

TEST(PartBytesTest, AnObjectHasNoMorePartsThanTheStoreTakes) {
    EXPECT_EQ(part_bytes_for(0), part_bytes_min);
    EXPECT_EQ(part_bytes_for(part_bytes_min * parts_max), part_bytes_min);
    EXPECT_EQ(part_bytes_for(part_bytes_min * parts_max + 1), 2 * part_bytes_min);
    for (std::int64_t tebibytes : {1, 5, 16}) {
        std::int64_t bytes = tebibytes << 40;
        EXPECT_LE((bytes + part_bytes_for(bytes) - 1) / part_bytes_for(bytes), parts_max);
    }
}

}  // namespace
}  // namespace amicast::outbound
