// Framing of responses, shapes of refusals, request targets.
#include "http/message_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace amicast::http {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view date = "Mon, 06 May 2024 07:08:09 GMT";

TEST(ResponseHead, HasStatusDateAndLength) {
    wire::HttpResponse response{.status = 202, .headers = {{"x-a", "1"}}, .body = "abc"};
    EXPECT_EQ(response_head(response, {.date = date}),
              "HTTP/1.1 202 Accepted\r\nDate: Mon, 06 May 2024 07:08:09 GMT\r\nx-a: 1\r\n"
              "Content-Length: 3\r\n\r\n");
}

TEST(ResponseHead, SaysWhenTheConnectionEnds) {
    wire::HttpResponse response;
    EXPECT_THAT(response_head(response, {.keep_alive = false, .date = date}),
                HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(response_head(response, {.keep_alive = true, .http_1_0 = true, .date = date}),
                HasSubstr("HTTP/1.0 200 OK\r\n"));
    EXPECT_THAT(response_head(response, {.keep_alive = true, .http_1_0 = true, .date = date}),
                HasSubstr("Connection: keep-alive\r\n"));
}

TEST(ResponseHead, NoContentHasNoLength) {
    wire::HttpResponse response{.status = 204};
    EXPECT_THAT(response_head(response, {.date = date}), Not(HasSubstr("Content-Length")));
}

TEST(ResponseHead, DropsWhatWouldBreakTheFraming) {
    wire::HttpResponse response{.headers = {{"x-bad", "a\r\nSet-Cookie: b"},
                                            {"bad name", "x"},
                                            {"Content-LENGTH", "9"},
                                            {"transfer-encoding", "chunked"},
                                            {"x-good", "y"}}};
    std::string head = response_head(response, {.date = date});
    EXPECT_THAT(head, Not(HasSubstr("Set-Cookie")));
    EXPECT_THAT(head, Not(HasSubstr("bad name")));
    EXPECT_THAT(head, Not(HasSubstr(": 9")));
    EXPECT_THAT(head, Not(HasSubstr("chunked")));
    EXPECT_THAT(head, HasSubstr("x-good: y\r\n"));
}

TEST(Refusal, SpeaksTheClientsLanguage) {
    wire::HttpResponse xml =
        refusal(413, "TooLarge", "a < b",
                {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}});
    EXPECT_EQ(xml.status, 413);
    EXPECT_THAT(xml.body, HasSubstr("<Code>TooLarge</Code><Message>a &lt; b</Message>"));
    wire::HttpResponse json = refusal(503, "Busy", "later", {});
    EXPECT_EQ(wire::find_header(json.headers, "x-amzn-ErrorType"), "Busy");
    EXPECT_EQ(wire::find_header(json.headers, "Retry-After"), "1");
    EXPECT_THAT(json.body, HasSubstr(R"("message":"later")"));
}

TEST(ParseTarget, SplitsPathAndQuery) {
    auto target = parse_target("/a%20b?x=1?y");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/a%20b");
    EXPECT_EQ(target->query, "x=1?y");
    EXPECT_EQ(parse_target("/")->query, "");
}

TEST(ParseTarget, TakesAnAbsoluteUrl) {
    EXPECT_EQ(parse_target("http://host:1/p?q")->path, "/p");
    EXPECT_EQ(parse_target("HTTPS://host")->path, "/");
    EXPECT_EQ(parse_target("http://host?q=1")->query, "q=1");
}

TEST(ParseTarget, RefusesEverythingElse) {
    EXPECT_FALSE(parse_target(""));
    EXPECT_FALSE(parse_target("*"));
    EXPECT_FALSE(parse_target("host:443"));
    EXPECT_FALSE(parse_target("?a=b"));
}

}  // namespace
}  // namespace amicast::http
