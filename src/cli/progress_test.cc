#include "cli/progress.h"

#include <gtest/gtest.h>

namespace amicast::cli {
namespace {

TEST(Progress, ShowsDurations) {
    EXPECT_EQ(show_duration(std::chrono::seconds(7)), "0:07");
    EXPECT_EQ(show_duration(std::chrono::seconds(754)), "12:34");
    EXPECT_EQ(show_duration(std::chrono::seconds(3723)), "1:02:03");
}

TEST(Progress, LineHasShareRateAndTimeLeft) {
    ProgressState state{.done = 512U << 20, .all = 1U << 30, .per_second = 64U << 20};
    EXPECT_EQ(progress_line("Importing", state, 200),
              "Importing  50% [############............] 512 MiB of 1.0 GiB  64 MiB/s  0:08 left");
    state.done = state.all;
    EXPECT_EQ(progress_line("Importing", state, 200),
              "Importing 100% [########################] 1.0 GiB of 1.0 GiB  64 MiB/s");
    EXPECT_EQ(progress_line("Importing", state, 9), "Importing");
}

TEST(Progress, LineWithoutAKnownWhole) {
    ProgressState state{.done = 1024, .per_second = 10};
    EXPECT_EQ(progress_line("Reading", state, 80), "Reading 1.0 KiB  10 B/s");
}

TEST(Progress, SharesHaveNoBytes) {
    ProgressState state{
        .unit = ProgressUnit::thousandths, .done = 250, .all = 1000, .per_second = 75};
    EXPECT_EQ(progress_line("Writing", state, 80),
              "Writing  25% [######..................]  0:10 left");
}

TEST(Progress, InvisibleOneCostsAndShowsNothing) {
    testing::internal::CaptureStderr();
    {
        Progress progress("x", 10, false);
        progress.add(5);
        progress.finish();
        progress.finish();
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace amicast::cli
