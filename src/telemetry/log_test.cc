// The form of log lines: what a parser or a person will read.
#include "telemetry/log.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "telemetry/log_line.h"

namespace amicast::telemetry {
namespace {

TEST(LogLine, WritesMembersOfAnObject) {
    EXPECT_EQ(
        log_line(LogFormat::json, "request", {{"id", "abc"}, {"status", 200}, {"cached", true}}),
        R"("event":"request","id":"abc","status":200,"cached":true)");
}

TEST(LogLine, EscapesWhatWouldBreakAJsonLine) {
    EXPECT_EQ(log_line(LogFormat::json, "e", {{"v", "a\"b\\c\nd\te"}}),
              "\"event\":\"e\",\"v\":\"a\\\"b\\\\c\\nd\\u0009e\"");
}

TEST(LogLine, KeepsUtf8AndEscapesOtherBytes) {
    EXPECT_EQ(log_line(LogFormat::json, "e", {{"v", "gr\xC3\xBC\xC3\x9F"}}),
              "\"event\":\"e\",\"v\":\"gr\xC3\xBC\xC3\x9F\"");
    EXPECT_EQ(log_line(LogFormat::json, "e", {{"v", "\xFFz"}}),
              "\"event\":\"e\",\"v\":\"\\u00ffz\"");
}

TEST(LogLine, HasNoWordForNotANumber) {
    EXPECT_EQ(log_line(LogFormat::json, "e", {{"v", std::numeric_limits<double>::quiet_NaN()}}),
              R"("event":"e","v":null)");
    EXPECT_EQ(log_line(LogFormat::json, "e", {{"v", std::numeric_limits<double>::infinity()}}),
              R"("event":"e","v":null)");
    EXPECT_EQ(log_line(LogFormat::json, "e", {{"v", -2.5}}), R"("event":"e","v":-2.500000)");
}

TEST(LogLine, CutsAnOverlongValueBetweenCharacters) {
    std::string long_value(4095, 'a');
    long_value += "\xC3\xBC and more";
    std::string line = log_line(LogFormat::json, "e", {{"v", long_value}});
    EXPECT_NE(line.find(std::string(4095, 'a') + "...\""), std::string::npos);
    EXPECT_EQ(line.find('\xC3'), std::string::npos);
    std::string fits(4096, 'a');
    EXPECT_NE(log_line(LogFormat::json, "e", {{"v", fits}}).find(fits + "\""), std::string::npos);
}

TEST(LogLine, TextQuotesOnlyWhatNeedsIt) {
    EXPECT_EQ(log_line(LogFormat::text, "started",
                       {{"url", "http://h:1/"}, {"name", "a b"}, {"n", 3}, {"empty", ""}}),
              R"(started url=http://h:1/ name="a b" n=3 empty="")");
}

TEST(LogLine, TextStaysOnOneLine) {
    EXPECT_EQ(log_line(LogFormat::text, "e\n", {{"v", "x\ny"}}), "e\\n v=\"x\\ny\"");
}

TEST(Log, WritesToStandardErrorWithTimeAndLevel) {
    testing::internal::CaptureStderr();
    configure_log(Level::info, LogFormat::json);
    log_info("hello", {{"n", 1}});
    log_debug("hidden");
    std::string written = testing::internal::GetCapturedStderr();
    configure_log(Level::info, LogFormat::text);
    EXPECT_EQ(written.rfind(R"({"time":"2)", 0), 0U) << written;
    EXPECT_NE(written.find(R"("level":"info","event":"hello","n":1})"), std::string::npos)
        << written;
    EXPECT_EQ(written.find("hidden"), std::string::npos);
}

}  // namespace
}  // namespace amicast::telemetry
