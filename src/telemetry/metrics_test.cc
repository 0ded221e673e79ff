// What /metrics shows for what was recorded, and that recording is safe from many threads.
#include "telemetry/metrics.h"

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace amicast::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, CountsByLabels) {
    count("test_events_total", {{"kind", "a"}});
    count("test_events_total", {{"kind", "a"}}, 2);
    count("test_events_total", {{"kind", "b"}});
    std::string text = render_metrics();
    EXPECT_THAT(text, HasSubstr("# TYPE test_events_total counter"));
    EXPECT_THAT(text, HasSubstr("test_events_total{kind=\"a\"} 3"));
    EXPECT_THAT(text, HasSubstr("test_events_total{kind=\"b\"} 1"));
}

TEST(Metrics, GaugeKeepsTheLastValue) {
    set_gauge("test_level", 7);
    set_gauge("test_level", 2.5);
    EXPECT_THAT(render_metrics(), HasSubstr("test_level 2.5"));
}

TEST(Metrics, HistogramHasItsBuckets) {
    observe_seconds("test_seconds", 0.0002, {{"op", "x"}});
    observe_seconds("test_seconds", 200, {{"op", "x"}});
    std::string text = render_metrics();
    EXPECT_THAT(text, HasSubstr("test_seconds_bucket{op=\"x\",le=\"0.0001\"} 0"));
    EXPECT_THAT(text, HasSubstr("test_seconds_bucket{op=\"x\",le=\"0.00025\"} 1"));
    EXPECT_THAT(text, HasSubstr("test_seconds_bucket{op=\"x\",le=\"100\"} 1"));
    EXPECT_THAT(text, HasSubstr("test_seconds_bucket{op=\"x\",le=\"+Inf\"} 2"));
    EXPECT_THAT(text, HasSubstr("test_seconds_count{op=\"x\"} 2"));
}

TEST(Metrics, LabelValuesCannotBeConfusedAcrossPlaces) {
    count("test_pairs_total", {{"a", "1"}, {"b", ""}});
    count("test_pairs_total", {{"a", ""}, {"b", "1"}});
    std::string text = render_metrics();
    EXPECT_THAT(text, HasSubstr("test_pairs_total{a=\"1\",b=\"\"} 1"));
    EXPECT_THAT(text, HasSubstr("test_pairs_total{a=\"\",b=\"1\"} 1"));
}

TEST(Metrics, SeriesOfOneNameAreBounded) {
    for (int i = 0; i < 5010; ++i)
        count("test_many_total", {{"client", std::to_string(i)}});
    std::string text = render_metrics();
    EXPECT_THAT(text, HasSubstr("test_many_total{client=\"4999\"} 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("test_many_total{client=\"5000\"}")));
    EXPECT_THAT(text, HasSubstr("test_many_total{client=\"other\"} 10\n"));
}

TEST(Metrics, AddsUpFromManyThreads) {
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([] {
            for (int i = 0; i < 1000; ++i)
                count("test_threads_total", {{"n", std::to_string(i % 3)}});
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_THAT(render_metrics(), HasSubstr("test_threads_total{n=\"0\"} 1336"));
}

}  // namespace
}  // namespace amicast::telemetry
