#include "cli/destination_progress.h"

#include <gtest/gtest.h>

#include "cli/distribution_table.h"

namespace amicast::cli {
namespace {

constexpr const char* page = R"json({"steps":[
  {"action":"CopyAmi","status":"RUNNING",
   "inputs":"{\"region\":\"eu-west-1\",\"accountId\":\"111111111111\"}",
   "outputs":"{\"amiId\":\"ami-1\",\"bytesMoved\":4194304,\"bytesSkipped\":1048576,\"percentDone\":40,\"secondsElapsed\":2.0}"},
  {"action":"CopyAmi","status":"COMPLETED",
   "inputs":"{\"region\":\"eu-west-1\",\"accountId\":\"222222222222\"}","outputs":"{\"bytesSkipped\":512}"},
  {"action":"PutSsmParameters","status":"FAILED","message":"no",
   "inputs":"{\"region\":\"eu-west-1\",\"accountId\":\"222222222222\"}","outputs":"{}"}]})json";

TEST(DestinationProgressTest, StepsOfADestinationAddUp) {
    std::vector<DestinationProgress> destinations;
    add_steps(page, destinations);
    ASSERT_EQ(destinations.size(), 2U);
    EXPECT_EQ(destinations[0].image_id, "ami-1");
    EXPECT_TRUE(destinations[0].is_copying());
    EXPECT_DOUBLE_EQ(destinations[0].bytes_per_second(), 2097152);
    EXPECT_DOUBLE_EQ(destinations[0].seconds_left(), 3);
    EXPECT_EQ(destinations[1].action, "PutSsmParameters");
    EXPECT_EQ(destinations[1].state, "FAILED");
    EXPECT_EQ(destinations[1].cause, "no");
    EXPECT_EQ(destinations[1].bytes_skipped, 512);
    EXPECT_LT(destinations[1].seconds_left(), 0);
    add_steps("no JSON", destinations);
    EXPECT_EQ(destinations.size(), 2U);
}

TEST(DestinationProgressTest, ALineSaysItAll) {
    std::vector<DestinationProgress> destinations;
    add_steps(page, destinations);
    EXPECT_EQ(
        line_of(destinations[0]),
        "  eu-west-1        111111111111  CopyAmi RUNNING                 40%  4.0 MiB moved, "
        "1.0 MiB skipped, 2.0 MiB/s, 3.00 s left");
    EXPECT_EQ(line_of(destinations[1]),
              "  eu-west-1        222222222222  PutSsmParameters FAILED           -  0 B moved, "
              "512 B skipped  no");
}

}  // namespace
}  // namespace amicast::cli
