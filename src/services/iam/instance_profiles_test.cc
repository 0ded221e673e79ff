// Instance profiles through the wire.
#include "services/iam/iam_test_case.h"

namespace amicast::services {
namespace {

class IamInstanceProfilesTest : public IamTest {
  protected:
    const std::pair<std::string, std::string> named_{"InstanceProfileName", "p"};
    const std::pair<std::string, std::string> role_{"RoleName", "r"};
};

TEST_F(IamInstanceProfilesTest, GivesARoleAName) {
    done("CreateRole", {role_, {"AssumeRolePolicyDocument", trust_anyone}});
    std::string body = done("CreateInstanceProfile", {named_, {"Path", "/images/"}});
    EXPECT_EQ(element(body, "Arn"),
              "arn:aws:iam::" + site_.account() + ":instance-profile/images/p");
    EXPECT_NE(body.find("<Roles/>"), std::string::npos) << body;
    refused("CreateInstanceProfile", {{"InstanceProfileName", "P"}}, 409, "EntityAlreadyExists");
    refused("CreateInstanceProfile", {{"InstanceProfileName", "a b"}}, 400, "ValidationError");
    EXPECT_EQ(element(done("ListInstanceProfilesForRole", {role_}), "InstanceProfileName"), "");
    done("AddRoleToInstanceProfile", {named_, role_});
    refused("AddRoleToInstanceProfile", {named_, role_}, 409, "LimitExceeded");
    EXPECT_EQ(element(done("GetInstanceProfile", {named_}), "RoleName"), "r");
    EXPECT_EQ(element(done("ListInstanceProfiles", {{"PathPrefix", "/images/"}}), "RoleName"), "r");
    EXPECT_EQ(element(done("ListInstanceProfiles", {{"PathPrefix", "/x/"}}), "RoleName"), "");
    EXPECT_EQ(element(done("ListInstanceProfilesForRole", {role_}), "InstanceProfileName"), "p");
    refused("DeleteRole", {role_}, 409, "DeleteConflict");
    refused("DeleteInstanceProfile", {named_}, 409, "DeleteConflict");
    done("RemoveRoleFromInstanceProfile", {named_, role_});
    refused("RemoveRoleFromInstanceProfile", {named_, role_}, 404, "NoSuchEntity");
    done("DeleteRole", {role_});
    done("DeleteInstanceProfile", {named_});
    refused("GetInstanceProfile", {named_}, 404, "NoSuchEntity");
    refused("ListInstanceProfilesForRole", {role_}, 404, "NoSuchEntity");
}

TEST_F(IamInstanceProfilesTest, LeavesServiceLinkedRolesToTheirServices) {
    done("CreateServiceLinkedRole", {{"AWSServiceName", "imagebuilder.amazonaws.com"}});
    done("CreateInstanceProfile", {named_});
    refused("AddRoleToInstanceProfile", {named_, {"RoleName", "AWSServiceRoleForImageBuilder"}},
            400, "UnmodifiableEntity");
}

TEST_F(IamInstanceProfilesTest, CarriesTags) {
    done("CreateInstanceProfile",
         {named_, {"Tags.member.1.Key", "a"}, {"Tags.member.1.Value", "1"}});
    EXPECT_EQ(element(done("GetInstanceProfile", {named_}), "Value"), "1");
    done("TagInstanceProfile", {named_, {"Tags.member.1.Key", "b"}, {"Tags.member.1.Value", "2"}});
    done("UntagInstanceProfile", {named_, {"TagKeys.member.1", "a"}});
    EXPECT_EQ(element(done("ListInstanceProfileTags", {named_}), "Key"), "b");
    EXPECT_EQ(element(done("ListInstanceProfiles"), "Key"), "") << "lists leave tags out";
    refused("ListInstanceProfileTags", {{"InstanceProfileName", "x"}}, 404, "NoSuchEntity");
}

// Who may fill a profile but not pass the role cannot get at the role's rights that way.
TEST_F(IamInstanceProfilesTest, AsksWhetherTheRoleMayBePassed) {
    done("CreateRole", {role_, {"AssumeRolePolicyDocument", trust_anyone}});
    done("CreateInstanceProfile", {named_});
    iam::Principal caller = limited(
        R"({"Statement":[{"Effect":"Allow","Action":"iam:*InstanceProfile*","Resource":"*"},)"
        R"({"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":)"
        R"({"iam:PassedToService":"ec2.amazonaws.com"}},"Sid":"Pass"}]})");
    EXPECT_EQ(status_as(caller, "AddRoleToInstanceProfile", {named_, role_}), 200);
    done("RemoveRoleFromInstanceProfile", {named_, role_});
    done("PutUserPolicy",
         {{"UserName", "limited"},
          {"PolicyName", "p"},
          {"PolicyDocument",
           R"({"Statement":{"Effect":"Allow","Action":"iam:*InstanceProfile*","Resource":"*"}})"}});
    EXPECT_EQ(status_as(caller, "AddRoleToInstanceProfile", {named_, role_}), 403);
    EXPECT_EQ(status_as(caller, "GetInstanceProfile", {named_}), 200);
}

}  // namespace
}  // namespace amicast::services
