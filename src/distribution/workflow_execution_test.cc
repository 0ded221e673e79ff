// Workflow executions as rows: what each round of an image did, and the ids by which it is found.
#include "distribution/workflow_execution.h"

#include <gtest/gtest.h>

#include "distribution/image_build.h"
#include "distribution/schema.h"

namespace amicast::distribution {
namespace {

class WorkflowExecutionTest : public testing::Test {
  protected:
    WorkflowExecutionTest() {
        EXPECT_TRUE(migrate(*catalog_));
        image_.account_id = "111111111111";
        image_.slug = "web";
        image_.created = now_;
        begin();
    }

    void begin() {
        EXPECT_TRUE(catalog_->write([&](catalog::Transaction& tx) {
            return begin_execution(tx, image_, "us-east-1", now_);
        }));
    }
    void save(std::int64_t position, Action action, ExecutionStatus status,
              const std::string& message = "") {
        EXPECT_TRUE(catalog_->write([&](catalog::Transaction& tx) {
            return save_step(tx, {.image_id = image_.id(),
                                  .round = image_.round,
                                  .position = position,
                                  .action = action,
                                  .status = status,
                                  .message = message,
                                  .started = now_});
        }));
    }
    template <class F>
    auto read(F work) {
        auto value = catalog_->read_value(work);
        EXPECT_TRUE(value) << value.error().message;
        return *value;
    }
    std::vector<WorkflowExecution> executions() {
        return read([&](catalog::Transaction& tx) { return list_executions(tx, image_.id()); });
    }

    Time now_ = from_microseconds(1'790'845'964'310'000);
    ImageBuild image_;
    std::unique_ptr<catalog::Database> catalog_ = *catalog::open_sqlite({.path = ":memory:"});
};

TEST_F(WorkflowExecutionTest, EachRoundIsAnExecutionOfItsOwn) {
    image_.status = ImageStatus::failed;
    ASSERT_TRUE(
        catalog_->write([&](catalog::Transaction& tx) { return end_execution(tx, image_, now_); }));
    image_.round = 1;
    begin();
    auto found = executions();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].round, 1);
    EXPECT_EQ(found[0].status, ExecutionStatus::running);
    EXPECT_FALSE(found[0].ended);
    EXPECT_EQ(found[1].status, ExecutionStatus::failed);
    EXPECT_EQ(found[1].ended, now_);
    EXPECT_NE(found[0].id, found[1].id);
    EXPECT_EQ(found[0].id.size(), 39U);
    auto again = read([&](catalog::Transaction& tx) { return find_execution(tx, found[1].id); });
    EXPECT_EQ(again.round, 0);
    auto unknown =
        catalog_->read_value([&](catalog::Transaction& tx) { return find_execution(tx, "wf-x"); });
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::not_found);
}

TEST_F(WorkflowExecutionTest, StepsAreListedInOrderAndCounted) {
    save(1, Action::copy, ExecutionStatus::running);
    save(0, Action::share, ExecutionStatus::completed);
    save(0, Action::copy, ExecutionStatus::completed);
    save(1, Action::copy, ExecutionStatus::failed, "no room");
    WorkflowExecution execution = executions().at(0);
    auto first =
        read([&](catalog::Transaction& tx) { return list_steps(tx, execution, std::nullopt, 2); });
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].action, Action::copy);
    EXPECT_EQ(first[1].action, Action::share);
    StepPlace last{first[1].position, first[1].action};
    auto rest = read([&](catalog::Transaction& tx) { return list_steps(tx, execution, last, 25); });
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].message, "no room");
    auto counts = read([&](catalog::Transaction& tx) { return count_steps(tx, execution); });
    EXPECT_EQ(counts.all, 3);
    EXPECT_EQ(counts.completed, 2);
    EXPECT_EQ(counts.failed, 1);
}

TEST_F(WorkflowExecutionTest, AStepIsFoundByItsId) {
    save(2999, Action::put_parameters, ExecutionStatus::completed);
    WorkflowExecution execution = executions().at(0);
    std::string id = step_id(execution, {2999, Action::put_parameters});
    EXPECT_EQ(id.size(), 41U);
    auto found = read([&](catalog::Transaction& tx) { return find_step(tx, id); });
    EXPECT_EQ(found.step.position, 2999);
    EXPECT_EQ(found.step.action, Action::put_parameters);
    EXPECT_EQ(found.execution.id, execution.id);
    for (std::string other :
         {step_id(execution, {2998, Action::put_parameters}), std::string("step-x"),
          "step-" + std::string(36, 'f'), id.substr(0, 40), id + "0"}) {
        auto none =
            catalog_->read_value([&](catalog::Transaction& tx) { return find_step(tx, other); });
        ASSERT_FALSE(none) << other;
        EXPECT_EQ(none.error().kind, ErrorKind::not_found);
    }
}

TEST_F(WorkflowExecutionTest, WhatStillRunsEndsWithItsDestination) {
    save(0, Action::copy, ExecutionStatus::completed);
    save(0, Action::share, ExecutionStatus::running);
    ASSERT_TRUE(catalog_->write([&](catalog::Transaction& tx) {
        return end_running_steps(tx, image_.id(), 0, 0, ExecutionStatus::failed, "refused", now_);
    }));
    auto steps = read([&](catalog::Transaction& tx) {
        return list_steps(tx, executions().at(0), std::nullopt, 25);
    });
    EXPECT_EQ(steps.at(0).status, ExecutionStatus::completed);
    EXPECT_EQ(steps.at(1).status, ExecutionStatus::failed);
    EXPECT_EQ(steps.at(1).message, "refused");
}

}  // namespace
}  // namespace amicast::distribution
