// A second policy engine, for decision_property_test.cc only: written from the rules alone, without
// a line of the real one, and as plainly as possible. It interprets policies as they are spelled,
// recursively and with copies everywhere; nothing about it is fast.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace amicast::iam::naive {

using Values = std::vector<std::string>;

struct Condition {
    std::string op;   // "ForAnyValue:StringLikeIfExists"
    std::string key;  // in any case
    Values values;
};

struct Statement {
    bool allow = true;
    bool not_action = false;
    Values actions;
    bool not_resource = false;
    Values resources;  // empty: the element is missing (resource policies)
    bool not_principal = false;
    Values principals;  // "*", 12 digits, ARNs; empty in identity policies
    std::vector<Condition> conditions;
};

struct Policy {
    bool knows_variables = true;  // Version 2012-10-17
    std::vector<Statement> statements;
};

struct Caller {
    enum class Kind { root, user, session } kind = Kind::user;
    std::string account;
    std::string arn;
    std::string role_arn;  // of a session
};

struct Request {
    std::string action;
    std::string resource;
    std::map<std::string, Values> context;  // keys in lower case
    Caller caller;
};

enum class Answer { allow, explicit_deny, implicit_deny };

using Policies = std::vector<const Policy*>;

struct Situation {
    Policies identity;
    const Policy* boundary = nullptr;
    std::optional<Policies> session;
    std::vector<Policies> levels;      // service control policies, from the root down
    const Policy* resource = nullptr;  // it must allow where there is one
    bool same_account = true;          // resource and caller
};

Answer answer(const Situation& situation, const Request& request);

}  // namespace amicast::iam::naive
