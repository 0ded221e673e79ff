// A service into a role of its caller's account, and from there into another account: each door
// must be open, and nobody can send the service through somebody else's.
#include "iam/role_assumption.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "iam/identity_test_store.h"
#include "iam/inline_policies.h"
#include "iam/organizations.h"
#include "iam/roles.h"

namespace amicast::iam {
namespace {

using testing::HasSubstr;

constexpr auto service = "imagebuilder.amazonaws.com";
constexpr auto crossing = "EC2ImageBuilderDistributionCrossAccountRole";

std::string trust(const std::string& principal, const std::string& condition = "{}") {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",)"
           R"("Principal":)" +
           principal + R"(,"Condition":)" + condition + "}}";
}

std::string allow(const std::string& action, const std::string& resource) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":")" + action +
           R"(","Resource":")" + resource + R"("}})";
}

const std::string trusts_service = trust(R"({"Service":"imagebuilder.amazonaws.com"})");

class RoleAssumptionTest : public testing::Test {
  protected:
    RoleAssumptionTest() {
        auto organization = create_organization(store_, home_, "ALL");
        auto made =
            create_member(store_, *organization,
                          {.name = "a", .email = "a@example.com", .access_role_name = "Access"});
        abroad_ = made->account_id;
    }
    Role make_role(const std::string& account, const std::string& name,
                   const std::string& trust_policy, const std::string& policy = {}) {
        Role wanted;
        wanted.account_id = account;
        wanted.name = name;
        wanted.trust_policy = trust_policy;
        auto role = create_role(store_, wanted);
        EXPECT_TRUE(role) << (role ? "" : role.error().message);
        if (!policy.empty()) {
            EXPECT_TRUE(put_policy(store_,
                                   {.kind = OwnerKind::role, .account_id = account, .name = name},
                                   {.name = "p", .document = policy}));
        }
        return role ? *role : Role();
    }
    Result<Principal> as_service(const std::string& role_arn, const std::string& image = {}) {
        return assume_as_service(
            store_, authorizer_, {.service = service, .source_account = home_, .source_arn = image},
            {.role_arn = role_arn, .session_name = "image-1", .region = "eu-west-1"});
    }
    Result<Principal> onward(const Principal& session) {
        return assume_from_session(store_, authorizer_, session, service,
                                   {.role_arn = iam_arn(abroad_, std::string("role/") + crossing),
                                    .session_name = "image-1",
                                    .region = "eu-west-1"});
    }
    static void refused(const Result<Principal>& session, const std::string& words) {
        ASSERT_FALSE(session);
        EXPECT_EQ(session.error().kind, ErrorKind::denied);
        EXPECT_THAT(session.error().message, HasSubstr(words));
    }
    Effect effect_of(const Principal& who, const std::string& action) {
        return authorizer_.authorize(who, {.action = action, .resource = "*", .context = {}})
            ->effect;
    }

    TestStore site_;
    IdentityStore& store_ = *site_.store;
    std::string home_ = (*store_.create_first_account())->account_id;
    Authorizer authorizer_{store_};
    std::string abroad_;
};

TEST_F(RoleAssumptionTest, ActsUnderAnExecutionRole) {
    Role role = make_role(home_, "Exec", trusts_service, allow("ec2:CopyImage", "*"));
    auto session = as_service(role.arn());
    ASSERT_TRUE(session) << session.error().message;
    EXPECT_EQ(session->arn, "arn:aws:sts::" + home_ + ":assumed-role/Exec/image-1");
    EXPECT_EQ(session->user_id, role.id + ":image-1");
    EXPECT_EQ(effect_of(*session, "ec2:CopyImage"), Effect::allow);
    EXPECT_EQ(effect_of(*session, "ec2:DeregisterImage"), Effect::implicit_deny);
}

TEST_F(RoleAssumptionTest, NeedsTheRolesTrust) {
    refused(as_service(iam_arn(home_, "role/None")), "the role does not exist");
    Role role = make_role(home_, "Ec2", trust(R"({"Service":"ec2.amazonaws.com"})"));
    refused(as_service(role.arn()), "no role trust policy allows");
    EXPECT_EQ(as_service("arn:aws:iam::x").error().kind, ErrorKind::invalid);
}

TEST_F(RoleAssumptionTest, TellsTheTrustPolicyForWhatItActs) {
    Role role = make_role(
        home_, "Fenced",
        trust(R"({"Service":"imagebuilder.amazonaws.com"})",
              R"({"StringEquals":{"aws:SourceAccount":")" + home_ +
                  R"("},"ArnLike":{"aws:SourceArn":"arn:aws:imagebuilder:*:*:image/web/*"}})"));
    EXPECT_TRUE(as_service(role.arn(), "arn:aws:imagebuilder:eu-west-1:" + home_ + ":image/web/1"));
    refused(as_service(role.arn(), "arn:aws:imagebuilder:eu-west-1:" + home_ + ":image/db/1"),
            "no role trust policy allows");
    refused(as_service(role.arn()), "no role trust policy allows");
}

TEST_F(RoleAssumptionTest, IsNoDeputyForOtherAccounts) {
    Role theirs = make_role(abroad_, "Exec", trusts_service);
    refused(as_service(theirs.arn()), "not one of account " + home_);
}

TEST_F(RoleAssumptionTest, GoesOnIntoAnotherAccount) {
    Role exec = make_role(home_, "Exec", trusts_service,
                          allow("sts:AssumeRole", std::string("arn:aws:iam::*:role/") + crossing));
    Role target =
        make_role(abroad_, crossing, trust(R"({"AWS":")" + iam_arn(home_, "root") + "\"}"),
                  allow("ec2:CopyImage", "*"));
    auto first = as_service(exec.arn());
    ASSERT_TRUE(first);
    auto second = onward(*first);
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(second->account_id, abroad_);
    EXPECT_EQ(second->role_arn, target.arn());
    EXPECT_EQ(second->chain_depth, 2);
    EXPECT_EQ(effect_of(*second, "ec2:CopyImage"), Effect::allow);
    EXPECT_EQ(effect_of(*second, "ec2:CreateTags"), Effect::implicit_deny);
}

TEST_F(RoleAssumptionTest, NeedsBothSidesOfTheBorder) {
    Role weak = make_role(home_, "Weak", trusts_service, allow("ec2:*", "*"));
    Role exec = make_role(home_, "Exec", trusts_service, allow("sts:AssumeRole", "*"));
    refused(onward(*as_service(exec.arn())), "the role does not exist or its trust policy");
    make_role(abroad_, crossing, trust(R"({"Service":"imagebuilder.amazonaws.com"})"));
    refused(onward(*as_service(exec.arn())), "the role does not exist or its trust policy");
    ASSERT_TRUE(set_trust_policy(store_, abroad_, crossing,
                                 trust(R"({"AWS":")" + iam_arn(home_, "root") + "\"}")));
    refused(onward(*as_service(weak.arn())),
            "no identity-based policy allows the sts:AssumeRole action");
    EXPECT_TRUE(onward(*as_service(exec.arn())));
}

}  // namespace
}  // namespace amicast::iam
