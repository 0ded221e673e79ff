// Groups, boundaries, tags, renames, service-linked roles, aliases and uses of keys through the
// wire.
#include "services/iam/iam_test_case.h"

namespace amicast::services {
namespace {

constexpr auto administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

class IamEntitiesTest : public IamTest {};

TEST_F(IamEntitiesTest, RunsGroups) {
    done("CreateUser", {{"UserName", "u"}});
    std::string body = done("CreateGroup", {{"GroupName", "g"}, {"Path", "/team/"}});
    EXPECT_EQ(element(body, "Arn"), "arn:aws:iam::" + site_.account() + ":group/team/g");
    EXPECT_TRUE(element(body, "GroupId").starts_with("AGPA"));
    refused("CreateGroup", {{"GroupName", "G"}}, 409, "EntityAlreadyExists");
    refused("CreateGroup", {{"GroupName", "a b"}}, 400, "ValidationError");
    done("AddUserToGroup", {{"GroupName", "g"}, {"UserName", "u"}});
    EXPECT_EQ(element(done("GetGroup", {{"GroupName", "g"}}), "UserName"), "u");
    EXPECT_EQ(element(done("ListGroupsForUser", {{"UserName", "u"}}), "GroupName"), "g");
    EXPECT_EQ(element(done("ListGroups"), "GroupName"), "g");
    for (const Parameters& wrong : {Parameters{{"GroupName", "x"}, {"UserName", "u"}},
                                    Parameters{{"GroupName", "g"}, {"UserName", "x"}}}) {
        refused("AddUserToGroup", wrong, 404, "NoSuchEntity");
        refused("RemoveUserFromGroup", wrong, 404, "NoSuchEntity");
    }
    refused("GetGroup", {{"GroupName", "x"}}, 404, "NoSuchEntity");
    refused("ListGroupsForUser", {{"UserName", "x"}}, 404, "NoSuchEntity");
    refused("DeleteGroup", {{"GroupName", "g"}}, 409, "DeleteConflict");
    refused("DeleteUser", {{"UserName", "u"}}, 409, "DeleteConflict");
    done("UpdateGroup", {{"GroupName", "g"}, {"NewGroupName", "h"}, {"NewPath", "/"}});
    EXPECT_EQ(element(done("GetGroup", {{"GroupName", "h"}}), "UserName"), "u");
    refused("UpdateGroup", {{"GroupName", "g"}}, 404, "NoSuchEntity");
    done("CreateGroup", {{"GroupName", "g"}});
    refused("UpdateGroup", {{"GroupName", "g"}, {"NewGroupName", "h"}}, 409, "EntityAlreadyExists");
    done("RemoveUserFromGroup", {{"GroupName", "h"}, {"UserName", "u"}});
    refused("RemoveUserFromGroup", {{"GroupName", "h"}, {"UserName", "u"}}, 404, "NoSuchEntity");
    done("DeleteGroup", {{"GroupName", "h"}});
    for (int i = 0; i < 9; ++i) {
        std::string name = "n" + std::to_string(i);
        done("CreateGroup", {{"GroupName", name}});
        done("AddUserToGroup", {{"GroupName", name}, {"UserName", "u"}});
    }
    done("AddUserToGroup", {{"GroupName", "g"}, {"UserName", "u"}});
    done("CreateGroup", {{"GroupName", "last"}});
    refused("AddUserToGroup", {{"GroupName", "last"}, {"UserName", "u"}}, 409, "LimitExceeded");
}

TEST_F(IamEntitiesTest, SetsBoundaries) {
    std::string arn = make_policy("P");
    done("CreateUser", {{"UserName", "o"}});
    done("CreateRole", {{"RoleName", "o"}, {"AssumeRolePolicyDocument", trust_anyone}});
    for (const std::string kind : {"User", "Role"}) {
        const std::pair<std::string, std::string> owner{kind + "Name", "o"};
        done("Put" + kind + "PermissionsBoundary", {owner, {"PermissionsBoundary", arn}});
        EXPECT_EQ(element(done("Get" + kind, {owner}), "PermissionsBoundaryArn"), arn);
        refused("DeletePolicy", {{"PolicyArn", arn}}, 409, "DeleteConflict");
        done("Delete" + kind + "PermissionsBoundary", {owner});
        EXPECT_EQ(element(done("Get" + kind, {owner}), "PermissionsBoundaryArn"), "");
        refused("Delete" + kind + "PermissionsBoundary", {owner}, 404, "NoSuchEntity");
        refused("Put" + kind + "PermissionsBoundary",
                {owner, {"PermissionsBoundary", policy_arn("none")}}, 404, "NoSuchEntity");
        refused("Put" + kind + "PermissionsBoundary",
                {owner, {"PermissionsBoundary", "arn:aws:s3:::some-bucket"}}, 400, "InvalidInput");
        refused("Put" + kind + "PermissionsBoundary",
                {{kind + "Name", "x"}, {"PermissionsBoundary", arn}}, 404, "NoSuchEntity");
    }
    done("DeletePolicy", {{"PolicyArn", arn}});
}

TEST_F(IamEntitiesTest, TagsUsersRolesAndPolicies) {
    std::string arn = make_policy("P");
    done("CreateUser", {{"UserName", "o"}});
    done("CreateRole", {{"RoleName", "o"}, {"AssumeRolePolicyDocument", trust_anyone}});
    using Named = std::pair<std::string, std::pair<std::string, std::string>>;
    for (const auto& [kind, owner] :
         {Named{"User", {"UserName", "o"}}, Named{"Role", {"RoleName", "o"}},
          Named{"Policy", {"PolicyArn", arn}}}) {
        done("Tag" + kind, {owner, {"Tags.member.1.Key", "a"}, {"Tags.member.1.Value", "1"}});
        EXPECT_EQ(element(done("List" + kind + "Tags", {owner}), "Key"), "a");
        EXPECT_EQ(element(done("Get" + kind, {owner}), "Key"), "a");
        done("Untag" + kind, {owner, {"TagKeys.member.1", "A"}});
        EXPECT_EQ(element(done("List" + kind + "Tags", {owner}), "Key"), "");
        refused("Tag" + kind, {owner}, 400, "ValidationError");
        refused("Tag" + kind, {owner, {"Tags.member.1.Key", "AWS:a"}, {"Tags.member.1.Value", "1"}},
                400, "InvalidInput");
        Parameters many = {owner};
        for (int i = 1; i <= 50; ++i) {
            std::string tag = "Tags.member." + std::to_string(i);
            many.emplace_back(tag + ".Key", "k" + std::to_string(i));
            many.emplace_back(tag + ".Value", "");
        }
        done("Tag" + kind, many);
        refused("Tag" + kind, {owner, {"Tags.member.1.Key", "a"}, {"Tags.member.1.Value", "1"}},
                409, "LimitExceeded");
    }
    refused("TagUser", {{"UserName", "x"}, {"Tags.member.1.Key", "a"}, {"Tags.member.1.Value", ""}},
            404, "NoSuchEntity");
    refused("UntagRole", {{"RoleName", "x"}, {"TagKeys.member.1", "a"}}, 404, "NoSuchEntity");
    refused("TagPolicy",
            {{"PolicyArn", administrator}, {"Tags.member.1.Key", "a"}, {"Tags.member.1.Value", ""}},
            403, "AccessDenied");
}

// ---- users, roles and accounts ----

TEST_F(IamEntitiesTest, RenamesUsers) {
    done("CreateUser", {{"UserName", "old"}});
    done("CreateUser", {{"UserName", "taken"}});
    refused("UpdateUser", {{"UserName", "old"}, {"NewUserName", "TAKEN"}}, 409,
            "EntityAlreadyExists");
    refused("UpdateUser", {{"UserName", "none"}}, 404, "NoSuchEntity");
    refused("UpdateUser", {{"UserName", "old"}, {"NewUserName", std::string(65, 'a')}}, 400,
            "ValidationError");
    done("UpdateUser", {{"UserName", "old"}, {"NewUserName", "new"}, {"NewPath", "/p/"}});
    EXPECT_EQ(element(done("GetUser", {{"UserName", "new"}}), "Path"), "/p/");
    refused("GetUser", {{"UserName", "old"}}, 404, "NoSuchEntity");
}

TEST_F(IamEntitiesTest, ChangesRoles) {
    done("CreateRole", {{"RoleName", "r"}, {"AssumeRolePolicyDocument", trust_anyone}});
    std::string body = done("UpdateRole", {{"RoleName", "r"}, {"MaxSessionDuration", "7200"}});
    EXPECT_NE(body.find("UpdateRoleResult"), std::string::npos) << "clients look for it";
    body = done("UpdateRoleDescription", {{"RoleName", "r"}, {"Description", "d"}});
    EXPECT_EQ(element(body, "Description"), "d");
    EXPECT_EQ(element(body, "MaxSessionDuration"), "7200");
    refused("UpdateRole", {{"RoleName", "x"}}, 404, "NoSuchEntity");
    refused("UpdateRole", {{"RoleName", "r"}, {"MaxSessionDuration", "43201"}}, 400,
            "ValidationError");
    refused("UpdateRoleDescription", {{"RoleName", "r"}}, 400, "ValidationError");
    refused("CreateRole",
            {{"RoleName", "s"},
             {"Path", "/aws-service-role/imagebuilder.amazonaws.com/"},
             {"AssumeRolePolicyDocument", trust_anyone}},
            400, "InvalidInput");
}

TEST_F(IamEntitiesTest, MakesAndDeletesTheServiceLinkedRole) {
    const std::string name = "AWSServiceRoleForImageBuilder";
    const Parameters service = {{"AWSServiceName", "imagebuilder.amazonaws.com"}};
    std::string body = done("CreateServiceLinkedRole", service);
    EXPECT_EQ(element(body, "RoleName"), name);
    EXPECT_EQ(element(body, "Path"), "/aws-service-role/imagebuilder.amazonaws.com/");
    refused("CreateServiceLinkedRole", service, 400, "InvalidInput");
    refused("CreateServiceLinkedRole", {{"AWSServiceName", "spot.amazonaws.com"}}, 400,
            "InvalidInput");
    refused("CreateServiceLinkedRole",
            {{"AWSServiceName", "imagebuilder.amazonaws.com"}, {"CustomSuffix", "x"}}, 400,
            "InvalidInput");
    refused("DeleteRole", {{"RoleName", name}}, 400, "UnmodifiableEntity");
    refused("AttachRolePolicy", {{"RoleName", name}, {"PolicyArn", administrator}}, 400,
            "UnmodifiableEntity");
    refused("PutRolePolicy",
            {{"RoleName", name}, {"PolicyName", "p"}, {"PolicyDocument", allow_all}}, 400,
            "UnmodifiableEntity");
    refused("UpdateAssumeRolePolicy", {{"RoleName", name}, {"PolicyDocument", trust_anyone}}, 400,
            "UnmodifiableEntity");
    std::string task =
        element(done("DeleteServiceLinkedRole", {{"RoleName", name}}), "DeletionTaskId");
    EXPECT_TRUE(task.starts_with(
        "task/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder/"));
    body = done("GetServiceLinkedRoleDeletionStatus", {{"DeletionTaskId", task}});
    EXPECT_EQ(element(body, "Status"), "SUCCEEDED");
    refused("GetServiceLinkedRoleDeletionStatus", {{"DeletionTaskId", task + "0"}}, 404,
            "NoSuchEntity");
    EXPECT_EQ(
        status_as(stranger(), "GetServiceLinkedRoleDeletionStatus", {{"DeletionTaskId", task}}),
        404);
    refused("DeleteServiceLinkedRole", {{"RoleName", name}}, 404, "NoSuchEntity");
}

TEST_F(IamEntitiesTest, NamesTheAccount) {
    EXPECT_EQ(element(done("ListAccountAliases"), "member"), "");
    done("CreateAccountAlias", {{"AccountAlias", "golden-images"}});
    EXPECT_EQ(element(done("ListAccountAliases"), "member"), "golden-images");
    for (const char* bad : {"ab", "Abc", "-abc", "abc-", "a--b"})
        refused("CreateAccountAlias", {{"AccountAlias", bad}}, 400, "ValidationError");
    EXPECT_EQ(status_as(stranger(), "CreateAccountAlias", {{"AccountAlias", "golden-images"}}),
              409);
    EXPECT_EQ(status_as(stranger(), "DeleteAccountAlias", {{"AccountAlias", "golden-images"}}),
              404);
    refused("DeleteAccountAlias", {{"AccountAlias", "other"}}, 404, "NoSuchEntity");
    done("DeleteAccountAlias", {{"AccountAlias", "golden-images"}});
}

TEST_F(IamEntitiesTest, TellsWhenAKeyWasUsed) {
    std::string id = element(done("CreateAccessKey"), "AccessKeyId");
    std::string body = done("GetAccessKeyLastUsed", {{"AccessKeyId", id}});
    EXPECT_EQ(element(body, "UserName"), "admin");
    EXPECT_EQ(element(body, "ServiceName"), "N/A");
    EXPECT_EQ(element(body, "LastUsedDate"), "");
    site_.identity().key_uses().note(id, "ec2", "us-east-1", site_.clock().now());
    body = done("GetAccessKeyLastUsed", {{"AccessKeyId", id}});
    EXPECT_EQ(element(body, "ServiceName"), "ec2");
    EXPECT_EQ(element(body, "Region"), "us-east-1");
    EXPECT_EQ(element(body, "LastUsedDate"), "2024-05-06T07:08:09Z");
    refused("GetAccessKeyLastUsed", {{"AccessKeyId", "AKIANOSUCHKEYANYWHERE"}}, 403,
            "AccessDenied");
    EXPECT_EQ(status_as(stranger(), "GetAccessKeyLastUsed", {{"AccessKeyId", id}}), 403);
}

}  // namespace
}  // namespace amicast::services
