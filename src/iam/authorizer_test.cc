// The engine over stored identity: whose policies apply, role trust in every direction, services,
// caches that follow changes, and the global condition keys.
#include "iam/authorizer.h"

#include <gtest/gtest.h>

#include "iam/attachments.h"
#include "iam/groups.h"
#include "iam/identity_test_store.h"
#include "iam/inline_policies.h"
#include "iam/managed_policies.h"
#include "iam/organizations.h"
#include "iam/permissions_boundary.h"
#include "iam/policy_versions.h"
#include "iam/roles.h"
#include "iam/users.h"

namespace amicast::iam {
namespace {

constexpr auto image = "arn:aws:ec2:us-east-1::image/ami-1";

std::string allow(const std::string& action, const std::string& resource = "*") {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":")" + action +
           R"(","Resource":")" + resource + R"("}})";
}

std::string trust(const std::string& principal, const std::string& condition = "{}") {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Principal":)" +
           principal + R"(,"Condition":)" + condition + "}}";
}

class AuthorizerTest : public testing::Test {
  protected:
    Principal make_user(const std::string& name, const std::string& policy = {},
                        const std::string& boundary = {}) {
        User wanted;
        wanted.account_id = account_;
        wanted.name = name;
        wanted.permissions_boundary = boundary;
        auto user = create_user(store_, wanted);
        EXPECT_TRUE(user);
        if (!policy.empty()) put(OwnerKind::user, name, policy);
        AccessKey key;
        key.account_id = account_;
        key.user_name = name;
        return *store_.principal_of(key);
    }
    Role make_role(const std::string& name, const std::string& trust_policy,
                   const std::string& policy = {}, const std::string& account = {}) {
        Role wanted;
        wanted.account_id = account.empty() ? account_ : account;
        wanted.name = name;
        wanted.trust_policy = trust_policy;
        auto role = create_role(store_, wanted);
        EXPECT_TRUE(role) << (role ? "" : role.error().message);
        if (!policy.empty()) put(OwnerKind::role, name, policy);
        return role ? *role : Role();
    }
    void put(OwnerKind kind, const std::string& name, const std::string& policy) {
        EXPECT_TRUE(put_policy(store_, {.kind = kind, .account_id = account_, .name = name},
                               {.name = "p", .document = policy}));
    }
    PolicyOwner owner(OwnerKind kind, std::string_view name) const {
        return {.kind = kind, .account_id = account_, .name = name};
    }
    std::string make_managed(const std::string& name, const std::string& document) {
        ManagedPolicy wanted;
        wanted.account_id = account_;
        wanted.name = name;
        auto policy = create_managed_policy(store_, wanted, document);
        EXPECT_TRUE(policy);
        return policy ? policy->arn() : "";
    }
    Effect effect_of(const Principal& who, const std::string& action = "ec2:CopyImage") {
        auto decision =
            authorizer_.authorize(who, {.action = action, .resource = image, .context = {}});
        EXPECT_TRUE(decision);
        return decision ? decision->effect : Effect::explicit_deny;
    }
    Effect assume(const Principal& who, const Role& role, const ConditionContext& context = {}) {
        auto decision = authorizer_.may_assume(
            who, role, {.action = "sts:AssumeRole", .resource = role.arn(), .context = context});
        EXPECT_TRUE(decision);
        return decision ? decision->effect : Effect::explicit_deny;
    }
    static std::string named(const std::string& arn) { return R"({"AWS":")" + arn + R"("})"; }

    TestStore site_;
    IdentityStore& store_ = *site_.store;
    std::string account_ = (*store_.create_first_account())->account_id;
    Authorizer authorizer_{store_};
};

TEST_F(AuthorizerTest, AllowsTheFirstAdministratorEverything) {
    AccessKey key;
    key.account_id = account_;
    key.user_name = "admin";
    Principal admin = *store_.principal_of(key);
    EXPECT_EQ(effect_of(admin), Effect::allow);
    EXPECT_EQ(effect_of(admin, "iam:DeleteUser"), Effect::allow);
}

TEST_F(AuthorizerTest, AllowsTheRootOfAnAccount) {
    AccessKey key;
    key.account_id = account_;
    Principal root = *store_.principal_of(key);
    EXPECT_EQ(root.kind, PrincipalKind::root);
    EXPECT_EQ(effect_of(root), Effect::allow);
}

TEST_F(AuthorizerTest, FollowsAUsersPoliciesAsTheyChange) {
    Principal alice = make_user("alice");
    EXPECT_EQ(effect_of(alice), Effect::implicit_deny);
    put(OwnerKind::user, "alice", allow("ec2:*"));
    EXPECT_EQ(effect_of(alice), Effect::allow);
    EXPECT_EQ(effect_of(alice, "s3:GetObject"), Effect::implicit_deny);
    put(OwnerKind::user, "alice", allow("s3:*"));
    EXPECT_EQ(effect_of(alice), Effect::implicit_deny);
}

TEST_F(AuthorizerTest, CapsAUserByItsBoundary) {
    Principal bob =
        make_user("bob", allow("*"), "arn:aws:iam::aws:policy/AWSImageBuilderReadOnlyAccess");
    EXPECT_EQ(effect_of(bob, "imagebuilder:GetImage"), Effect::allow);
    auto decision =
        authorizer_.authorize(bob, {.action = "ec2:CopyImage", .resource = image, .context = {}});
    ASSERT_TRUE(decision);
    EXPECT_EQ(decision->reason, "no permissions boundary allows the ec2:CopyImage action");
}

TEST_F(AuthorizerTest, TakesManagedPoliciesAndThoseOfGroups) {
    Principal alice = make_user("alice");
    EXPECT_EQ(effect_of(alice), Effect::implicit_deny);
    std::string arn = make_managed("Copy", allow("ec2:CopyImage"));
    ASSERT_TRUE(attach_policy(store_, owner(OwnerKind::user, "alice"), arn));
    EXPECT_EQ(effect_of(alice), Effect::allow);
    ASSERT_TRUE(create_policy_version(store_, account_, arn, allow("ec2:Describe*"), false));
    EXPECT_EQ(effect_of(alice), Effect::allow) << "not in force yet";
    ASSERT_TRUE(set_default_policy_version(store_, account_, arn, 2));
    EXPECT_EQ(effect_of(alice), Effect::implicit_deny);
    ASSERT_TRUE(detach_policy(store_, owner(OwnerKind::user, "alice"), arn));
    ASSERT_TRUE(set_default_policy_version(store_, account_, arn, 1));

    Group group;
    group.account_id = account_;
    group.name = "copiers";
    ASSERT_TRUE(create_group(store_, group));
    ASSERT_TRUE(attach_policy(store_, owner(OwnerKind::group, "copiers"), arn));
    EXPECT_EQ(effect_of(alice), Effect::implicit_deny) << "not a member yet";
    ASSERT_TRUE(add_group_member(store_, account_, "copiers", "alice"));
    EXPECT_EQ(effect_of(alice), Effect::allow);
    ASSERT_TRUE(put_policy(
        store_, owner(OwnerKind::group, "copiers"),
        {.name = "no",
         .document =
             R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"ec2:*","Resource":"*"}})"}));
    EXPECT_EQ(effect_of(alice), Effect::explicit_deny);
    ASSERT_TRUE(remove_group_member(store_, account_, "copiers", "alice"));
    EXPECT_EQ(effect_of(alice), Effect::implicit_deny);
}

TEST_F(AuthorizerTest, KeepsGroupsAndRolesOfTheSameNameApart) {
    Group group;
    group.account_id = account_;
    group.name = "same";
    ASSERT_TRUE(create_group(store_, group));
    put(OwnerKind::group, "same", allow("*"));
    Principal user = make_user("same");
    EXPECT_EQ(effect_of(user), Effect::implicit_deny);
    Role role = make_role("same", trust(R"("*")"));
    EXPECT_EQ(effect_of(session_of(role, "s")), Effect::implicit_deny);
    ASSERT_TRUE(add_group_member(store_, account_, "same", "same"));
    EXPECT_EQ(effect_of(user), Effect::allow);
    EXPECT_EQ(effect_of(session_of(role, "s")), Effect::implicit_deny)
        << "a role is in no group, whatever it is called";
}

TEST_F(AuthorizerTest, CapsByABoundaryOfTheAccount) {
    std::string arn = make_managed("Cap", allow("ec2:Describe*"));
    Principal bob = make_user("bob", allow("*"), arn);
    EXPECT_EQ(effect_of(bob), Effect::implicit_deny);
    EXPECT_EQ(effect_of(bob, "ec2:DescribeImages"), Effect::allow);
    ASSERT_TRUE(create_policy_version(store_, account_, arn, allow("*"), true));
    EXPECT_EQ(effect_of(bob), Effect::allow);
    ASSERT_TRUE(delete_permissions_boundary(store_, owner(OwnerKind::user, "bob")));
    EXPECT_EQ(effect_of(bob), Effect::allow);
    // A boundary whose policy is missing, which deleting refuses, would allow nothing.
    ASSERT_TRUE(store_.change([&](catalog::Transaction& tx) {
        return run(tx, "UPDATE users SET permissions_boundary = $1 WHERE name = 'bob'",
                   {"arn:aws:iam::" + account_ + ":policy/gone"});
    }));
    EXPECT_EQ(effect_of(bob), Effect::implicit_deny);
}

TEST_F(AuthorizerTest, CapsASessionByManagedPolicies) {
    std::string arn = make_managed("Cap", allow("ec2:Describe*"));
    Principal session = session_of(make_role("R", trust(R"("*")"), allow("*")), "s");
    EXPECT_EQ(effect_of(session), Effect::allow);
    session.session_policy_arns = {arn};
    EXPECT_EQ(effect_of(session), Effect::implicit_deny);
    EXPECT_EQ(effect_of(session, "ec2:DescribeImages"), Effect::allow);
    // What one of several session policies allows is allowed.
    session.session_policies = {allow("ec2:CopyImage")};
    EXPECT_EQ(effect_of(session), Effect::allow);
    session.session_policies.clear();
    ASSERT_TRUE(create_policy_version(store_, account_, arn, allow("*"), true));
    EXPECT_EQ(effect_of(session), Effect::allow) << "the session follows the policy";
    session.session_policy_arns = {"arn:aws:iam::" + account_ + ":policy/gone"};
    EXPECT_EQ(effect_of(session), Effect::implicit_deny) << "a policy that is gone allows nothing";
}

TEST_F(AuthorizerTest, KeepsSessionsOfUsersFromIam) {
    Principal alice = make_user("alice", allow("*"));
    EXPECT_EQ(effect_of(alice, "iam:CreateUser"), Effect::allow);
    alice.token_issued = site_.clock.now();
    EXPECT_EQ(effect_of(alice, "ec2:CopyImage"), Effect::allow);
    EXPECT_EQ(effect_of(alice, "sts:AssumeRole"), Effect::allow);
    for (const char* action : {"iam:CreateUser", "iam:GetUser", "sts:GetFederationToken",
                               "sts:DecodeAuthorizationMessage"})
        EXPECT_EQ(effect_of(alice, action), Effect::explicit_deny) << action;
    AccessKey key;
    key.account_id = account_;
    Principal root = *store_.principal_of(key);
    EXPECT_EQ(effect_of(root, "iam:GetUser"), Effect::allow);
    root.token_issued = site_.clock.now();
    EXPECT_EQ(effect_of(root, "iam:GetUser"), Effect::explicit_deny);
    Principal session = session_of(make_role("R", trust(R"("*")"), allow("*")), "s");
    session.token_issued = site_.clock.now();
    EXPECT_EQ(effect_of(session, "iam:GetUser"), Effect::allow) << "roles' sessions may";
}

TEST_F(AuthorizerTest, RefusesAUserWhoIsGoneOrReplaced) {
    Principal carol = make_user("carol");
    ASSERT_TRUE(delete_user(store_, account_, "carol"));
    EXPECT_EQ(effect_of(carol), Effect::implicit_deny);
    make_user("carol", allow("*"));
    EXPECT_EQ(effect_of(carol), Effect::implicit_deny) << "another user of the same name";
}

TEST_F(AuthorizerTest, CapsARoleSessionByItsSessionPolicies) {
    Role role = make_role("R", trust("\"*\""), allow("ec2:*"));
    Principal session = session_of(role, "s");
    EXPECT_EQ(effect_of(session), Effect::allow);
    session.session_policies = {allow("s3:*")};
    EXPECT_EQ(effect_of(session), Effect::implicit_deny);
    session.session_policies = {allow("s3:*"), allow("ec2:CopyImage")};
    EXPECT_EQ(effect_of(session), Effect::allow);
    EXPECT_EQ(effect_of(session, "s3:GetObject"), Effect::implicit_deny)
        << "a session policy grants nothing";
}

TEST_F(AuthorizerTest, EndsSessionsWithTheirRole) {
    Role role = make_role("R", trust("\"*\""));
    Principal session = session_of(role, "s");
    ASSERT_TRUE(delete_role(store_, account_, "R"));
    EXPECT_EQ(effect_of(session), Effect::implicit_deny);
    make_role("R", trust("\"*\""), allow("*"));
    EXPECT_EQ(effect_of(session), Effect::implicit_deny) << "another role of the same name";
}

TEST_F(AuthorizerTest, ReportsAStoredPolicyItCannotRead) {
    Principal dave = make_user("dave", allow("*"));
    ASSERT_TRUE(store_.change([&](catalog::Transaction& tx) -> Status {
        return run(tx, "UPDATE inline_policies SET document = 'x' WHERE owner_name = 'dave'", {});
    }));
    auto decision =
        authorizer_.authorize(dave, {.action = "ec2:CopyImage", .resource = image, .context = {}});
    ASSERT_FALSE(decision);
    EXPECT_EQ(decision.error().kind, ErrorKind::corrupt);
}

TEST_F(AuthorizerTest, NeedsTheTrustPolicyAndWhereItDelegatesTheCallersToo) {
    Principal erin = make_user("erin");
    Role direct = make_role("Direct", trust(named(erin.arn)));
    Role delegated = make_role("Delegated", trust(named(account_)));
    Role other = make_role("Other", trust(named("999999999999")));
    EXPECT_EQ(assume(erin, direct), Effect::allow);
    EXPECT_EQ(assume(erin, delegated), Effect::implicit_deny);
    put(OwnerKind::user, "erin", allow("sts:AssumeRole", delegated.arn()));
    EXPECT_EQ(assume(erin, delegated), Effect::allow);
    EXPECT_EQ(assume(erin, other), Effect::implicit_deny);
}

TEST_F(AuthorizerTest, NeedsBothSidesAcrossAccounts) {
    auto organization = create_organization(store_, account_, "ALL");
    ASSERT_TRUE(organization);
    auto member = create_member(
        store_, *organization,
        {.name = "m", .email = "m@example.com", .access_role_name = "Enter", .tags = {}});
    ASSERT_TRUE(member);
    Role enter = **store_.find_role(member->account_id, "Enter");
    Principal without = make_user("without");
    Principal with = make_user("with", allow("sts:AssumeRole", enter.arn()));
    EXPECT_EQ(assume(without, enter), Effect::implicit_deny);
    EXPECT_EQ(assume(with, enter), Effect::allow);
    // Named directly, an account away: still both.
    Role named_directly = make_role("N", trust(named(without.arn)), {}, member->account_id);
    EXPECT_EQ(assume(without, named_directly), Effect::implicit_deny);
}

TEST_F(AuthorizerTest, LetsRootAssumeNothing) {
    AccessKey key;
    key.account_id = account_;
    Principal root = *store_.principal_of(key);
    EXPECT_EQ(assume(root, make_role("R", trust(named(account_)))), Effect::explicit_deny);
}

TEST_F(AuthorizerTest, LetsARoleAssumeItselfOnlyWhenTrusted) {
    Role role = make_role("R", trust("{\"Service\":\"ec2.amazonaws.com\"}"), allow("*"));
    EXPECT_EQ(assume(session_of(role, "s"), role), Effect::implicit_deny);
    ASSERT_TRUE(set_trust_policy(store_, account_, "R", trust(named(role.arn()))));
    EXPECT_EQ(assume(session_of(role, "s"), **store_.find_role(account_, "R")), Effect::allow);
}

TEST_F(AuthorizerTest, DoesNotTrustASuccessor) {
    Principal frank = make_user("frank");
    make_role("R", trust(named(frank.arn)));
    EXPECT_EQ(assume(frank, **store_.find_role(account_, "R")), Effect::allow);
    ASSERT_TRUE(delete_user(store_, account_, "frank"));
    Principal successor = make_user("frank");
    EXPECT_EQ(assume(successor, **store_.find_role(account_, "R")), Effect::implicit_deny);
}

TEST_F(AuthorizerTest, ChecksTheConditionsOfTrust) {
    Principal grace = make_user("grace");
    Role role = make_role(
        "R", trust(named(grace.arn), R"({"StringEquals":{"sts:ExternalId":"secret-handshake"}})"));
    EXPECT_EQ(assume(grace, role), Effect::implicit_deny);
    EXPECT_EQ(assume(grace, role, {{"sts:ExternalId", {"other"}}}), Effect::implicit_deny);
    EXPECT_EQ(assume(grace, role, {{"sts:ExternalId", {"secret-handshake"}}}), Effect::allow);
}

TEST_F(AuthorizerTest, LetsOnlyTrustedServicesIn) {
    auto admits = [&](const std::string& trust_policy) {
        Role role;
        role.account_id = account_;
        role.name = "R";
        role.trust_policy = trust_policy;
        auto decision = authorizer_.service_may_assume(
            {.service = "imagebuilder.amazonaws.com", .source_account = account_}, role);
        EXPECT_TRUE(decision);
        return decision && decision->allowed();
    };
    const std::string service = R"({"Service":"imagebuilder.amazonaws.com"})";
    EXPECT_TRUE(admits(trust(service)));
    EXPECT_FALSE(admits(trust(R"({"Service":"ec2.amazonaws.com"})")));
    EXPECT_FALSE(admits(trust(named(account_))));
    EXPECT_FALSE(admits(trust("\"*\"")));
    EXPECT_TRUE(
        admits(trust(service, R"({"StringEquals":{"aws:SourceAccount":")" + account_ + R"("}})")));
    EXPECT_FALSE(
        admits(trust(service, R"({"StringEquals":{"aws:SourceAccount":"999999999999"}})")));
    EXPECT_TRUE(admits(trust(service, R"({"DateGreaterThan":{"aws:CurrentTime":"2020-01-01"}})")));
}

TEST(GlobalContext, DescribesEachKindOfCaller) {
    RequestFacts facts{.now = from_microseconds(1'700'000'000'000'000),
                       .region = "eu-west-1",
                       .source_ip = "192.0.2.1",
                       .user_agent = "cli",
                       .secure = true,
                       .organization_arns = {"arn:aws:organizations::1:organization/o-abc"},
                       .organization_paths = {"o-abc/r-1/"}};
    Principal session;
    session.kind = PrincipalKind::role_session;
    session.account_id = "111111111111";
    session.arn = "arn:aws:sts::111111111111:assumed-role/R/s";
    session.role_arn = "arn:aws:iam::111111111111:role/p/R";
    session.user_id = "AROA:s";
    session.tags = {{"team", "x"}};
    session.token_issued = facts.now;
    session.source_identity = "alice";
    ConditionContext context;
    add_global_context(session, facts, context);
    auto value = [&](std::string_view key) {
        auto found = context.find(key);
        return found == context.end() || found->second.empty() ? "" : found->second.front();
    };
    EXPECT_EQ(value("aws:PrincipalArn"), session.role_arn);
    EXPECT_EQ(value("AWS:principaltype"), "AssumedRole");
    EXPECT_EQ(value("aws:PrincipalTag/team"), "x");
    EXPECT_EQ(value("aws:PrincipalOrgID"), "o-abc");
    EXPECT_EQ(value("aws:PrincipalOrgPaths"), "o-abc/r-1/");
    EXPECT_EQ(value("aws:CurrentTime"), "2023-11-14T22:13:20Z");
    EXPECT_EQ(value("aws:EpochTime"), "1700000000");
    EXPECT_EQ(value("aws:TokenIssueTime"), "2023-11-14T22:13:20Z");
    EXPECT_EQ(value("aws:MultiFactorAuthPresent"), "false");
    EXPECT_EQ(value("aws:SourceIdentity"), "alice");
    EXPECT_EQ(value("aws:SecureTransport"), "true");
    EXPECT_EQ(value("aws:SourceIp"), "192.0.2.1");
    EXPECT_EQ(value("aws:RequestedRegion"), "eu-west-1");
    EXPECT_EQ(value("aws:username"), "");

    Principal user;
    user.account_id = "111111111111";
    user.arn = "arn:aws:iam::111111111111:user/u";
    user.name = "u";
    context.clear();
    add_global_context(user, facts, context);
    EXPECT_EQ(value("aws:username"), "u");
    EXPECT_EQ(value("aws:PrincipalArn"), user.arn);
    EXPECT_EQ(value("aws:MultiFactorAuthPresent"), "");
    EXPECT_EQ(value("aws:TokenIssueTime"), "");
}

}  // namespace
}  // namespace amicast::iam
