// JSON both ways: strict types, limits, and structs that come back as they were.
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "wire/json_decode.h"
#include "wire/json_encode.h"
#include "wire/sample_shapes.h"

namespace amicast::wire {
namespace {

using sample::Everything;
using What = InputProblem::What;

Problem decode(std::string_view text, Everything& out) {
    return decode_json(*shape_of<Everything>(), text, &out, JsonSource::request);
}

std::string problem_of(std::string_view text) {
    Everything out;
    Problem problem = decode(text, out);
    if (!problem) return "none";
    return std::to_string(static_cast<int>(problem->what)) + " " + problem->path + " '" +
           problem->value + "'";
}

std::string text_of(What what) {
    return std::to_string(static_cast<int>(what)) + " ";
}

TEST(JsonDecode, ReadsEveryKind) {
    Everything out;
    auto problem = decode(
        R"({"flag":false,"count":7,"ratio":2,"name":"caf\u00e9","colour":"red",
            "when":1700000000.123,"exactlyWhen":1700000000123,"writtenWhen":"2030-01-02T03:04:05Z",
            "data":"AQID","id":["x-a","x-b"],"Filter":[{"Name":"n","Value":["v"]}],
            "tagSet":[{"key":"k","value":null}],"labels":{"a":"1"},"nested":{},"unknown":[{}]})",
        out);
    ASSERT_FALSE(problem) << describe(*problem);
    EXPECT_EQ(out.flag, false);
    EXPECT_EQ(out.count, 7);
    EXPECT_EQ(out.ratio, 2.0);
    EXPECT_EQ(out.name, "café");
    EXPECT_EQ(to_iso8601(*out.when), "2023-11-14T22:13:20.123Z");
    EXPECT_EQ(to_iso8601(*out.exactly_when), "2023-11-14T22:13:20.123Z");
    EXPECT_EQ(to_iso8601(*out.written_when), "2030-01-02T03:04:05.000Z");
    EXPECT_EQ(out.data, (Bytes{1, 2, 3}));
    EXPECT_EQ(out.ids, (std::vector<std::string>{"x-a", "x-b"}));
    EXPECT_EQ(out.filters.at(0).values, (std::vector<std::string>{"v"}));
    EXPECT_FALSE(out.tags.at(0).value);
    EXPECT_EQ(out.labels, (std::map<std::string, std::string>{{"a", "1"}}));
    EXPECT_TRUE(out.nested);
}

TEST(JsonDecode, EmptyTextAndNullsAreAbsence) {
    Everything out;
    ASSERT_FALSE(decode("", out));
    ASSERT_FALSE(decode(" \r\n\t", out));
    ASSERT_FALSE(decode(R"({"name":null,"id":null,"nested":null})", out));
    EXPECT_FALSE(out.name);
    EXPECT_FALSE(out.nested);
    EXPECT_EQ(problem_of(R"({"Filter":[{"Name":null}]})"),
              text_of(What::missing) + "Filter[0].Name ''");
    EXPECT_EQ(problem_of(R"({"Filter":[{}]})"), text_of(What::missing) + "Filter[0].Name ''");
}

TEST(JsonDecode, NullInsideACollectionIsRefused) {
    EXPECT_EQ(problem_of(R"({"id":["x-a",null]})"), text_of(What::wrong_type) + "id[1] 'null'");
    EXPECT_EQ(problem_of(R"({"labels":{"a":null}})"),
              text_of(What::wrong_type) + "labels.a 'null'");
    EXPECT_EQ(problem_of(R"({"tagSet":[null]})"), text_of(What::wrong_type) + "tagSet[0] 'null'");
}

TEST(JsonDecode, NothingIsCoerced) {
    auto wrong = [](std::string_view rest) {
        return text_of(What::wrong_type) + std::string(rest);
    };
    EXPECT_EQ(problem_of(R"({"flag":"true"})"), wrong("flag 'true'"));
    EXPECT_EQ(problem_of(R"({"flag":1})"), wrong("flag '1'"));
    EXPECT_EQ(problem_of(R"({"count":"7"})"), wrong("count '7'"));
    EXPECT_TRUE(problem_of(R"({"count":7.0})").starts_with(wrong("count ")));
    EXPECT_TRUE(problem_of(R"({"count":1e300})").starts_with(wrong("count ")));
    EXPECT_EQ(problem_of(R"({"count":true})"), wrong("count 'true'"));
    EXPECT_EQ(problem_of(R"({"name":12345})"), wrong("name '12345'"));
    EXPECT_EQ(problem_of(R"({"name":["abc"]})"), wrong("name '[…]'"));
    EXPECT_EQ(problem_of(R"({"id":"x-a"})"), wrong("id 'x-a'"));
    EXPECT_EQ(problem_of(R"({"id":{"0":"x-a"}})"), wrong("id '{…}'"));
    EXPECT_EQ(problem_of(R"({"labels":["a"]})"), wrong("labels '[…]'"));
    EXPECT_EQ(problem_of(R"({"nested":[]})"), wrong("nested '[…]'"));
    EXPECT_EQ(problem_of(R"({"data":"A"})"), wrong("data 'A'"));
    EXPECT_EQ(problem_of(R"({"data":"AR=="})"), wrong("data 'AR=='"));
    EXPECT_EQ(problem_of(R"({"when":"2030-01-02"})"), wrong("when '2030-01-02'"));
    EXPECT_EQ(problem_of(R"({"writtenWhen":5})"), wrong("writtenWhen '5'"));
    EXPECT_TRUE(problem_of(R"({"when":1e30})").starts_with(wrong("when ")));
    EXPECT_TRUE(problem_of(R"({"exactlyWhen":1.5})").starts_with(wrong("exactlyWhen ")));
}

TEST(JsonDecode, RulesHoldOnBothSides) {
    EXPECT_EQ(problem_of(R"({"count":5})"), "none");
    EXPECT_EQ(problem_of(R"({"count":4})"), text_of(What::range) + "count '4'");
    EXPECT_EQ(problem_of(R"({"count":18446744073709551615})"),
              text_of(What::range) + "count '18446744073709551615'");
    EXPECT_EQ(problem_of(R"({"id":[]})"), text_of(What::length) + "id '0 entries'");
    EXPECT_EQ(problem_of(R"({"id":["y"]})"), text_of(What::pattern) + "id[0] 'y'");
    EXPECT_EQ(problem_of(R"({"labels":{"a":"","b":"","c":""}})"), "none");
    EXPECT_EQ(problem_of(R"({"labels":{"a":"","b":"","c":"","d":""}})"),
              text_of(What::length) + "labels '4 entries'");
    EXPECT_EQ(problem_of(R"({"labels":{"abcdef":"12345"}})"), "none");
    EXPECT_EQ(problem_of(R"({"labels":{"abcdefg":""}})"),
              text_of(What::length) + "labels 'abcdefg'");
    EXPECT_EQ(problem_of(R"({"labels":{"aws:x":""}})"), text_of(What::pattern) + "labels 'aws:x'");
    EXPECT_EQ(problem_of(R"({"labels":{"a":"123456"}})"),
              text_of(What::length) + "labels.a '123456'");
    EXPECT_EQ(problem_of(R"({"data":"AQIDBA=="})"), "none");
    EXPECT_EQ(problem_of(R"({"data":"AQIDBAU="})"), text_of(What::length) + "data '5 bytes'");
}

TEST(JsonDecode, MalformedTexts) {
    for (std::string bad :
         {"{", "nonsense", "[]", "\"text\"", "1", "null", "{} {}", "{}x", "{\"name\":}",
          "{'name':1}", "{\"name\":\"\xFF\"}", "{\"name\":\"\\ud800\"}", "{\"name\":\"a\nb\"}",
          "{\"a\":1,}", "// c\n{}", "\xEF\xBB\xBF{}"}) {
        EXPECT_EQ(problem_of(bad), text_of(What::malformed) + " ''") << bad;
    }
    Everything out;
    EXPECT_EQ(decode("{}x", out)->expected, "nothing after the JSON object");
    EXPECT_EQ(decode("[]", out)->expected, "a JSON object");
}

TEST(JsonDecode, DepthIsBounded) {
    auto nested = [](std::size_t levels) {
        return R"({"other":)" + std::string(levels, '[') + std::string(levels, ']') + "}";
    };
    EXPECT_EQ(problem_of(nested(limits::json_depth_max - 1)), "none");
    EXPECT_EQ(problem_of(nested(limits::json_depth_max)), text_of(What::malformed) + " ''");
    EXPECT_EQ(problem_of(nested(100'000)), text_of(What::malformed) + " ''");
    Everything out;
    EXPECT_EQ(decode(nested(100'000), out)->expected,
              "a JSON object nested at most 32 levels deep");
}

TEST(JsonDecode, LastOfRepeatedKeysWins) {
    Everything out;
    ASSERT_FALSE(decode(R"({"name":"first","name":"second"})", out));
    EXPECT_EQ(out.name, "second");
}

TEST(JsonEncode, EscapesWhatMustBe) {
    std::string out;
    append_json_string(out, std::string_view("a\"\\\n\r\t\x01\x1f\0é😀/", 16));
    EXPECT_EQ(out, R"("a\"\\\n\r\t\u0001\u001f\u0000é😀/")");
}

TEST(JsonEncode, TimesByTheirFormat) {
    Everything value;
    value.when = from_microseconds(1'700'000'000'120'999);
    value.exactly_when = from_microseconds(-1'500);
    value.written_when = from_microseconds(1'700'000'000'123'456);
    std::string out;
    append_json_object(out, *shape_of<Everything>(), &value, JsonUse::response);
    EXPECT_EQ(
        out, R"({"when":1700000000.12,"exactlyWhen":-2,"writtenWhen":"2023-11-14T22:13:20.123Z"})");
    value = {};
    value.when = from_microseconds(-1'500'000);
    out.clear();
    append_json_object(out, *shape_of<Everything>(), &value, JsonUse::response);
    EXPECT_EQ(out, R"({"when":-1.5})");
}

TEST(ToJson, ComesBackAsItWas) {
    Everything value;
    value.flag = true;
    value.count = 9;
    value.ratio = 0.1;
    value.name = "quo\"te\n";
    value.when = from_microseconds(1'700'000'000'123'457);
    value.exactly_when = from_microseconds(1);
    value.written_when = from_microseconds(253'402'300'799'000'000);
    value.data = Bytes{0, 255};
    value.ids = {"x-1"};
    value.tags = {{.key = "k", .value = ""}, {.key = "l", .value = std::nullopt}};
    value.labels = {{"a", "b"}};
    value.nested.emplace().children.emplace_back().text = "deep";
    std::string text = to_json(value);
    auto back = from_json<Everything>(text);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(to_json(*back), text);
    EXPECT_EQ(back->when, value.when);
    EXPECT_EQ(back->exactly_when, value.exactly_when);
    EXPECT_EQ(back->written_when, value.written_when);
    EXPECT_EQ(back->nested->children.at(0).text, "deep");
}

TEST(JsonDecode, DoublesMeanTheirMillisecond) {
    for (int i = 0; i < 1'000; ++i) {
        std::int64_t milliseconds = 1'700'000'000'000 + 7 * i;
        std::string number = fmt::format("{}.{:03}", milliseconds / 1'000, milliseconds % 1'000);
        Everything out;
        ASSERT_FALSE(decode("{\"when\":" + number + "}", out));
        ASSERT_EQ(to_microseconds(*out.when), milliseconds * 1'000) << number;
    }
}

TEST(FromJson, StoredTimesAreExactOrRefused) {
    auto stored = [](std::string_view text) {
        auto value = from_json<Everything>("{\"when\":" + std::string(text) + "}");
        return value ? std::to_string(to_microseconds(*value->when)) : "refused";
    };
    EXPECT_EQ(stored("\"79700000000.061001\""), "79700000000061001");
    EXPECT_EQ(stored("\"-0.000001\""), "-1");
    EXPECT_EQ(stored("\"0.1\""), "100000");
    EXPECT_EQ(stored("17"), "17000000");
    for (std::string bad : {"", "-", ".5", "1.", "1.0000001", "1e3", "--1", "253402300800",
                            "9999999999999", "-62167219201"}) {
        EXPECT_EQ(stored('"' + bad + '"'), "refused") << bad;
    }
}

TEST(ToJson, KeepsMembersThatTravelOutsideTheBody) {
    sample::Upload upload{.id = "x-1",
                          .index = 2,
                          .token = "t",
                          .tag_keys = {"a"},
                          .length = 3,
                          .last = true,
                          .body = {"raw"}};
    std::string text = to_json(upload);
    EXPECT_EQ(text,
              R"({"id":"x-1","index":2,"pageToken":"t","tagKeys":["a"],"x-amz-Data-Length":3,)"
              R"("x-amz-Last":true,"Body":"cmF3"})");
    auto back = from_json<sample::Upload>(text);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->body.bytes, "raw");
}

TEST(FromJson, Validates) {
    auto bad = from_json<Everything>(R"({"count":1})");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().kind, ErrorKind::invalid);
    EXPECT_EQ(bad.error().message,
              "Value '1' at 'count' is not valid: expected a whole number from 5 to 1000.");
}

}  // namespace
}  // namespace amicast::wire
