// Forms into structs, in EC2's flavour and the plain one.
#include "wire/query_decode.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/sample_shapes.h"

namespace amicast::wire {
namespace {

using sample::Everything;
using What = InputProblem::What;

Problem decode(Protocol protocol, std::string_view text, Everything& out) {
    static std::string kept;  // the form's views stay valid until the next call
    kept = text;
    Form form;
    if (Problem problem = form.read("", kept)) return problem;
    return decode_query(protocol, *shape_of<Everything>(), form.root(), &out);
}

Problem decode_ec2(std::string_view text, Everything& out) {
    return decode(Protocol::ec2_query, text, out);
}

// what, path and value of the problem, for short comparisons
std::string problem_of(Protocol protocol, std::string_view text) {
    Everything out;
    Problem problem = decode(protocol, text, out);
    if (!problem) return "none";
    return std::to_string(static_cast<int>(problem->what)) + " " + problem->path + " '" +
           problem->value + "'";
}

std::string ec2_problem(std::string_view text) {
    return problem_of(Protocol::ec2_query, text);
}

std::string text_of(What what) {
    return std::to_string(static_cast<int>(what)) + " ";
}

TEST(Ec2Query, TakesNoTextThatXmlCannotCarry) {
    for (const char* bad : {"%00", "%0B", "%1F", "a%EF%BF%BEb", "%EF%BF%BF"}) {
        Everything out;
        auto problem = decode_ec2(std::string("Name=") + bad, out);
        ASSERT_TRUE(problem) << bad;
        EXPECT_EQ(problem->path, "Name");
        EXPECT_THAT(problem->expected, testing::HasSubstr("XML"));
        problem = decode_ec2(std::string("Tag.1.Key=k&Tag.1.Value=") + bad, out);
        ASSERT_TRUE(problem) << bad;
        EXPECT_EQ(problem->path, "Tag.1.Value");
    }
    Everything out;
    EXPECT_FALSE(decode_ec2("Name=%09%0A%0D+%7F%EF%BF%BD", out));
}

TEST(Ec2Query, ReadsEveryKind) {
    Everything out;
    auto problem = decode_ec2(
        "Flag=true&Count=7&Ratio=2.5&Name=caf%C3%A9&Colour=dark-green"
        "&When=2030-01-02T03%3A04%3A05Z&ExactlyWhen=1700000000123"
        "&WrittenWhen=2030-01-02T03:04:05.5%2B01:00&Data=AQID"
        "&SampleId.1=x-a&SampleId.2=x-b&Filter.1.Name=tag:Env&Filter.1.Value.1=prod"
        "&Filter.1.Value.2=stage&Tag.1.Key=k&Tag.1.Value=&Nested.Text=in"
        "&Nested.Child.1.Text=deeper&Unknown=1&Nested.Unknown.1=2",
        out);
    ASSERT_FALSE(problem) << describe(*problem);
    EXPECT_EQ(out.flag, true);
    EXPECT_EQ(out.count, 7);
    EXPECT_EQ(out.ratio, 2.5);
    EXPECT_EQ(out.name, "café");
    EXPECT_EQ(out.colour, "dark-green");
    EXPECT_EQ(to_iso8601(*out.when), "2030-01-02T03:04:05.000Z");
    EXPECT_EQ(to_microseconds(*out.exactly_when), 1'700'000'000'123'000);
    EXPECT_EQ(to_iso8601(*out.written_when), "2030-01-02T02:04:05.500Z");
    EXPECT_EQ(out.data, (Bytes{1, 2, 3}));
    EXPECT_EQ(out.ids, (std::vector<std::string>{"x-a", "x-b"}));
    ASSERT_EQ(out.filters.size(), 1U);
    EXPECT_EQ(out.filters[0].values, (std::vector<std::string>{"prod", "stage"}));
    ASSERT_EQ(out.tags.size(), 1U);
    EXPECT_EQ(out.tags[0].value, "");  // an empty string is a value
    ASSERT_TRUE(out.nested);
    EXPECT_EQ(out.nested->children.at(0).text, "deeper");
}

TEST(Ec2Query, AbsentIsNotEmpty) {
    Everything out;
    ASSERT_FALSE(decode_ec2("", out));
    EXPECT_FALSE(out.flag);
    EXPECT_FALSE(out.name);
    EXPECT_FALSE(out.nested);
    ASSERT_FALSE(decode_ec2("Nested=", out));  // says nothing about a structure
    EXPECT_FALSE(out.nested);
}

TEST(Ec2Query, ListsTakeGapsAndSortIndexesAsNumbers) {
    Everything out;
    ASSERT_FALSE(decode_ec2("SampleId.10=x-a&SampleId.9=x-9&SampleId.0=x-0", out));
    EXPECT_EQ(out.ids, (std::vector<std::string>{"x-0", "x-9", "x-a"}));
}

TEST(Ec2Query, BooleansAreLiberalButNotAnything) {
    for (std::string text : {"true", "True", "TRUE", "1"}) {
        Everything out;
        ASSERT_FALSE(decode_ec2("Flag=" + text, out));
        EXPECT_EQ(out.flag, true);
    }
    for (std::string text : {"false", "False", "FALSE", "0"}) {
        Everything out;
        ASSERT_FALSE(decode_ec2("Flag=" + text, out));
        EXPECT_EQ(out.flag, false);
    }
    for (std::string text : {"", "yes", "tRUE", "2", "true%20"}) {
        EXPECT_TRUE(ec2_problem("Flag=" + text).starts_with(text_of(What::wrong_type) + "Flag "));
    }
}

TEST(Ec2Query, NumbersAreDecimalAndBounded) {
    EXPECT_EQ(ec2_problem("Count=5"), "none");
    EXPECT_EQ(ec2_problem("Count=1000"), "none");
    EXPECT_EQ(ec2_problem("Count=4"), text_of(What::range) + "Count '4'");
    EXPECT_EQ(ec2_problem("Count=1001"), text_of(What::range) + "Count '1001'");
    EXPECT_EQ(ec2_problem("Count=99999999999999999999"),
              text_of(What::range) + "Count '99999999999999999999'");
    for (std::string text : {"", "x", "7x", "7.0", "0x7", "%2B7", "%207"}) {
        EXPECT_TRUE(ec2_problem("Count=" + text).starts_with(text_of(What::wrong_type))) << text;
    }
    EXPECT_EQ(ec2_problem("Ratio=100"), "none");
    EXPECT_EQ(ec2_problem("Ratio=1e-3"), "none");
    EXPECT_EQ(ec2_problem("Ratio=100.5"), text_of(What::range) + "Ratio '100.5'");
    EXPECT_EQ(ec2_problem("Ratio=nan"), text_of(What::wrong_type) + "Ratio 'nan'");
    EXPECT_EQ(ec2_problem("Ratio=inf"), text_of(What::wrong_type) + "Ratio 'inf'");
}

TEST(Ec2Query, LengthsCountCharacters) {
    EXPECT_EQ(ec2_problem("Name=abc"), "none");
    EXPECT_EQ(ec2_problem("Name=%C3%A9%C3%A9%C3%A9"), "none");
    EXPECT_EQ(ec2_problem("Name=%C3%A9%C3%A9"), text_of(What::length) + "Name 'éé'");
    EXPECT_EQ(ec2_problem("Name=123456789012"), "none");
    EXPECT_EQ(ec2_problem("Name=1234567890123"), text_of(What::length) + "Name '1234567890123'");
}

TEST(Ec2Query, OtherRulesAndTheirPaths) {
    EXPECT_EQ(ec2_problem("Colour=green"), text_of(What::not_allowed) + "Colour 'green'");
    EXPECT_EQ(ec2_problem("Colour="), text_of(What::not_allowed) + "Colour ''");
    EXPECT_EQ(ec2_problem("Colour=red%20dark-green"),
              text_of(What::not_allowed) + "Colour 'red dark-green'");
    EXPECT_EQ(ec2_problem("When=tomorrow"), text_of(What::wrong_type) + "When 'tomorrow'");
    EXPECT_EQ(ec2_problem("When=9999-12-31T23:59:59.999999Z"), "none");
    EXPECT_EQ(ec2_problem("When=9999-12-31T23:59:59-01:00"),
              text_of(What::wrong_type) + "When '9999-12-31T23:59:59-01:00'");
    EXPECT_EQ(ec2_problem("When=0000-01-01T00:00:00%2B01:00"),
              text_of(What::wrong_type) + "When '0000-01-01T00:00:00+01:00'");
    EXPECT_EQ(ec2_problem("ExactlyWhen=2030-01-02"),
              text_of(What::wrong_type) + "ExactlyWhen '2030-01-02'");
    EXPECT_EQ(ec2_problem("Data=AQI"), text_of(What::wrong_type) + "Data 'AQI'");
    EXPECT_EQ(ec2_problem("Data=AQIDBAU%3D"), text_of(What::length) + "Data '5 bytes'");
    EXPECT_EQ(ec2_problem("SampleId.1=x-a&SampleId.7=y"),
              text_of(What::pattern) + "SampleId.7 'y'");
    EXPECT_EQ(ec2_problem("SampleId.1=x-0123456789"),
              text_of(What::length) + "SampleId.1 'x-0123456789'");
    EXPECT_EQ(ec2_problem("SampleId="), text_of(What::length) + "SampleId '0 entries'");
    EXPECT_EQ(ec2_problem("Filter.1.Value.1=a"), text_of(What::missing) + "Filter.1.Name ''");
    EXPECT_EQ(ec2_problem("Filter.2.Name=n&Filter.2.Value.1=a&Filter.2.Value.2=b"
                          "&Filter.2.Value.3=c"),
              "none");
    EXPECT_EQ(ec2_problem("Filter.2.Name=n&Filter.2.Value.1=a&Filter.2.Value.2=b"
                          "&Filter.2.Value.3=c&Filter.2.Value.4=d"),
              text_of(What::length) + "Filter.2.Value '4 entries'");
    EXPECT_EQ(ec2_problem("Tag.1.Key=k&Tag.1.Value=123456789"),
              text_of(What::length) + "Tag.1.Value '123456789'");
}

TEST(Ec2Query, ShapesThatDoNotFit) {
    EXPECT_EQ(ec2_problem("SampleId=x-a"), text_of(What::wrong_type) + "SampleId 'x-a'");
    EXPECT_EQ(ec2_problem("Nested=x"), text_of(What::wrong_type) + "Nested 'x'");
    EXPECT_EQ(ec2_problem("Tag.1=x"), text_of(What::wrong_type) + "Tag.1 'x'");
    EXPECT_EQ(ec2_problem("Name.1=abc"), text_of(What::wrong_type) + "Name ''");
    EXPECT_EQ(ec2_problem("Filter.Name=x"), text_of(What::wrong_type) + "Filter.Name 'Name'");
}

TEST(Ec2Query, DepthIsBounded) {
    auto nested = [](int levels) {
        std::string key = "Nested";
        for (int i = 0; i < levels; ++i)
            key += ".Child.1";
        return key + ".Text=x";
    };
    EXPECT_EQ(ec2_problem(nested(15)), "none");
    EXPECT_TRUE(ec2_problem(nested(16)).starts_with(text_of(What::malformed)));
    EXPECT_TRUE(ec2_problem(nested(20'000)).starts_with(text_of(What::malformed)));
}

TEST(Ec2Query, ShownValuesAreShort) {
    Everything out;
    Problem problem = decode_ec2("Name=" + std::string(5'000, 'n'), out);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->value, std::string(100, 'n'));
    EXPECT_EQ(problem->expected, "text of 3 to 12 characters");
}

TEST(AwsQuery, ListsAndMapsAreWrapped) {
    Everything out;
    auto problem = decode(Protocol::aws_query,
                          "flag=true&id.member.2=x-b&id.member.1=x-a&tagSet.member.1.key=k"
                          "&labels.entry.1.key=a&labels.entry.1.value=1&labels.entry.2.key=b"
                          "&labels.entry.2.value=&Filter=",
                          out);
    ASSERT_FALSE(problem) << describe(*problem);
    EXPECT_EQ(out.flag, true);
    EXPECT_EQ(out.ids, (std::vector<std::string>{"x-a", "x-b"}));
    EXPECT_EQ(out.tags.at(0).key, "k");
    EXPECT_EQ(out.labels, (std::map<std::string, std::string>{{"a", "1"}, {"b", ""}}));
}

TEST(AwsQuery, ProblemsNameTheWholeKey) {
    auto problem = [](std::string_view text) { return problem_of(Protocol::aws_query, text); };
    EXPECT_EQ(problem("id.member.1=z"), text_of(What::pattern) + "id.member.1 'z'");
    EXPECT_EQ(problem("id.member.x=z"), text_of(What::wrong_type) + "id.member.x 'x'");
    EXPECT_EQ(problem("tagSet.member.1.value=z"),
              text_of(What::missing) + "tagSet.member.1.key ''");
    EXPECT_EQ(problem("labels.entry.1.value=z"), text_of(What::missing) + "labels.entry.1.key ''");
    EXPECT_EQ(problem("labels.entry.1.key=z"), text_of(What::missing) + "labels.entry.1.value ''");
    EXPECT_EQ(problem("labels.entry.1.key=aws:z&labels.entry.1.value="),
              text_of(What::pattern) + "labels.entry.1.key 'aws:z'");
    EXPECT_EQ(problem("labels.entry.1.key=a&labels.entry.1.value=123456"),
              text_of(What::length) + "labels.entry.1.value '123456'");
}

}  // namespace
}  // namespace amicast::wire
