// IAM through the wire: each operation, its refusals, pages, encoded documents and permissions.
#include <gtest/gtest.h>

#include "iam/users.h"
#include "services/iam/iam_test_case.h"

namespace amicast::services {
namespace {

TEST_F(IamTest, MakesGetsAndDeletesUsers) {
    std::string body = done("CreateUser", {{"UserName", "alice"},
                                           {"Path", "/team/"},
                                           {"Tags.member.1.Key", "a"},
                                           {"Tags.member.1.Value", "1"}});
    EXPECT_EQ(element(body, "Arn"), "arn:aws:iam::" + site_.account() + ":user/team/alice");
    EXPECT_EQ(element(body, "CreateDate"), "2024-05-06T07:08:09Z");
    EXPECT_EQ(element(body, "Key"), "a");
    body = done("GetUser", {{"UserName", "alice"}});
    EXPECT_EQ(element(body, "Path"), "/team/");
    EXPECT_EQ(element(body, "Key"), "a");
    EXPECT_EQ(element(done("GetUser"), "UserName"), "admin") << "the caller by default";
    done("DeleteUser", {{"UserName", "alice"}});
    refused("GetUser", {{"UserName", "alice"}}, 404, "NoSuchEntity");
}

TEST_F(IamTest, RefusesUsersThatCannotBe) {
    done("CreateUser", {{"UserName", "alice"}});
    refused("CreateUser", {{"UserName", "ALICE"}}, 409, "EntityAlreadyExists");
    refused("CreateUser", {}, 400, "ValidationError");
    refused("CreateUser", {{"UserName", "a b"}}, 400, "ValidationError");
    refused("CreateUser", {{"UserName", std::string(65, 'a')}}, 400, "ValidationError");
    done("CreateUser", {{"UserName", std::string(64, 'a')}});
    refused("CreateUser", {{"UserName", "b"}, {"Path", "team/"}}, 400, "ValidationError");
    refused("CreateUser",
            {{"UserName", "b"}, {"PermissionsBoundary", "arn:aws:iam::aws:policy/None"}}, 404,
            "NoSuchEntity");
    refused("CreateUser",
            {{"UserName", "b"},
             {"Tags.member.1.Key", "a"},
             {"Tags.member.1.Value", "1"},
             {"Tags.member.2.Key", "A"},
             {"Tags.member.2.Value", "1"}},
            400, "InvalidInput");
    refused("DeleteUser", {{"UserName", "nobody"}}, 404, "NoSuchEntity");
    refused("DeleteUser", {{"UserName", "admin"}}, 409, "DeleteConflict");
}

TEST_F(IamTest, ListsUsersByPages) {
    for (const char* name : {"a1", "a2", "a3"})
        done("CreateUser", {{"UserName", name}, {"Path", "/x/"}});
    std::string body = done("ListUsers", {{"PathPrefix", "/x/"}, {"MaxItems", "2"}});
    EXPECT_EQ(element(body, "IsTruncated"), "true");
    EXPECT_NE(body.find("<UserName>a2<"), std::string::npos);
    EXPECT_EQ(body.find("<UserName>a3<"), std::string::npos);
    std::string marker = element(body, "Marker");
    body = done("ListUsers", {{"PathPrefix", "/x/"}, {"MaxItems", "2"}, {"Marker", marker}});
    EXPECT_EQ(element(body, "IsTruncated"), "false");
    EXPECT_EQ(element(body, "UserName"), "a3");
    body = done("ListUsers", {{"PathPrefix", "/none/"}});
    EXPECT_NE(body.find("<Users"), std::string::npos) << "an empty list is there, too";
    refused("ListUsers", {{"Marker", "!"}}, 400, "ValidationError");
    refused("ListUsers", {{"Marker", "AAAA"}}, 400, "ValidationError");
    refused("ListUsers", {{"MaxItems", "0"}}, 400, "ValidationError");
    refused("ListUsers", {{"MaxItems", "1001"}}, 400, "ValidationError");
}

TEST_F(IamTest, HandsOutAccessKeys) {
    std::string body = done("CreateAccessKey");
    std::string id = element(body, "AccessKeyId");
    EXPECT_EQ(element(body, "UserName"), "admin");
    EXPECT_EQ(element(body, "SecretAccessKey").size(), 40U);
    refused("CreateAccessKey", {}, 409, "LimitExceeded");
    body = done("ListAccessKeys", {{"UserName", "admin"}});
    EXPECT_NE(body.find(id), std::string::npos);
    EXPECT_EQ(body.find("SecretAccessKey"), std::string::npos);
    done("UpdateAccessKey", {{"AccessKeyId", id}, {"Status", "Inactive"}});
    EXPECT_FALSE((*site_.identity().find_access_key(id))->active);
    refused("UpdateAccessKey", {{"AccessKeyId", id}, {"Status", "Expired"}}, 400, "InvalidInput");
    refused("UpdateAccessKey", {{"AccessKeyId", id}, {"Status", "Off"}}, 400, "ValidationError");
    done("DeleteAccessKey", {{"AccessKeyId", id}});
    refused("DeleteAccessKey", {{"AccessKeyId", id}}, 404, "NoSuchEntity");
    refused("DeleteAccessKey", {{"AccessKeyId", "short"}}, 400, "ValidationError");
    refused("ListAccessKeys", {{"UserName", "nobody"}}, 404, "NoSuchEntity");
    refused("CreateAccessKey", {{"UserName", "nobody"}}, 404, "NoSuchEntity");
}

TEST_F(IamTest, MakesGetsChangesAndDeletesRoles) {
    std::string body = done("CreateRole", {{"RoleName", "R"},
                                           {"AssumeRolePolicyDocument", trust_anyone},
                                           {"Description", "builds"},
                                           {"MaxSessionDuration", "7200"}});
    EXPECT_TRUE(element(body, "RoleId").starts_with("AROA"));
    body = done("GetRole", {{"RoleName", "R"}});
    EXPECT_EQ(element(body, "AssumeRolePolicyDocument"), percent_encode(trust_anyone));
    EXPECT_EQ(element(body, "MaxSessionDuration"), "7200");
    EXPECT_EQ(element(body, "Description"), "builds");
    const std::string other =
        R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"x.amazonaws.com"}}})";
    done("UpdateAssumeRolePolicy", {{"RoleName", "R"}, {"PolicyDocument", other}});
    EXPECT_EQ(element(done("GetRole", {{"RoleName", "R"}}), "AssumeRolePolicyDocument"),
              percent_encode(other));
    EXPECT_EQ(element(done("ListRoles"), "RoleName"), "R");
    done("DeleteRole", {{"RoleName", "R"}});
    refused("GetRole", {{"RoleName", "R"}}, 404, "NoSuchEntity");
}

TEST_F(IamTest, RefusesRolesThatCannotBe) {
    done("CreateRole", {{"RoleName", "R"}, {"AssumeRolePolicyDocument", trust_anyone}});
    refused("CreateRole", {{"RoleName", "r"}, {"AssumeRolePolicyDocument", trust_anyone}}, 409,
            "EntityAlreadyExists");
    refused("CreateRole", {{"RoleName", "S"}, {"AssumeRolePolicyDocument", "{}"}}, 400,
            "MalformedPolicyDocument");
    refused("CreateRole", {{"RoleName", "S"}, {"AssumeRolePolicyDocument", allow_all}}, 400,
            "MalformedPolicyDocument");
    refused("CreateRole", {{"RoleName", "S"}}, 400, "ValidationError");
    refused("CreateRole",
            {{"RoleName", "S"},
             {"AssumeRolePolicyDocument", trust_anyone},
             {"MaxSessionDuration", "3599"}},
            400, "ValidationError");
    refused("UpdateAssumeRolePolicy", {{"RoleName", "R"}, {"PolicyDocument", "x"}}, 400,
            "MalformedPolicyDocument");
    refused("UpdateAssumeRolePolicy", {{"RoleName", "S"}, {"PolicyDocument", trust_anyone}}, 404,
            "NoSuchEntity");
    refused("DeleteRole", {{"RoleName", "S"}}, 404, "NoSuchEntity");
    done("PutRolePolicy", {{"RoleName", "R"}, {"PolicyName", "p"}, {"PolicyDocument", allow_all}});
    refused("DeleteRole", {{"RoleName", "R"}}, 409, "DeleteConflict");
}

TEST_F(IamTest, KeepsInlinePolicies) {
    done("CreateUser", {{"UserName", "owner"}});
    done("CreateRole", {{"RoleName", "owner"}, {"AssumeRolePolicyDocument", trust_anyone}});
    for (const std::string kind : {"User", "Role"}) {
        const std::pair<std::string, std::string> owner{kind + "Name", "owner"};
        done("Put" + kind + "Policy", {owner, {"PolicyName", "p"}, {"PolicyDocument", allow_all}});
        std::string body = done("Get" + kind + "Policy", {owner, {"PolicyName", "p"}});
        EXPECT_EQ(element(body, "PolicyDocument"), percent_encode(allow_all));
        EXPECT_EQ(element(body, "PolicyName"), "p");
        body = done("List" + kind + "Policies", {owner});
        EXPECT_EQ(element(body, "member"), "p");
        refused("Put" + kind + "Policy",
                {owner, {"PolicyName", "q"}, {"PolicyDocument", trust_anyone}}, 400,
                "MalformedPolicyDocument");
        refused("Put" + kind + "Policy",
                {{kind + "Name", "nobody"}, {"PolicyName", "q"}, {"PolicyDocument", allow_all}},
                404, "NoSuchEntity");
        refused("Get" + kind + "Policy", {owner, {"PolicyName", "q"}}, 404, "NoSuchEntity");
        refused("Delete" + kind + "Policy", {owner, {"PolicyName", "q"}}, 404, "NoSuchEntity");
        refused("List" + kind + "Policies", {{kind + "Name", "nobody"}}, 404, "NoSuchEntity");
        done("Delete" + kind + "Policy", {owner, {"PolicyName", "p"}});
    }
    const std::string too_long = R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:)" +
                                 std::string(2048, 'x') + R"(:s3:::b"}})";
    refused("PutUserPolicy",
            {{"UserName", "owner"}, {"PolicyName", "p"}, {"PolicyDocument", too_long}}, 409,
            "LimitExceeded");
}

TEST_F(IamTest, AuthorisesOnTheArnOfWhatIsNamed) {
    done("CreateUser", {{"UserName", "mine"}, {"Path", "/ok/"}});
    done("CreateUser", {{"UserName", "other"}, {"Path", "/no/"}});
    iam::Principal caller = limited(
        R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::*:user/ok/*"}})");
    auto status = [&](std::string_view action, const Parameters& parameters) {
        return site_.query(iam_service(), action, parameters, caller).status;
    };
    EXPECT_EQ(status("GetUser", {{"UserName", "mine"}}), 200);
    EXPECT_EQ(status("GetUser", {{"UserName", "other"}}), 403);
    EXPECT_EQ(status("CreateUser", {{"UserName", "n"}, {"Path", "/ok/"}}), 200);
    EXPECT_EQ(status("CreateUser", {{"UserName", "m"}, {"Path", "/no/"}}), 403);
    EXPECT_EQ(status("ListUsers", {{"PathPrefix", "/ok/"}}), 200);
    EXPECT_EQ(status("ListUsers", {}), 403);
    EXPECT_EQ(status("ListRoles", {}), 403);
}

TEST_F(IamTest, NeedsANameFromCallersWhoAreNoUsers) {
    iam::Principal root;
    root.kind = iam::PrincipalKind::root;
    root.account_id = site_.account();
    root.arn = "arn:aws:iam::" + site_.account() + ":root";
    auto response = site_.query(iam_service(), "GetUser", {}, root);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(element(response.body, "Code"), "ValidationError");
    EXPECT_EQ(site_.query(iam_service(), "GetUser", {{"UserName", "admin"}}, root).status, 200);
}

}  // namespace
}  // namespace amicast::services
