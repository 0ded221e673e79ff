// A region's catalog in memory with what parameters need, for the tests of this room.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/random.h"
#include "catalog/database.h"
#include "images/snapshot.h"
#include "jobs/queue.h"
#include "parameters/put.h"
#include "parameters/schema.h"
#include "parameters/validation.h"

namespace amicast::parameters {

inline constexpr const char* alice = "111111111111";
inline constexpr const char* bob = "222222222222";
inline constexpr const char* region = "us-east-1";

class ParametersTest : public testing::Test {
  protected:
    ParametersTest() : catalog_(std::move(*catalog::open_sqlite({.path = ":memory:"}))) {
        EXPECT_TRUE(images::migrate(*catalog_));
        EXPECT_TRUE(jobs::migrate(*catalog_));
        EXPECT_TRUE(parameters::migrate(*catalog_));
    }

    static PutOrder order(std::string name, std::string value = "value") {
        PutOrder order;
        order.account_id = alice;
        order.region = region;
        order.name = std::move(name);
        order.value = std::move(value);
        order.type = Type::string;
        order.overwrite = true;
        order.modified_by = "arn:aws:iam::111111111111:user/me";
        return order;
    }
    Put put(const PutOrder& order, const Quotas& quotas = {}) {
        auto done = catalog_->write_value([&](catalog::Transaction& tx) {
            return parameters::put(tx, order, quotas, clock_.now());
        });
        EXPECT_TRUE(done) << done.error().message << ' ' << done.error().detail;
        return done ? *done : Put{};
    }
    // That much was put.
    std::int64_t put_version(const PutOrder& order) {
        Put done = put(order);
        EXPECT_FALSE(done.refusal) << done.refusal->message;
        return done.version;
    }
    void expect_refused(const PutOrder& order, Refusal::Rule rule, const std::string& part = "",
                        const Quotas& quotas = {}) {
        Put done = put(order, quotas);
        ASSERT_TRUE(done.refusal) << order.name;
        EXPECT_EQ(done.refusal->rule, rule) << done.refusal->message;
        EXPECT_NE(done.refusal->message.find(part), std::string::npos) << done.refusal->message;
    }
    // Runs `work` in a transaction that must succeed.
    void write(const catalog::Database::Work& work) {
        Status done = catalog_->write(work);
        EXPECT_TRUE(done) << done.error().message << ' ' << done.error().detail;
    }
    // "value" or "(none)" or "(no version)".
    std::string value_of(const std::string& text, const std::string& account = alice) {
        auto reference = parse_reference(text, region, account);
        if (!reference) return "(no reference)";
        auto found = catalog_->read_value(
            [&](catalog::Transaction& tx) { return look_up(tx, account, *reference); });
        EXPECT_TRUE(found);
        if (!found->exists) return "(none)";
        return found->version ? found->version->value : "(no version)";
    }
    ParameterVersion current(const std::string& name) {
        auto found = catalog_->read_value(
            [&](catalog::Transaction& tx) { return find_current(tx, alice, name); });
        EXPECT_TRUE(found && *found) << name;
        return found && *found ? **found : ParameterVersion{};
    }

    std::unique_ptr<catalog::Database> catalog_;
    ManualClock clock_{from_microseconds(1'700'000'000'000'000)};
    SeededRandom random_{3};
};

}  // namespace amicast::parameters
