// Random policies and requests from a seeded generator, in the two forms that the engine and the
// naive model read: for the property tests of this room only.
#pragma once

#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "iam/naive_policy_model.h"
#include "iam/policy_document.h"

namespace amicast::iam {

inline constexpr auto account = "111122223333";
inline constexpr auto other_account = "444455556666";
inline constexpr auto user_arn = "arn:aws:iam::111122223333:user/alice";
inline constexpr auto role_arn = "arn:aws:iam::111122223333:role/build";
inline constexpr auto session_arn = "arn:aws:sts::111122223333:assumed-role/build/night";

enum class Use { identity, resource };

class Generator {
  public:
    explicit Generator(std::uint64_t seed) : engine_(seed) {}

    std::size_t below(std::size_t bound) { return engine_() % bound; }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <std::size_t N>
    std::string pick(const char* const (&from)[N]) {
        return from[below(N)];
    }
    template <std::size_t N>
    naive::Values pick_some(const char* const (&from)[N], std::size_t max) {
        naive::Values values;
        for (std::size_t left = 1 + below(max); left > 0; --left)
            values.push_back(pick(from));
        return values;
    }

    naive::Policy policy(Use use) {
        naive::Policy policy;
        policy.knows_variables = !one_in(6);
        for (std::size_t left = 1 + below(3); left > 0; --left)
            policy.statements.push_back(statement(use, policy.knows_variables));
        return policy;
    }

    naive::Request request() {
        naive::Request request;
        request.action = pick(actions_);
        request.resource = pick(resources_);
        for (const char* key : keys_) {
            if (!one_in(3)) request.context[key] = values_of(key);
        }
        return request;
    }

    naive::Caller caller() {
        using Kind = naive::Caller::Kind;
        switch (below(8)) {
            case 0:
                return {Kind::root, account, std::string("arn:aws:iam::") + account + ":root", ""};
            case 1:
            case 2:
            case 3:
                return {Kind::session, account, session_arn, role_arn};
            default:
                return {Kind::user, account, user_arn, ""};
        }
    }

  private:
    naive::Statement statement(Use use, bool variables) {
        naive::Statement statement;
        statement.allow = !one_in(4);
        statement.not_action = one_in(6);
        statement.actions = pick_some(action_patterns_, 3);
        if (use == Use::identity || one_in(2)) {
            statement.not_resource = one_in(6);
            statement.resources = variables ? pick_some(resource_patterns_, 3)
                                            : pick_some(plain_resource_patterns_, 3);
        }
        if (use == Use::resource) {
            statement.not_principal = !statement.allow && one_in(3);
            statement.principals = pick_some(principals_, 3);
        }
        for (std::size_t left = below(3); left > 0; --left)
            statement.conditions.push_back(condition(variables));
        return statement;
    }

    naive::Condition condition(bool variables) {
        naive::Condition condition;
        condition.key = pick(keys_);
        if (one_in(4)) condition.key[0] = 'A';
        if (one_in(10)) {
            condition.op = "Null";
            condition.values = {one_in(2) ? "true" : "false"};
            return condition;
        }
        std::string op = pick(operators_);
        condition.values = operands_of(op, variables);
        if (one_in(4)) op += "IfExists";
        std::size_t quantifier = below(4);
        if (quantifier == 0) op = "ForAnyValue:" + op;
        if (quantifier == 1) op = "ForAllValues:" + op;
        condition.op = op;
        return condition;
    }

    naive::Values operands_of(const std::string& op, bool variables) {
        if (op.starts_with("Numeric")) return pick_some(numbers_, 2);
        if (op.starts_with("Date")) return pick_some(dates_, 2);
        if (op == "Bool") return pick_some(booleans_, 1);
        if (op == "BinaryEquals") return pick_some(blobs_, 2);
        if (op.find("IpAddress") != std::string::npos) return pick_some(blocks_, 2);
        if (op.starts_with("Arn")) return pick_some(arn_patterns_, 2);
        return variables ? pick_some(texts_, 3) : pick_some(plain_texts_, 3);
    }

    // Mostly what the key is for; now and then what makes no sense there.
    naive::Values values_of(const std::string& key) {
        if (one_in(12)) return {};
        if (one_in(12)) return pick_some(plain_texts_, 2);
        std::size_t max = one_in(3) ? 3 : 1;
        if (key == "aws:size") return pick_some(numbers_, max);
        if (key == "aws:time") return pick_some(dates_, max);
        if (key == "aws:secure") return pick_some(booleans_, 1);
        if (key == "aws:blob") return pick_some(blobs_, max);
        if (key == "aws:ip") return pick_some(addresses_, max);
        if (key == "aws:arn") return pick_some(resources_, max);
        return pick_some(given_texts_, max);
    }

    static constexpr const char* actions_[] = {"ec2:CopyImage", "ec2:CopySnapshot",
                                               "ec2:DescribeImages", "kms:Decrypt"};
    static constexpr const char* action_patterns_[] = {
        "*",          "ec2:*",         "ec2:Copy*",   "EC2:copyimage", "ec2:*Image",
        "ec2:Cop?I*", "ec2:Describe*", "kms:Decrypt", "kms:*",         "ec2:*o*S*"};
    static constexpr const char* resources_[] = {"*", "arn:aws:ec2:us-east-1::image/ami-1",
                                                 "arn:aws:ec2:eu-west-1::image/alice",
                                                 "arn:aws:ec2:us-east-1:111122223333:task/a/b:c",
                                                 "arn:aws:kms:us-east-1:111122223333:key/team*"};
    static constexpr const char* plain_resource_patterns_[] = {
        "*", "arn:aws:ec2:*::image/*", "arn:aws:ec2:us-east-1:*:*", "arn:aws:ec2:*:*:image/ami-?",
        "arn:*:ec2:us-*-1:*:task/*:?"};
    static constexpr const char* resource_patterns_[] = {
        "*",
        "arn:aws:ec2:*::image/*",
        "arn:aws:ec2:us-east-1::image/ami-1",
        "arn:aws:ec2:us-*-1:*:*",
        "arn:aws:ec2:*:*:image/ami-?",
        "arn:aws:ec2:*::image/${aws:name}",
        "arn:aws:kms:*:*:key/${aws:team, 'team'}${*}",
        "arn:aws:kms:us-east-1:111122223333:*",
        "arn:aws:ec2:*:111122223333:task/?/*:c"};
    static constexpr const char* principals_[] = {
        "*",         account,       "arn:aws:iam::111122223333:root",      user_arn, role_arn,
        session_arn, other_account, "arn:aws:iam::444455556666:user/alice"};
    static constexpr const char* keys_[] = {"aws:name",   "aws:team", "aws:tags",
                                            "aws:size",   "aws:time", "aws:blob",
                                            "aws:secure", "aws:ip",   "aws:arn"};
    static constexpr const char* operators_[] = {"StringEquals",
                                                 "StringNotEquals",
                                                 "StringEqualsIgnoreCase",
                                                 "StringNotEqualsIgnoreCase",
                                                 "StringLike",
                                                 "StringNotLike",
                                                 "NumericEquals",
                                                 "NumericNotEquals",
                                                 "NumericLessThan",
                                                 "NumericLessThanEquals",
                                                 "NumericGreaterThan",
                                                 "NumericGreaterThanEquals",
                                                 "DateEquals",
                                                 "DateNotEquals",
                                                 "DateLessThan",
                                                 "DateGreaterThanEquals",
                                                 "Bool",
                                                 "BinaryEquals",
                                                 "IpAddress",
                                                 "NotIpAddress",
                                                 "ArnEquals",
                                                 "ArnLike",
                                                 "ArnNotEquals",
                                                 "ArnNotLike"};
    static constexpr const char* numbers_[] = {"1", "2", "2.5", "-3"};
    static constexpr const char* dates_[] = {"2024-05-01T00:00:00Z", "2024-05-06T00:00:00Z",
                                             "1714953600"};
    static constexpr const char* booleans_[] = {"true", "false", "True"};
    static constexpr const char* blobs_[] = {"AAEC", "Zm9v"};
    static constexpr const char* addresses_[] = {"192.0.2.1", "192.0.2.200", "10.1.2.3"};
    static constexpr const char* blocks_[] = {"192.0.2.0/24", "192.0.2.0/25", "10.1.2.3",
                                              "0.0.0.0/0"};
    static constexpr const char* arn_patterns_[] = {"arn:aws:ec2:*:*:*", "arn:*:*::image/ami-1",
                                                    "arn:aws:ec2:us-east-1:*:task/*"};
    static constexpr const char* given_texts_[] = {"alice", "team", "Team", "a*", "a", ""};
    static constexpr const char* plain_texts_[] = {"alice", "ALICE", "te*",
                                                   "?",     "a*",    "${aws:name}"};
    static constexpr const char* texts_[] = {
        "alice",        "ALICE", "te*", "?", "a*", "a${*}", "${aws:name}", "${aws:team, 'team'}",
        "*${aws:tags}*"};

    std::mt19937_64 engine_;
};

// ---- policies as the engine reads them ----

inline std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

inline std::string list_text(const naive::Values& values) {
    std::string text;
    for (const std::string& value : values)
        text += (text.empty() ? "" : ",") + quoted(value);
    return values.size() == 1 ? text : "[" + text + "]";
}

// Operators are keys, which must not stand twice: conditions of one operator go to one object when
// their keys differ, and a repeated pair is left out of both engines by the caller.
inline std::string condition_text(const std::vector<naive::Condition>& conditions) {
    std::map<std::string, std::string> by_operator;
    for (const naive::Condition& condition : conditions) {
        std::string& keys = by_operator[condition.op];
        keys +=
            (keys.empty() ? "" : ",") + quoted(condition.key) + ":" + list_text(condition.values);
    }
    std::string text;
    for (const auto& [op, keys] : by_operator)
        text += (text.empty() ? "" : ",") + quoted(op) + ":{" + keys + "}";
    return "{" + text + "}";
}

inline std::string statement_text(const naive::Statement& statement) {
    std::string text = std::string("{\"Effect\":") + (statement.allow ? "\"Allow\"" : "\"Deny\"");
    text += std::string(",\"") + (statement.not_action ? "NotAction" : "Action") +
            "\":" + list_text(statement.actions);
    if (!statement.resources.empty()) {
        text += std::string(",\"") + (statement.not_resource ? "NotResource" : "Resource") +
                "\":" + list_text(statement.resources);
    }
    if (!statement.principals.empty()) {
        text += std::string(",\"") + (statement.not_principal ? "NotPrincipal" : "Principal") +
                "\":{\"AWS\":" + list_text(statement.principals) + "}";
    }
    if (!statement.conditions.empty())
        text += ",\"Condition\":" + condition_text(statement.conditions);
    return text + "}";
}

inline std::string policy_text(const naive::Policy& policy) {
    std::string statements;
    for (const naive::Statement& statement : policy.statements)
        statements += (statements.empty() ? "" : ",") + statement_text(statement);
    return std::string("{\"Version\":\"") + (policy.knows_variables ? "2012-10-17" : "2008-10-17") +
           "\",\"Statement\":[" + statements + "]}";
}

inline void drop_repeated_conditions(naive::Policy& policy) {
    for (naive::Statement& statement : policy.statements) {
        if (statement.conditions.size() == 2 &&
            statement.conditions[0].op == statement.conditions[1].op &&
            statement.conditions[0].key == statement.conditions[1].key)
            statement.conditions.pop_back();
    }
}

// One policy in both forms.
struct Twin {
    naive::Policy plain;
    std::string text;
    PolicyDocument parsed;
};

inline Twin make_twin(Generator& random, Use use) {
    Twin twin;
    twin.plain = random.policy(use);
    drop_repeated_conditions(twin.plain);
    twin.text = policy_text(twin.plain);
    auto parsed =
        parse_policy(twin.text, use == Use::identity ? PolicyUse::identity : PolicyUse::resource);
    EXPECT_TRUE(parsed) << twin.text << (parsed ? "" : parsed.error().message);
    if (parsed) twin.parsed = std::move(*parsed);
    return twin;
}

}  // namespace amicast::iam
