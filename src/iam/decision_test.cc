// Statement matching and the decision over layers, in tables. Random policies against a second
// model of the same rules: decision_property_test.cc.
#include "iam/decision.h"

#include <deque>

#include <gtest/gtest.h>

namespace amicast::iam {
namespace {

constexpr auto account = "111111111111";

Principal user(const std::string& name = "alice") {
    Principal who;
    who.kind = PrincipalKind::user;
    who.account_id = account;
    who.arn = "arn:aws:iam::111111111111:user/" + name;
    who.user_id = "AIDAEXAMPLEEXAMPLE123";
    who.name = name;
    return who;
}

Principal session() {
    Principal who;
    who.kind = PrincipalKind::role_session;
    who.account_id = account;
    who.arn = "arn:aws:sts::111111111111:assumed-role/R/s";
    who.user_id = "AROAEXAMPLEEXAMPLE123:s";
    who.name = "R";
    who.role_arn = "arn:aws:iam::111111111111:role/p/R";
    who.session_name = "s";
    return who;
}

Principal root() {
    Principal who;
    who.kind = PrincipalKind::root;
    who.account_id = account;
    who.arn = "arn:aws:iam::111111111111:root";
    who.user_id = account;
    return who;
}

// Keeps parsed documents alive.
class Documents {
  public:
    const PolicyDocument* parse(const std::string& text, PolicyUse use = PolicyUse::identity) {
        auto parsed = parse_policy(text, use);
        EXPECT_TRUE(parsed) << text << (parsed ? "" : parsed.error().message);
        return &kept_.emplace_back(parsed ? std::move(*parsed) : PolicyDocument());
    }

  private:
    std::deque<PolicyDocument> kept_;
};

std::string document(const std::string& statements) {
    return R"({"Version":"2012-10-17","Statement":[)" + statements + "]}";
}
std::string allow(const std::string& action, const std::string& resource = "*") {
    return document(R"({"Effect":"Allow","Action":")" + action + R"(","Resource":")" + resource +
                    R"("})");
}
std::string deny(const std::string& action) {
    return document(R"({"Effect":"Deny","Action":")" + action + R"(","Resource":"*"})");
}

class DecisionTest : public testing::Test {
  protected:
    Decision run(const PolicySet& set, const Principal& who = user(),
                 const std::string& action = "ec2:CopyImage",
                 const std::string& resource = "arn:aws:ec2:us-east-1::image/ami-1") {
        AccessRequest request{.action = action, .resource = resource, .context = context_};
        return decide(set, make_query(who, request), action);
    }
    Effect effect_of(const std::string& text, const std::string& action,
                     const std::string& resource) {
        PolicySet set;
        set.identity = {documents_.parse(text)};
        return run(set, user(), action, resource).effect;
    }

    Documents documents_;
    ConditionContext context_;
};

TEST_F(DecisionTest, MatchesActionsAndResources) {
    struct Case {
        std::string policy;
        std::string action;
        std::string resource;
        Effect expected;
    };
    const std::string image = "arn:aws:ec2:us-east-1::image/ami-1";
    const Case cases[] = {
        {allow("*"), "ec2:CopyImage", image, Effect::allow},
        {allow("EC2:copy*"), "ec2:CopyImage", image, Effect::allow},
        {allow("ec2:Copy?mage"), "ec2:CopyImage", image, Effect::allow},
        {allow("ec2:Describe*"), "ec2:CopyImage", image, Effect::implicit_deny},
        {allow("ec2:*"), "ec2:CopyImage", "*", Effect::allow},
        {allow("ec2:*", "arn:aws:ec2:*::image/*"), "ec2:CopyImage", image, Effect::allow},
        {allow("ec2:*", "arn:aws:ec2:*::snapshot/*"), "ec2:CopyImage", image,
         Effect::implicit_deny},
        // Without a resource type only `*` matches.
        {allow("ec2:*", "arn:aws:ec2:*:*:*"), "ec2:DescribeImages", "*", Effect::implicit_deny},
        {allow("ec2:*", "arn:aws:ec2"), "ec2:CopyImage", image, Effect::allow},
        // A placeholder for what does not exist yet is matched by wildcards only.
        {allow("ec2:*", "arn:aws:ec2:*::image/*"), "ec2:CopyImage",
         "arn:aws:ec2:us-east-1::image/*", Effect::allow},
        {allow("ec2:*", image), "ec2:CopyImage", "arn:aws:ec2:us-east-1::image/*",
         Effect::implicit_deny},
        {document(R"({"Effect":"Allow","NotAction":"iam:*","Resource":"*"})"), "ec2:CopyImage",
         image, Effect::allow},
        {document(R"({"Effect":"Allow","NotAction":"ec2:*","Resource":"*"})"), "ec2:CopyImage",
         image, Effect::implicit_deny},
        {document(R"({"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::b"})"),
         "ec2:CopyImage", image, Effect::allow},
        {document(R"({"Effect":"Allow","Action":"*","NotResource":["arn:aws:s3:::b",")" + image +
                  R"("]})"),
         "ec2:CopyImage", image, Effect::implicit_deny},
        // An Allow that excludes an unresolvable resource grants nothing; a Deny still denies.
        {document(
             R"({"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::b/${aws:username}"})"),
         "ec2:CopyImage", image, Effect::implicit_deny},
        {document(
             R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::b/${aws:username}"})"),
         "ec2:CopyImage", image, Effect::explicit_deny},
        {document(
             R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b/${aws:username}/*"})"),
         "s3:GetObject", "arn:aws:s3:::b/alice/x", Effect::implicit_deny},
    };
    for (const Case& one : cases) {
        EXPECT_EQ(effect_of(one.policy, one.action, one.resource), one.expected)
            << one.policy << " " << one.action << " " << one.resource;
    }
}

TEST_F(DecisionTest, DemandsEveryCondition) {
    const std::string policy = document(
        R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"a:one":"1","a:two":"2"},"Bool":{"a:three":"true"}}})");
    for (int missing = 0; missing <= 3; ++missing) {
        context_ = {{"A:One", {missing == 1 ? "x" : "1"}},
                    {"a:TWO", {missing == 2 ? "x" : "2"}},
                    {"a:three", {missing == 3 ? "x" : "true"}}};
        EXPECT_EQ(effect_of(policy, "ec2:CopyImage", "*") == Effect::allow, missing == 0);
    }
}

TEST_F(DecisionTest, LetsADenyInAnyLayerWin) {
    const PolicyDocument* all = documents_.parse(allow("*"));
    const PolicyDocument* no = documents_.parse(document(
        R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"ec2:*","Resource":"*"})"));
    struct Case {
        PolicySet set;
        std::string_view word;
    };
    const Case cases[] = {
        {{.identity = {no}, .boundary = all}, "identity-based"},
        {{.identity = {all}, .boundary = no}, "boundary"},
        {{.identity = {all}, .session = PolicySet::Documents{all, no}}, "session"},
        {{.identity = {all}, .service_control = {{all}, {no}}}, "service control"},
        {{.service_control = {{no}}, .caller_is_root = true}, "service control"},
    };
    for (const Case& one : cases) {
        Decision decision = run(one.set);
        EXPECT_EQ(decision.effect, Effect::explicit_deny) << one.word;
        EXPECT_NE(decision.reason.find("explicit deny"), std::string::npos);
        EXPECT_NE(decision.reason.find(one.word), std::string::npos) << decision.reason;
    }
}

TEST_F(DecisionTest, DemandsAnAllowOfEveryLayerThatIsThere) {
    const PolicyDocument* all = documents_.parse(allow("*"));
    const PolicyDocument* other = documents_.parse(allow("s3:*"));
    struct Case {
        PolicySet set;
        std::string reason;  // empty: allowed
    };
    const Case cases[] = {
        {{.identity = {other, all}}, ""},
        {{}, "no identity-based policy allows the ec2:CopyImage action"},
        {{.identity = {other}}, "no identity-based policy allows the ec2:CopyImage action"},
        {{.identity = {all}, .boundary = all}, ""},
        {{.identity = {all}, .boundary = other},
         "no permissions boundary allows the ec2:CopyImage action"},
        // A boundary alone grants nothing.
        {{.identity = {}, .boundary = all},
         "no identity-based policy allows the ec2:CopyImage action"},
        {{.identity = {all}, .session = PolicySet::Documents{other, all}}, ""},
        {{.identity = {all}, .session = PolicySet::Documents{other}},
         "no session policy allows the ec2:CopyImage action"},
        {{.identity = {}, .session = PolicySet::Documents{all}},
         "no identity-based policy allows the ec2:CopyImage action"},
        {{.identity = {all}, .service_control = {{all}, {other}}},
         "no service control policy allows the ec2:CopyImage action"},
        {{.identity = {all}, .service_control = {{all}, {other, all}}}, ""},
        {{.caller_is_root = true}, ""},
        {{.service_control = {{other}}, .caller_is_root = true},
         "no service control policy allows the ec2:CopyImage action"},
    };
    for (const Case& one : cases) {
        Decision decision = run(one.set);
        EXPECT_EQ(decision.reason, one.reason);
        EXPECT_EQ(decision.allowed(), one.reason.empty());
    }
}

TEST_F(DecisionTest, NamesTheStatementsThatDeny) {
    const std::string named =
        document(R"({"Sid":"Copies","Effect":"Deny","Action":"ec2:Copy*","Resource":"*"},)"
                 R"({"Sid":"Others","Effect":"Deny","Action":"s3:*","Resource":"*"})");
    PolicySet set;
    set.identity = {documents_.parse(allow("*")), documents_.parse(named)};
    set.boundary = documents_.parse(deny("*"));
    set.session = PolicySet::Documents{documents_.parse(named)};
    EXPECT_EQ(run(set).denying_statements, (std::vector<std::string>{"Copies", "", "Copies"}));
    EXPECT_TRUE(run({.identity = {set.identity[0]}}).denying_statements.empty());
    EXPECT_TRUE(run({}).denying_statements.empty()) << "none denies where none allows";
}

// ---- the caller in Principal and NotPrincipal ----

TEST(Principals, AreNamedInOneWayEach) {
    using Type = PrincipalPattern::Type;
    Principal service;
    service.kind = PrincipalKind::service;
    service.name = "imagebuilder.amazonaws.com";
    struct Case {
        Principal who;
        PrincipalPattern pattern;
        NamedAs expected;
    };
    const Case cases[] = {
        {user(), {Type::aws, "arn:aws:iam::111111111111:user/alice"}, NamedAs::direct},
        {user(), {Type::aws, "AIDAEXAMPLEEXAMPLE123"}, NamedAs::direct},
        {user(), {Type::aws, "arn:aws:iam::111111111111:user/alic"}, NamedAs::nobody},
        {user(), {Type::aws, "111111111111"}, NamedAs::account},
        {user(), {Type::aws, "arn:aws:iam::111111111111:root"}, NamedAs::account},
        {user(), {Type::aws, "222222222222"}, NamedAs::nobody},
        {user(), {Type::everyone, "*"}, NamedAs::everyone},
        {user(), {Type::service, "imagebuilder.amazonaws.com"}, NamedAs::nobody},
        {user(), {Type::federated, "arn:aws:iam::111111111111:user/alice"}, NamedAs::nobody},
        {session(), {Type::aws, "arn:aws:iam::111111111111:role/p/R"}, NamedAs::role},
        {session(), {Type::aws, "AROAEXAMPLEEXAMPLE123"}, NamedAs::role},
        {session(), {Type::aws, "arn:aws:sts::111111111111:assumed-role/R/s"}, NamedAs::direct},
        {session(), {Type::aws, "arn:aws:sts::111111111111:assumed-role/R/t"}, NamedAs::nobody},
        {root(), {Type::aws, "111111111111"}, NamedAs::direct},
        {root(), {Type::aws, "arn:aws:iam::111111111111:user/alice"}, NamedAs::nobody},
        {service, {Type::service, "imagebuilder.amazonaws.com"}, NamedAs::direct},
        {service, {Type::service, "ec2.amazonaws.com"}, NamedAs::nobody},
        {service, {Type::aws, "imagebuilder.amazonaws.com"}, NamedAs::nobody},
        // "Everyone" is every AWS caller; a service must be named.
        {service, {Type::everyone, "*"}, NamedAs::nobody},
    };
    for (const Case& one : cases) {
        EXPECT_EQ(named_as(one.pattern, one.who), one.expected)
            << one.pattern.value << " for " << one.who.arn;
    }
}

TEST(Principals, EscapeNotPrincipalOnlyWithTheWholeChain) {
    auto patterns = [](std::initializer_list<std::string> values) {
        std::vector<PrincipalPattern> list;
        for (const std::string& value : values)
            list.push_back({PrincipalPattern::Type::aws, value});
        return list;
    };
    const std::string root_arn = "arn:aws:iam::111111111111:root";
    EXPECT_TRUE(chain_is_named(patterns({root_arn, user().arn}), user()));
    EXPECT_TRUE(chain_is_named(patterns({account, user().arn}), user()));
    EXPECT_FALSE(chain_is_named(patterns({user().arn}), user()));
    EXPECT_FALSE(chain_is_named(patterns({root_arn}), user()));
    EXPECT_TRUE(chain_is_named(patterns({root_arn, session().role_arn, session().arn}), session()));
    EXPECT_FALSE(chain_is_named(patterns({root_arn, session().arn}), session()));
    EXPECT_FALSE(chain_is_named(patterns({root_arn, session().role_arn}), session()));
    EXPECT_TRUE(chain_is_named(patterns({root_arn}), root()));
    EXPECT_FALSE(chain_is_named(patterns({"222222222222"}), root()));
}

TEST(Principals, NotPrincipalDeniesTheOthers) {
    auto parsed = parse_policy(
        R"({"Statement":{"Effect":"Deny","Action":"*","NotPrincipal":{"AWS":["111111111111","arn:aws:iam::111111111111:user/alice"]}}})",
        PolicyUse::resource);
    ASSERT_TRUE(parsed);
    AccessRequest request{.action = "kms:Decrypt", .resource = "*", .context = {}};
    Principal alice = user();
    Principal bob = user("bob");
    EXPECT_FALSE(evaluate(*parsed, make_query(alice, request)).denies);
    EXPECT_TRUE(evaluate(*parsed, make_query(bob, request)).denies);
}

// ---- with the thing's own policy ----

class ResourceDecisionTest : public DecisionTest {
  protected:
    Effect decide_on(const std::string& principal, const PolicySet& set, const Principal& who,
                     bool same_account = true) {
        const PolicyDocument* policy = documents_.parse(
            R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":)" + principal +
                "}}",
            PolicyUse::trust);
        AccessRequest request{.action = "sts:AssumeRole",
                              .resource = "arn:aws:iam::111111111111:role/X",
                              .context = {}};
        return decide_with_resource(set, {.policy = policy, .same_account = same_account},
                                    make_query(who, request), request.action)
            .effect;
    }
};

TEST_F(ResourceDecisionTest, DependsOnHowTheCallerIsNamed) {
    const PolicyDocument* all = documents_.parse(allow("*"));
    const PolicyDocument* none = documents_.parse(allow("s3:*"));
    const PolicyDocument* no = documents_.parse(deny("sts:*"));
    const PolicySet nothing;
    const PolicySet everything{.identity = {all}};
    const PolicySet capped{.identity = {all}, .boundary = none};
    const PolicySet session_capped{.identity = {all}, .session = PolicySet::Documents{none}};
    const PolicySet denied{.identity = {all, no}};
    const std::string direct = R"({"AWS":"arn:aws:iam::111111111111:user/alice"})";
    const std::string by_role = R"({"AWS":"arn:aws:iam::111111111111:role/p/R"})";
    const std::string by_session = R"({"AWS":"arn:aws:sts::111111111111:assumed-role/R/s"})";
    const std::string by_account = R"({"AWS":"111111111111"})";
    const std::string other = R"({"AWS":"222222222222"})";

    // Named directly: the trust alone suffices, but a deny still wins.
    EXPECT_EQ(decide_on(direct, nothing, user()), Effect::allow);
    EXPECT_EQ(decide_on(direct, capped, user()), Effect::allow);
    EXPECT_EQ(decide_on(direct, denied, user()), Effect::explicit_deny);
    EXPECT_EQ(decide_on(by_session, session_capped, session()), Effect::allow);
    EXPECT_EQ(decide_on("\"*\"", nothing, user()), Effect::allow);
    // By its role: boundary and session policies still cap.
    EXPECT_EQ(decide_on(by_role, nothing, session()), Effect::allow);
    EXPECT_EQ(decide_on(by_role, capped, session()), Effect::implicit_deny);
    EXPECT_EQ(decide_on(by_role, session_capped, session()), Effect::implicit_deny);
    // By its account: only delegates.
    EXPECT_EQ(decide_on(by_account, nothing, user()), Effect::implicit_deny);
    EXPECT_EQ(decide_on(by_account, everything, user()), Effect::allow);
    EXPECT_EQ(decide_on(by_account, capped, user()), Effect::implicit_deny);
    // Not named: identity policies are never enough.
    EXPECT_EQ(decide_on(other, everything, user()), Effect::implicit_deny);
    // Across accounts always both.
    EXPECT_EQ(decide_on(direct, nothing, user(), false), Effect::implicit_deny);
    EXPECT_EQ(decide_on(direct, everything, user(), false), Effect::allow);
    EXPECT_EQ(decide_on("\"*\"", nothing, user(), false), Effect::implicit_deny);
    EXPECT_EQ(decide_on(other, everything, user(), false), Effect::implicit_deny);
}

}  // namespace
}  // namespace amicast::iam
