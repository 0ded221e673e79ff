// The truth table of condition operators: families × {missing, empty, one, several values} ×
// {plain, IfExists, ForAnyValue, ForAllValues} × sign.
#include "iam/condition.h"

#include <optional>

#include <gtest/gtest.h>

namespace amicast::iam {
namespace {

using Values = std::vector<std::string>;

bool holds(std::string_view operator_name, const Values& policy,
           const std::optional<Values>& request, const ConditionContext& context = {}) {
    auto condition = compile_condition(operator_name, "aws:key", policy, true);
    EXPECT_TRUE(condition) << operator_name;
    if (!condition) return false;
    return condition_holds(*condition, request ? &*request : nullptr, context);
}

struct Case {
    std::string_view operator_name;
    Values policy;
    std::optional<Values> request;
    bool expected;
};

void expect_all(std::initializer_list<Case> cases) {
    for (const Case& one : cases) {
        std::string given = one.request ? "[" : "missing";
        if (one.request) {
            for (const std::string& value : *one.request)
                given += value + ",";
        }
        EXPECT_EQ(holds(one.operator_name, one.policy, one.request), one.expected)
            << one.operator_name << " " << one.policy.front() << " … against " << given;
    }
}

TEST(Condition, ComparesOneValuePerFamily) {
    expect_all({
        {"StringEquals", {"a"}, Values{"a"}, true},
        {"StringEquals", {"a"}, Values{"A"}, false},
        {"StringEquals", {"a*"}, Values{"ab"}, false},
        {"StringNotEquals", {"a"}, Values{"b"}, true},
        {"StringEqualsIgnoreCase", {"aB"}, Values{"Ab"}, true},
        {"StringNotEqualsIgnoreCase", {"aB"}, Values{"Ab"}, false},
        {"StringLike", {"a*"}, Values{"ab"}, true},
        {"StringLike", {"a*"}, Values{"Ab"}, false},
        {"StringNotLike", {"a*"}, Values{"ab"}, false},
        {"stringlike", {"a*"}, Values{"ab"}, true},
        {"NumericEquals", {"10"}, Values{"10.0"}, true},
        {"NumericNotEquals", {"10"}, Values{"11"}, true},
        {"NumericLessThan", {"10"}, Values{"9"}, true},
        {"NumericLessThan", {"10"}, Values{"10"}, false},
        {"NumericLessThanEquals", {"10"}, Values{"10"}, true},
        {"NumericGreaterThan", {"10"}, Values{"10"}, false},
        {"NumericGreaterThan", {"10"}, Values{"11"}, true},
        {"NumericGreaterThanEquals", {"10"}, Values{"10"}, true},
        {"NumericLessThan", {"-1"}, Values{"-2"}, true},
        {"DateEquals", {"2024-01-01T00:00:00Z"}, Values{"1704067200"}, true},
        {"DateNotEquals", {"2024-01-01"}, Values{"2024-01-02"}, true},
        {"DateLessThan", {"2024-01-02"}, Values{"2024-01-01T23:59:59Z"}, true},
        {"DateLessThanEquals", {"2024-01-02"}, Values{"2024-01-02T00:00:00Z"}, true},
        {"DateGreaterThan", {"2024-01-02"}, Values{"2024-01-02T00:00:00Z"}, false},
        {"DateGreaterThanEquals", {"2024-01-02"}, Values{"2024-01-02T00:00:00Z"}, true},
        {"Bool", {"true"}, Values{"True"}, true},
        {"Bool", {"true"}, Values{"false"}, false},
        {"BinaryEquals", {"QUI="}, Values{"QUI="}, true},
        {"BinaryEquals", {"QUI="}, Values{"QUM="}, false},
        {"IpAddress", {"10.0.0.0/8"}, Values{"10.255.0.1"}, true},
        {"IpAddress", {"10.0.0.0/8"}, Values{"11.0.0.1"}, false},
        {"IpAddress", {"10.1.2.3"}, Values{"10.1.2.3"}, true},
        {"IpAddress", {"10.1.2.3"}, Values{"10.1.2.4"}, false},
        {"IpAddress", {"0.0.0.0/0"}, Values{"255.255.255.255"}, true},
        {"IpAddress", {"0.0.0.0/0"}, Values{"2001:db8::1"}, false},
        {"IpAddress", {"10.0.0.0/31"}, Values{"10.0.0.1"}, true},
        {"IpAddress", {"10.0.0.0/31"}, Values{"10.0.0.2"}, false},
        {"IpAddress", {"2001:db8::/32"}, Values{"2001:db8:1::1"}, true},
        {"IpAddress", {"2001:db8::/32"}, Values{"2001:db9::1"}, false},
        {"NotIpAddress", {"10.0.0.0/8"}, Values{"11.0.0.1"}, true},
        {"ArnLike", {"arn:aws:iam::*:role/x*"}, Values{"arn:aws:iam::1:role/xy"}, true},
        {"ArnEquals", {"arn:aws:iam::*:role/x*"}, Values{"arn:aws:iam::1:role/xy"}, true},
        {"ArnLike", {"arn:aws:*role/x"}, Values{"arn:aws:iam::1:role/x"}, false},
        {"ArnNotLike", {"arn:aws:iam::*:role/x"}, Values{"arn:aws:iam::1:role/y"}, true},
        {"ArnNotEquals", {"arn:aws:iam::*:role/*"}, Values{"arn:aws:iam::1:role/y"}, false},
    });
}

TEST(Condition, TreatsSeveralPolicyValuesAsOrAndNegatedOnesAsNor) {
    expect_all({
        {"StringEquals", {"a", "b"}, Values{"b"}, true},
        {"StringEquals", {"a", "b"}, Values{"c"}, false},
        {"StringNotEquals", {"a", "b"}, Values{"b"}, false},
        {"StringNotEquals", {"a", "b"}, Values{"c"}, true},
        {"NotIpAddress", {"10.0.0.0/8", "11.0.0.0/8"}, Values{"11.0.0.1"}, false},
        {"ArnNotLike", {"arn:a:b:c:d:e", "arn:a:b:c:d:*"}, Values{"arn:a:b:c:d:f"}, false},
    });
}

TEST(Condition, KnowsWhatAMissingKeyMeans) {
    for (const std::optional<Values>& absent : {std::optional<Values>(), std::optional(Values{})}) {
        expect_all({
            {"StringEquals", {"a"}, absent, false},
            {"StringNotEquals", {"a"}, absent, true},
            {"StringLike", {"*"}, absent, false},
            {"StringNotLike", {"*"}, absent, true},
            {"NumericNotEquals", {"1"}, absent, true},
            {"NumericLessThan", {"1"}, absent, false},
            {"NotIpAddress", {"10.0.0.0/8"}, absent, true},
            {"IpAddress", {"10.0.0.0/8"}, absent, false},
            {"Bool", {"false"}, absent, false},
            {"StringEqualsIfExists", {"a"}, absent, true},
            {"BoolIfExists", {"true"}, absent, true},
            {"ForAnyValue:StringEquals", {"a"}, absent, false},
            {"ForAnyValue:StringNotEquals", {"a"}, absent, false},
            {"ForAnyValue:StringEqualsIfExists", {"a"}, absent, true},
            {"ForAllValues:StringEquals", {"a"}, absent, true},
            {"ForAllValues:StringNotEquals", {"a"}, absent, true},
            {"ForAllValues:StringLikeIfExists", {"a"}, absent, true},
            {"Null", {"true"}, absent, true},
            {"Null", {"false"}, absent, false},
        });
    }
}

TEST(Condition, TellsPresenceWithNull) {
    expect_all({
        {"Null", {"true"}, Values{"x"}, false},
        {"Null", {"false"}, Values{"x"}, true},
        {"Null", {"true", "false"}, Values{"x"}, true},
    });
}

TEST(Condition, QuantifiesOverSeveralRequestValues) {
    expect_all({
        {"ForAnyValue:StringEquals", {"a", "b"}, Values{"x", "b"}, true},
        {"ForAnyValue:StringEquals", {"a", "b"}, Values{"x", "y"}, false},
        {"ForAllValues:StringEquals", {"a", "b"}, Values{"a", "b"}, true},
        {"ForAllValues:StringEquals", {"a", "b"}, Values{"a", "x"}, false},
        // Some value equals none of the list.
        {"ForAnyValue:StringNotEquals", {"a", "b"}, Values{"a", "x"}, true},
        {"ForAnyValue:StringNotEquals", {"a", "b"}, Values{"a", "b"}, false},
        // No value equals any of the list.
        {"ForAllValues:StringNotEquals", {"a", "b"}, Values{"x", "y"}, true},
        {"ForAllValues:StringNotEquals", {"a", "b"}, Values{"a", "x"}, false},
        {"StringEquals", {"a"}, Values{"x", "a"}, true},
    });
}

TEST(Condition, IsFalseOnATypeErrorWhateverItsSign) {
    expect_all({
        {"NumericEquals", {"1"}, Values{"one"}, false},
        {"NumericNotEquals", {"1"}, Values{"one"}, false},
        {"NumericNotEquals", {"1"}, Values{"1e999"}, false},
        {"DateNotEquals", {"2024-01-01"}, Values{"yesterday"}, false},
        {"NotIpAddress", {"10.0.0.0/8"}, Values{"10.0.0.1/8"}, false},
        {"NotIpAddress", {"10.0.0.0/8"}, Values{"localhost"}, false},
        {"BinaryEquals", {"QUI="}, Values{"?"}, false},
    });
}

TEST(Condition, FillsInVariables) {
    ConditionContext context{{"aws:username", {"al*ce"}}};
    EXPECT_TRUE(holds("StringEquals", {"${aws:username}"}, Values{"al*ce"}, context));
    EXPECT_FALSE(holds("StringLike", {"${aws:username}"}, Values{"alice"}, context));
    EXPECT_TRUE(holds("ArnLike", {"arn:aws:iam::1:user/${aws:username}"},
                      Values{"arn:aws:iam::1:user/al*ce"}, context));
    EXPECT_FALSE(holds("StringEquals", {"${none}"}, Values{""}, context));
    EXPECT_TRUE(holds("StringNotEquals", {"${none}"}, Values{"x"}, context));
    EXPECT_TRUE(holds("StringEquals", {"${none, 'x'}"}, Values{"x"}, context));
}

TEST(Condition, RefusesWhatCanNeverBeMeant) {
    const std::pair<std::string_view, std::string> refused[] = {
        {"StringSame", "a"},
        {"StringEqualsIfExist", "a"},
        {"NullIfExists", "true"},
        {"ForAnyValue:Null", "true"},
        {"Null", "maybe"},
        {"NumericEquals", "ten"},
        {"NumericEquals", "1 "},
        {"NumericEquals", "nan"},
        {"DateEquals", "soon"},
        {"IpAddress", "10.0.0.0/33"},
        {"IpAddress", "10.0.0"},
        {"IpAddress", "::/129"},
        {"IpAddress", "10.0.0.0/"},
        {"BinaryEquals", "*"},
        {"StringLike", "${open"},
        {"ForSomeValue:StringLike", "a"},
        {"", "a"},
    };
    for (const auto& [name, value] : refused)
        EXPECT_FALSE(compile_condition(name, "aws:key", {value}, true)) << name << " " << value;
}

}  // namespace
}  // namespace amicast::iam
