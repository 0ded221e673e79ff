// Service control policies in the decisions of the engine: every level must let a request pass, and
// what changes in the organization counts from the next request on.
#include "iam/organization_policies.h"

#include <gtest/gtest.h>

#include "iam/authorizer.h"
#include "iam/identity_test_store.h"
#include "iam/inline_policies.h"
#include "iam/organization_tree.h"
#include "iam/organizations.h"
#include "iam/roles.h"
#include "iam/service_linked_roles.h"
#include "iam/users.h"

namespace amicast::iam {
namespace {

constexpr auto image = "arn:aws:ec2:us-east-1::image/ami-1";

std::string statement(const std::string& effect, const std::string& action,
                      const std::string& more = "") {
    return R"({"Version":"2012-10-17","Statement":{"Effect":")" + effect + R"(","Action":")" +
           action + R"(","Resource":"*")" + more + "}}";
}

class ServiceControlTest : public testing::Test {
  protected:
    ServiceControlTest() {
        auto made =
            create_member(store_, organization_,
                          {.name = "a", .email = "a@example.com", .access_role_name = "Access"});
        EXPECT_TRUE(made);
        member_ = made->account_id;
        alice_ = user_of(member_);
        auto unit = store_.change_value([&](catalog::Transaction& tx) {
            return insert_unit(tx, organization_, organization_.root_id, "u", store_.now(),
                               store_.random());
        });
        EXPECT_TRUE(unit);
        unit_ = unit->id;
    }

    Principal user_of(const std::string& account) {
        User wanted;
        wanted.account_id = account;
        wanted.name = "alice";
        auto user = create_user(store_, wanted);
        EXPECT_TRUE(user);
        EXPECT_TRUE(put_policy(store_,
                               {.kind = OwnerKind::user, .account_id = account, .name = "alice"},
                               {.name = "all", .document = statement("Allow", "*")}));
        return IdentityStore::principal_of(*user);
    }
    // The id of a new policy on the target.
    std::string attach_new(const std::string& target, const std::string& content) {
        auto made =
            store_.change_value([&](catalog::Transaction& tx) -> Result<OrganizationPolicy> {
                auto policy = insert_organization_policy(
                    tx, organization_,
                    {.name = "p" + std::to_string(++policies_), .content = content},
                    store_.random());
                if (!policy) return policy;
                Status done = attach_policy(tx, organization_, target, policy->id);
                if (!done) return failure(done.error());
                return policy;
            });
        EXPECT_TRUE(made);
        return made ? made->id : "";
    }
    void detach(const std::string& target, const std::string& policy) {
        EXPECT_TRUE(store_.change([&](catalog::Transaction& tx) {
            return detach_policy(tx, organization_, target, policy);
        }));
    }
    void move(const std::string& parent) {
        EXPECT_TRUE(store_.change([&](catalog::Transaction& tx) {
            return move_account(tx, organization_, member_, parent);
        }));
    }
    Decision decide(const Principal& who, const std::string& action = "ec2:CopyImage") {
        auto decision =
            authorizer_.authorize(who, {.action = action, .resource = image, .context = {}});
        EXPECT_TRUE(decision);
        return decision ? *decision : Decision();
    }
    Effect effect(const Principal& who, const std::string& action = "ec2:CopyImage") {
        return decide(who, action).effect;
    }

    const std::string full_ = full_access_policy().id;
    TestStore site_;
    IdentityStore& store_ = *site_.store;
    std::string management_ = (*store_.create_first_account())->account_id;
    Organization organization_ = *create_organization(store_, management_, "ALL");
    Authorizer authorizer_{store_};
    std::string member_;
    std::string unit_;
    Principal alice_;
    int policies_ = 0;
};

TEST_F(ServiceControlTest, LetsEverythingPassAtFirst) {
    EXPECT_EQ(effect(alice_), Effect::allow);
}

TEST_F(ServiceControlTest, DeniesAtEachLevel) {
    move(unit_);
    for (const std::string& target : {organization_.root_id, unit_, member_}) {
        std::string policy = attach_new(target, statement("Deny", "ec2:Copy*"));
        Decision denied = decide(alice_);
        EXPECT_EQ(denied.effect, Effect::explicit_deny) << target;
        EXPECT_EQ(denied.reason,
                  "a service control policy has an explicit deny for the ec2:CopyImage action");
        EXPECT_EQ(effect(alice_, "ec2:DescribeImages"), Effect::allow);
        detach(target, policy);
        EXPECT_EQ(effect(alice_), Effect::allow) << "counts from the next request on";
    }
}

TEST_F(ServiceControlTest, NeedsAnAllowAtEveryLevel) {
    move(unit_);
    for (const std::string& target : {organization_.root_id, unit_, member_}) {
        std::string policy = attach_new(target, statement("Allow", "kms:*"));
        EXPECT_EQ(effect(alice_), Effect::allow) << "two policies of a level add up";
        detach(target, full_);
        EXPECT_EQ(effect(alice_), Effect::implicit_deny) << target;
        EXPECT_EQ(effect(alice_, "kms:Decrypt"), Effect::allow);
        EXPECT_TRUE(store_.change([&](catalog::Transaction& tx) {
            return attach_policy(tx, organization_, target, full_);
        }));
        detach(target, policy);
    }
}

TEST_F(ServiceControlTest, FollowsAnAccountThatMoves) {
    attach_new(unit_, statement("Deny", "*"));
    EXPECT_EQ(effect(alice_), Effect::allow);
    move(unit_);
    EXPECT_EQ(effect(alice_), Effect::explicit_deny);
    move(organization_.root_id);
    EXPECT_EQ(effect(alice_), Effect::allow);
}

TEST_F(ServiceControlTest, LooksAtConditions) {
    attach_new(
        member_,
        statement("Deny", "*",
                  R"(,"Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}})"));
    auto in_region = [&](const std::string& region) {
        auto decision =
            authorizer_.authorize(alice_, {.action = "ec2:CopyImage",
                                           .resource = image,
                                           .context = {{"aws:RequestedRegion", {region}}}});
        return decision->effect;
    };
    EXPECT_EQ(in_region("us-east-1"), Effect::allow);
    EXPECT_EQ(in_region("eu-west-1"), Effect::explicit_deny);
}

TEST_F(ServiceControlTest, BindsTheRootOfAMemberButNotTheManagementAccount) {
    attach_new(organization_.root_id, statement("Deny", "*"));
    attach_new(management_, statement("Deny", "*"));
    Principal root;
    root.kind = PrincipalKind::root;
    root.account_id = member_;
    root.arn = iam_arn(member_, "root");
    EXPECT_EQ(effect(root), Effect::explicit_deny);
    root.account_id = management_;
    EXPECT_EQ(effect(root), Effect::allow);
    EXPECT_EQ(effect(user_of(management_)), Effect::allow);
}

TEST_F(ServiceControlTest, DoesNotBindServiceLinkedRoles) {
    attach_new(member_, statement("Deny", "*"));
    auto linked = ensure_service_linked_role(store_, member_,
                                             *find_linked_service("imagebuilder.amazonaws.com"));
    ASSERT_TRUE(linked);
    EXPECT_EQ(effect(session_of(*linked, "s")), Effect::allow);
    Role ordinary = **store_.find_role(member_, "Access");
    EXPECT_EQ(effect(session_of(ordinary, "s")), Effect::explicit_deny);
    // Nobody can make such a role by its path.
    Role forged;
    forged.account_id = member_;
    forged.name = "Forged";
    forged.path = "/x/aws-service-role/";
    forged.trust_policy = ordinary.trust_policy;
    auto made = create_role(store_, forged);
    ASSERT_TRUE(made);
    EXPECT_EQ(effect(session_of(*made, "s")), Effect::explicit_deny);
}

TEST_F(ServiceControlTest, IsOffWhereTheTypeIsDisabled) {
    attach_new(member_, statement("Deny", "*"));
    EXPECT_TRUE(store_.change(
        [&](catalog::Transaction& tx) { return disable_service_control(tx, organization_); }));
    EXPECT_EQ(effect(alice_), Effect::allow);
    EXPECT_TRUE(store_.change(
        [&](catalog::Transaction& tx) { return enable_service_control(tx, organization_); }));
    EXPECT_EQ(effect(alice_), Effect::allow) << "back at the beginning: everything passes";
    detach(unit_, full_);
    move(unit_);
    EXPECT_EQ(effect(alice_), Effect::implicit_deny);
}

TEST_F(ServiceControlTest, KeepsAnAccountFromAssumingRolesElsewhere) {
    Role open;
    open.account_id = management_;
    open.name = "Open";
    open.trust_policy =
        R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",)"
        R"("Principal":{"AWS":")" +
        member_ + R"("}}})";
    auto role = create_role(store_, open);
    ASSERT_TRUE(role);
    auto assume = [&] {
        return authorizer_
            .may_assume(alice_, *role,
                        {.action = "sts:AssumeRole", .resource = role->arn(), .context = {}})
            ->effect;
    };
    EXPECT_EQ(assume(), Effect::allow);
    attach_new(member_, statement("Deny", "sts:AssumeRole"));
    EXPECT_EQ(assume(), Effect::explicit_deny);
}

TEST_F(ServiceControlTest, TellsWhereTheResourceBelongs) {
    auto decide_on = [&](const std::string& resource) {
        return authorizer_
            .authorize(alice_, {.action = "kms:Decrypt", .resource = resource, .context = {}})
            ->effect;
    };
    std::string stranger = "arn:aws:kms:us-east-1:999999999999:key/k";
    std::string inside = "arn:aws:kms:us-east-1:" + management_ + ":key/k";
    // A perimeter: nothing outside the organization.
    attach_new(organization_.root_id,
               statement("Deny", "*",
                         R"(,"Condition":{"StringNotEquals":{"aws:ResourceOrgID":")" +
                             organization_.id + R"("}})"));
    EXPECT_EQ(decide_on(inside), Effect::allow);
    EXPECT_EQ(decide_on(stranger), Effect::explicit_deny);
}

}  // namespace
}  // namespace amicast::iam
