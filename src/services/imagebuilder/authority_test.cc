// The doors that a distribution into another account goes through: the execution role, and the role
// of that account that it enters.
#include <fmt/format.h>

#include "iam/inline_policies.h"
#include "iam/roles.h"
#include "services/imagebuilder/executors.h"
#include "services/imagebuilder/test_site.h"

namespace amicast::services::imagebuilder {
namespace {

using testing::HasSubstr;

constexpr auto abroad = "222222222222";
constexpr auto image_arn = "arn:aws:imagebuilder:us-east-1:111111111111:image/web/1.0.0/1";

std::string allow(std::string_view action) {
    return fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{}",)"
                       R"("Resource":"*"}}]}})",
                       action);
}

std::string trust(std::string_view principal) {
    return fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",)"
                       R"("Principal":{},"Action":"sts:AssumeRole"}}]}})",
                       principal);
}

class CrossAccountTest : public ImageBuilderTest {
  protected:
    void add_target_role(const std::string& trust_policy, std::string_view action) {
        std::string name(distribution::cross_account_role);
        auto role = iam::create_role(
            *identity_, {.account_id = abroad, .name = name, .trust_policy = trust_policy});
        ASSERT_TRUE(role) << role.error().message;
        ASSERT_TRUE(iam::put_policy(
            *identity_, {.kind = iam::OwnerKind::role, .account_id = abroad, .name = name},
            {.name = "p", .document = allow(action)}));
    }
    Status check(const std::string& role) {
        return authority_->check_role(
            {.actor = {.account_id = abroad,
                       .role = std::string(distribution::cross_account_role),
                       .region = "eu-west-1",
                       .image_arn = image_arn,
                       .assumed_by = distribution::Actor::Assumer{own_account, role}},
             .actions = {{"ec2:CopyImage", "arn:aws:ec2:eu-west-1::image/*"}}});
    }
    void refused(const std::string& role, std::string_view words) {
        Status no = check(role);
        ASSERT_FALSE(no);
        EXPECT_EQ(no.error().kind, ErrorKind::denied);
        EXPECT_THAT(no.error().message, HasSubstr(std::string(words)));
    }

    const std::string trusts_us_ =
        trust(fmt::format(R"({{"AWS":"arn:aws:iam::{}:root"}})", own_account));
    std::unique_ptr<distribution::Authority> authority_ = make_distribution_authority(*site_);
};

TEST_F(CrossAccountTest, GoesThroughBothRoles) {
    add_role("crossing", allow("sts:AssumeRole"));
    refused("crossing",
            "may not assume the role arn:aws:iam::222222222222:role/"
            "EC2ImageBuilderDistributionCrossAccountRole");
    add_target_role(trusts_us_, "ec2:*");
    Status may = check("crossing");
    EXPECT_TRUE(may) << may.error().message;
    add_role("staying", allow("ec2:*"));
    refused("staying", "no identity-based policy allows the sts:AssumeRole action");
}

TEST_F(CrossAccountTest, AsksTheRoleItReaches) {
    add_role("crossing", allow("*"));
    add_target_role(trusts_us_, "ec2:Describe*");
    refused("crossing",
            "The role arn:aws:iam::222222222222:role/"
            "EC2ImageBuilderDistributionCrossAccountRole is not authorized to perform "
            "ec2:CopyImage");
}

TEST_F(CrossAccountTest, MakesTheServiceLinkedRoleOnFirstUse) {
    add_target_role(trusts_us_, "ec2:*");
    EXPECT_FALSE(*identity_->find_role(own_account, "AWSServiceRoleForImageBuilder"));
    for (int use = 1; use <= 2; ++use) {
        Status may = check("AWSServiceRoleForImageBuilder");
        EXPECT_TRUE(may) << may.error().message;
    }
    EXPECT_TRUE(*identity_->find_role(own_account, "AWSServiceRoleForImageBuilder"));
}

TEST_F(CrossAccountTest, IsNotAdmittedAsTheServiceItself) {
    add_role("crossing", allow("*"));
    add_target_role(trust(R"({"Service":"imagebuilder.amazonaws.com"})"), "ec2:*");
    refused("crossing", "the role does not exist or its trust policy does not allow it");
}

}  // namespace
}  // namespace amicast::services::imagebuilder
