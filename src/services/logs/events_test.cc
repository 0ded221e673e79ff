// Events: putting them, reading a stream in both directions, searching a group.
#include "services/logs/test_logs_site.h"

namespace amicast::services::logs_api {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t hour = 60LL * 60 * 1000;

class LogEventsTest : public LogsServiceTest {
  protected:
    LogEventsTest() { make("g", {"s", "t"}); }

    Object get(const std::string& more, const std::string& token = "") {
        const std::string with_token = token.empty() ? "" : R"(,"nextToken":")" + token + "\"";
        return done("GetLogEvents", in("g", "s") + more + with_token + "}");
    }
    Object filter(const std::string& more) { return done("FilterLogEvents", in("g") + more + "}"); }
};

TEST_F(LogEventsTest, ArePutAndRejected) {
    Object answer =
        done("PutLogEvents", in("g", "s") + R"(,"sequenceToken":"whatever",)" +
                                 R"("entity":{"keyAttributes":{"Type":"Service","Name":"x"}})" +
                                 events(0, {"a", "b"}) + "}");
    EXPECT_FALSE(text(answer, "nextSequenceToken").empty());
    EXPECT_FALSE(answer.contains("rejectedLogEventsInfo"));
    done("PutLogEvents", in("g", "s") + events(-15 * 24 * hour, {"old", "old"}) + "}");
    EXPECT_THAT(answer_, HasSubstr(R"("rejectedLogEventsInfo":{"tooOldLogEventEndIndex":2})"));
    done("PutLogEvents", in("g", "s") + events(3 * hour, {"new"}) + "}");
    EXPECT_THAT(answer_, HasSubstr(R"({"tooNewLogEventStartIndex":0})"));
    done("PutRetentionPolicy", in("g") + R"(,"retentionInDays":1})");
    done("PutLogEvents", in("g", "s") + events(-25 * hour, {"gone"}) + "}");
    EXPECT_THAT(answer_, HasSubstr(R"({"expiredLogEventEndIndex":1})"));
    EXPECT_EQ(messages(get("")), "a b ");
}

TEST_F(LogEventsTest, RefusesBatchesThatBreakTheRules) {
    refused("PutLogEvents", in("none", "s") + events(0, {"a"}) + "}", "ResourceNotFoundException",
            "log group");
    refused("PutLogEvents", in("g", "none") + events(0, {"a"}) + "}", "ResourceNotFoundException",
            "log stream");
    refused("PutLogEvents", in("g", "s") + R"(,"logEvents":[]})", "InvalidParameterException");
    refused("PutLogEvents", in("g", "s") + events(0, {""}) + "}", "InvalidParameterException",
            "message");
    refused("PutLogEvents",
            in("g", "s") +
                R"(,"logEvents":[{"timestamp":2,"message":"b"},{"timestamp":1,"message":"a"}]})",
            "InvalidParameterException", "chronological");
    refused("PutLogEvents", in("g", "s") + R"(,"logEvents":[{"timestamp":-1,"message":"b"}]})",
            "InvalidParameterException", "timestamp");
    refused("PutLogEvents", in("g", "s") + R"(,"logEvents":[{"timestamp":"x","message":"b"}]})",
            "SerializationException");
    refused("PutLogEvents", in("g", "s") + events(0, {std::string(1 << 20, 'x')}) + "}",
            "InvalidParameterException", "too large");
    EXPECT_EQ(messages(get("")), "");
}

TEST_F(LogEventsTest, AStreamIsReadForwards) {
    put("g", "s", 0, {"a", "b", "c", "d", "e"});
    put("g", "t", 0, {"other"});
    Object page = get(R"(,"startFromHead":true,"limit":2)");
    EXPECT_EQ(messages(page), "a b ");
    page = get(R"(,"startFromHead":true,"limit":2)", text(page, "nextForwardToken"));
    EXPECT_EQ(messages(page), "c d ");
    EXPECT_EQ(messages(get(R"(,"limit":2)", text(page, "nextBackwardToken"))), "a b ");
    page = get(R"(,"startFromHead":true,"limit":2)", text(page, "nextForwardToken"));
    EXPECT_EQ(messages(page), "e ");
    const std::string last = text(page, "nextForwardToken");
    for (int i = 0; i < 2; ++i) {
        page = get(R"(,"startFromHead":true)", last);
        EXPECT_EQ(answer_.find("\"events\":[]"), 1U) << answer_;
        EXPECT_EQ(text(page, "nextForwardToken"), last) << "the same token at the end";
    }
    EXPECT_EQ(messages(get("", text(page, "nextBackwardToken"))), "a b c d e ");
    put("g", "s", 9, {"f"});
    EXPECT_EQ(messages(get(R"(,"startFromHead":true)", last)), "f ");
}

TEST_F(LogEventsTest, AStreamIsReadBackwards) {
    put("g", "s", 0, {"a", "b", "c"});
    Object page = get(R"(,"limit":2)");
    EXPECT_EQ(messages(page), "b c ") << "the latest first page by default, oldest event first";
    EXPECT_EQ(messages(get("", text(page, "nextForwardToken"))), "");
    page = get(R"(,"limit":2)", text(page, "nextBackwardToken"));
    EXPECT_EQ(messages(page), "a ");
    const std::string first = text(page, "nextBackwardToken");
    page = get("", first);
    EXPECT_EQ(messages(page), "");
    EXPECT_EQ(text(page, "nextBackwardToken"), first);
    EXPECT_EQ(messages(get(R"(,"startFromHead":true)", text(page, "nextForwardToken"))), "a b c ");
}

TEST_F(LogEventsTest, AnEmptyStreamHasTokensThatFindWhatComes) {
    Object page = get("");
    const std::string token = text(page, "nextForwardToken");
    ASSERT_FALSE(token.empty());
    EXPECT_FALSE(text(page, "nextBackwardToken").empty());
    put("g", "s", 0, {"a"});
    EXPECT_EQ(messages(get(R"(,"startFromHead":true)", token)), "a ");
}

TEST_F(LogEventsTest, BoundsInTimeAndTokensThatAreRefused) {
    put("g", "s", 0, {"a", "b", "c", "d"});
    auto at = [&](std::int64_t offset) { return std::to_string(now() + offset); };
    const std::string bounds = R"(,"startTime":)" + at(1) + R"(,"endTime":)" + at(3);
    EXPECT_EQ(messages(get(bounds)), "b c ") << "the end does not count";
    EXPECT_EQ(messages(get(bounds + R"(,"startFromHead":true,"limit":1)")), "b ");
    EXPECT_EQ(messages(filter(bounds)), "b c d ") << "the end counts";
    Object page =
        done("GetLogEvents", R"({"logGroupIdentifier":")" + arn("g") + R"(","logStreamName":"s"})");
    EXPECT_EQ(messages(page), "a b c d ");
    const std::string token = text(page, "nextForwardToken");
    refused("GetLogEvents", in("g", "t") + R"(,"nextToken":")" + token + "\"}",
            "InvalidParameterException", "nextToken");
    for (const std::string& bad : {std::string("x"), "g" + token.substr(1), token + "s",
                                   token.substr(0, 20) + "/s", std::string("f//s")})
        refused("GetLogEvents", in("g", "s") + R"(,"nextToken":")" + bad + "\"}",
                "InvalidParameterException", "nextToken");
    refused("GetLogEvents", in("g", "s") + R"(,"limit":10001})", "InvalidParameterException");
    refused("GetLogEvents", R"({"logStreamName":"s"})", "InvalidParameterException", "either");
    refused("GetLogEvents", R"({"logStreamName":"s","logGroupIdentifier":"arn:aws:logs:x"})",
            "ResourceNotFoundException");
    refused("GetLogEvents", R"({"logStreamName":"s","logGroupIdentifier":"a b"})",
            "InvalidParameterException");
    refused("GetLogEvents", in("g", "none") + "}", "ResourceNotFoundException", "log stream");
    refused_as(stranger(), "GetLogEvents", in("g", "s") + "}", "ResourceNotFoundException");
}

TEST_F(LogEventsTest, AGroupIsSearchedAcrossStreams) {
    put("g", "s", 0, {"a INFO", "c ERROR", "e INFO"});
    put("g", "t", 0, {"b ERROR", "d INFO"});
    Object page = filter("");
    EXPECT_EQ(messages(page), "a INFO b ERROR c ERROR d INFO e INFO ");
    Object event = page["events"].get_array().at(0).get_object();
    EXPECT_EQ(text(event, "logStreamName"), "s");
    EXPECT_EQ(event["timestamp"].as_int64(), now());
    EXPECT_EQ(event["ingestionTime"].as_int64(), now());
    EXPECT_EQ(text(event, "eventId").size(), 56U);
    EXPECT_THAT(answer_, HasSubstr(R"("searchedLogStreams":[])"));
    EXPECT_THAT(answer_, Not(HasSubstr("nextToken")));
    EXPECT_EQ(messages(filter(R"(,"filterPattern":"ERROR")")), "b ERROR c ERROR ");
    EXPECT_EQ(messages(filter(R"(,"filterPattern":"ERROR","limit":1)")), "b ERROR ");
    EXPECT_THAT(answer_, HasSubstr("nextToken"));
    EXPECT_EQ(messages(filter(R"(,"filterPattern":"ERROR","limit":2)")), "b ERROR c ERROR ");
    EXPECT_THAT(answer_, Not(HasSubstr("nextToken")));
    EXPECT_EQ(messages(filter(R"(,"logStreamNames":["t"])")), "b ERROR d INFO ");
    EXPECT_EQ(messages(filter(R"(,"logStreamNamePrefix":"s")")), "a INFO c ERROR e INFO ");
    EXPECT_EQ(messages(filter(R"(,"startFromHead":false,"limit":2)")), "e INFO d INFO ");
}

TEST_F(LogEventsTest, ASearchGoesOnByTokens) {
    put("g", "s", 0, {"a", "c", "e"});
    put("g", "t", 0, {"b", "d"});
    for (const bool from_head : {true, false}) {
        const std::string body = R"(,"interleaved":true,"limit":2)";
        std::string all;
        std::string more = body + (from_head ? "" : R"(,"startFromHead":false)");
        for (int pages = 0; pages < 9 && !more.empty(); ++pages) {
            Object page = filter(more);
            all += messages(page);
            const std::string token = text(page, "nextToken");
            // The direction is in the token.
            more = token.empty() ? "" : body + R"(,"nextToken":")" + token + "\"";
        }
        EXPECT_EQ(all, from_head ? "a b c d e " : "e d c b a ");
    }
    const std::string token = text(filter(R"(,"limit":2)"), "nextToken");
    ASSERT_FALSE(token.empty());
    refused("FilterLogEvents", in("g") + R"(,"filterPattern":"x","nextToken":")" + token + "\"}",
            "InvalidParameterException", "nextToken");
}

TEST_F(LogEventsTest, SearchesThatAreRefused) {
    refused("FilterLogEvents", in("g") + R"(,"logStreamNames":["s"],"logStreamNamePrefix":"s"})",
            "InvalidParameterException", "not both");
    refused("FilterLogEvents", in("g") + R"(,"logStreamNames":["none"]})",
            "ResourceNotFoundException", "log stream");
    refused("FilterLogEvents", in("none") + "}", "ResourceNotFoundException", "log group");
    refused("FilterLogEvents", in("g") + R"(,"filterPattern":"a.b"})", "InvalidParameterException",
            "Invalid character(s) in term 'a.b'");
    refused("FilterLogEvents", in("g") + R"(,"filterPattern":"{ $.a"})",
            "InvalidParameterException");
    refused("FilterLogEvents", in("g") + R"(,"limit":0})", "InvalidParameterException");
    refused_as(stranger(), "FilterLogEvents", in("g") + "}", "ResourceNotFoundException");
}

}  // namespace
}  // namespace amicast::services::logs_api
