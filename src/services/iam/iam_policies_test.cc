// Managed policies through the wire: each operation, each refusal with its code, and what callers
// must be allowed.
#include "base/encoding.h"
#include "services/iam/iam_test_case.h"

namespace amicast::services {
namespace {

constexpr auto administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const std::string allow_copy =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:CopyImage","Resource":"*"}})";

class IamPoliciesTest : public IamTest {};

TEST_F(IamPoliciesTest, MakesShowsAndDeletesPolicies) {
    std::string body = done("CreatePolicy", {{"PolicyName", "P"},
                                             {"Path", "/team/"},
                                             {"PolicyDocument", allow_all},
                                             {"Description", "everything"},
                                             {"Tags.member.1.Key", "a"},
                                             {"Tags.member.1.Value", "1"}});
    std::string arn = element(body, "Arn");
    EXPECT_EQ(arn, "arn:aws:iam::" + site_.account() + ":policy/team/P");
    EXPECT_EQ(element(body, "DefaultVersionId"), "v1");
    EXPECT_EQ(element(body, "AttachmentCount"), "0");
    EXPECT_EQ(element(body, "IsAttachable"), "true");
    EXPECT_EQ(element(body, "Description"), "") << "GetPolicy shows it";
    body = done("GetPolicy", {{"PolicyArn", arn}});
    EXPECT_EQ(element(body, "Description"), "everything");
    EXPECT_EQ(element(body, "Key"), "a");
    EXPECT_EQ(element(body, "CreateDate"), "2024-05-06T07:08:09Z");
    body = done("ListPolicies", {{"Scope", "Local"}});
    EXPECT_EQ(element(body, "PolicyName"), "P");
    EXPECT_EQ(element(body, "Key"), "") << "lists leave tags out";
    done("DeletePolicy", {{"PolicyArn", arn}});
    refused("GetPolicy", {{"PolicyArn", arn}}, 404, "NoSuchEntity");
}

TEST_F(IamPoliciesTest, RefusesPoliciesThatCannotBe) {
    make_policy("P");
    refused("CreatePolicy", {{"PolicyName", "p"}, {"PolicyDocument", allow_all}}, 409,
            "EntityAlreadyExists");
    refused("CreatePolicy", {{"PolicyName", "Q"}, {"PolicyDocument", "{}"}}, 400,
            "MalformedPolicyDocument");
    refused("CreatePolicy", {{"PolicyName", "Q"}}, 400, "ValidationError");
    refused("CreatePolicy", {{"PolicyName", "a b"}, {"PolicyDocument", allow_all}}, 400,
            "ValidationError");
    refused("CreatePolicy", {{"PolicyName", "Q"}, {"PolicyDocument", allow_all}, {"Path", "/a b/"}},
            400, "ValidationError");
    std::string too_long =
        R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::)" +
        std::string(6144, 'x') + R"("}})";
    refused("CreatePolicy", {{"PolicyName", "Q"}, {"PolicyDocument", too_long}}, 409,
            "LimitExceeded");
    refused("CreatePolicyVersion", {{"PolicyArn", policy_arn("P")}, {"PolicyDocument", too_long}},
            409, "LimitExceeded");
    refused("CreatePolicy",
            {{"PolicyName", "Q"},
             {"PolicyDocument", allow_all},
             {"Tags.member.1.Key", "aws:a"},
             {"Tags.member.1.Value", ""}},
            400, "InvalidInput");
}

TEST_F(IamPoliciesTest, SaysWhatIsWrongWithAnArn) {
    for (const char* action : {"GetPolicy", "DeletePolicy", "ListPolicyVersions",
                               "ListEntitiesForPolicy", "ListPolicyTags"}) {
        refused(action, {{"PolicyArn", "arn:aws:s3:::some-bucket"}}, 400, "InvalidInput");
        refused(action, {{"PolicyArn", "short"}}, 400, "ValidationError");
        refused(action, {{"PolicyArn", policy_arn("none")}}, 404, "NoSuchEntity");
        refused(action, {{"PolicyArn", "arn:aws:iam::111122223333:policy/P"}}, 403, "AccessDenied");
    }
    for (const char* action :
         {"GetPolicyVersion", "DeletePolicyVersion", "SetDefaultPolicyVersion"}) {
        refused(action, {{"PolicyArn", "arn:aws:s3:::some-bucket"}, {"VersionId", "v1"}}, 400,
                "InvalidInput");
        refused(action, {{"PolicyArn", policy_arn("none")}, {"VersionId", "v1"}}, 404,
                "NoSuchEntity");
    }
    for (const char* kind : {"User", "Role", "Group"}) {
        std::string name = std::string(kind) + "Name";
        refused("Attach" + std::string(kind) + "Policy",
                {{name, "x"}, {"PolicyArn", "arn:aws:s3:::some-bucket"}}, 400, "InvalidInput");
        refused("Detach" + std::string(kind) + "Policy",
                {{name, "x"}, {"PolicyArn", "arn:aws:s3:::some-bucket"}}, 400, "InvalidInput");
    }
}

TEST_F(IamPoliciesTest, KeepsVersions) {
    std::string arn = make_policy("P");
    std::string body =
        done("CreatePolicyVersion",
             {{"PolicyArn", arn}, {"PolicyDocument", allow_copy}, {"SetAsDefault", "true"}});
    EXPECT_EQ(element(body, "VersionId"), "v2");
    EXPECT_EQ(element(body, "IsDefaultVersion"), "true");
    body = done("GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", "v2"}});
    EXPECT_EQ(element(body, "Document"), percent_encode(allow_copy));
    EXPECT_EQ(element(done("GetPolicy", {{"PolicyArn", arn}}), "DefaultVersionId"), "v2");
    body = done("ListPolicyVersions", {{"PolicyArn", arn}, {"MaxItems", "1"}});
    EXPECT_EQ(element(body, "VersionId"), "v2");
    EXPECT_EQ(element(body, "IsTruncated"), "true");
    body = done("ListPolicyVersions", {{"PolicyArn", arn}, {"Marker", element(body, "Marker")}});
    EXPECT_EQ(element(body, "VersionId"), "v1");
    refused("DeletePolicyVersion", {{"PolicyArn", arn}, {"VersionId", "v2"}}, 409,
            "DeleteConflict");
    done("SetDefaultPolicyVersion", {{"PolicyArn", arn}, {"VersionId", "v1"}});
    done("DeletePolicyVersion", {{"PolicyArn", arn}, {"VersionId", "v2"}});
    for (const char* id : {"v2", "v3", "v1.a", "v99999999999999999999"}) {
        refused("GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", id}}, 404, "NoSuchEntity");
        refused("SetDefaultPolicyVersion", {{"PolicyArn", arn}, {"VersionId", id}}, 404,
                "NoSuchEntity");
    }
    for (const char* id : {"v0", "2", "vv", ""})
        refused("GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", id}}, 400,
                "ValidationError");
    for (int i = 0; i < 4; ++i)
        done("CreatePolicyVersion", {{"PolicyArn", arn}, {"PolicyDocument", allow_copy}});
    refused("CreatePolicyVersion", {{"PolicyArn", arn}, {"PolicyDocument", allow_copy}}, 409,
            "LimitExceeded");
    refused("DeletePolicy", {{"PolicyArn", arn}}, 409, "DeleteConflict");
    refused("CreatePolicyVersion", {{"PolicyArn", arn}, {"PolicyDocument", "x"}}, 400,
            "MalformedPolicyDocument");
    refused("CreatePolicyVersion", {{"PolicyArn", administrator}, {"PolicyDocument", allow_copy}},
            403, "AccessDenied");
}

TEST_F(IamPoliciesTest, AttachesToUsersRolesAndGroups) {
    std::string arn = make_policy("P");
    done("CreateUser", {{"UserName", "o"}});
    done("CreateRole", {{"RoleName", "o"}, {"AssumeRolePolicyDocument", trust_anyone}});
    done("CreateGroup", {{"GroupName", "o"}});
    for (const std::string kind : {"User", "Role", "Group"}) {
        const std::pair<std::string, std::string> owner{kind + "Name", "o"};
        const std::pair<std::string, std::string> nobody{kind + "Name", "nobody"};
        done("Attach" + kind + "Policy", {owner, {"PolicyArn", arn}});
        std::string body = done("ListAttached" + kind + "Policies", {owner});
        EXPECT_EQ(element(body, "PolicyArn"), arn);
        EXPECT_EQ(element(body, "PolicyName"), "P");
        refused("Attach" + kind + "Policy", {owner, {"PolicyArn", policy_arn("none")}}, 404,
                "NoSuchEntity");
        refused("Attach" + kind + "Policy", {nobody, {"PolicyArn", arn}}, 404, "NoSuchEntity");
        refused("Attach" + kind + "Policy",
                {owner,
                 {"PolicyArn",
                  "arn:aws:iam::aws:policy/aws-service-role/AWSServiceRoleForImageBuilder"}},
                400, "PolicyNotAttachable");
        refused("Detach" + kind + "Policy", {owner, {"PolicyArn", administrator}}, 404,
                "NoSuchEntity");
        refused("ListAttached" + kind + "Policies", {nobody}, 404, "NoSuchEntity");
        refused("Delete" + kind, {owner}, 409, "DeleteConflict");
    }
    std::string body = done("ListEntitiesForPolicy", {{"PolicyArn", arn}});
    for (const char* list : {"PolicyUsers", "PolicyRoles", "PolicyGroups"})
        EXPECT_NE(element(body, list).find("<member>"), std::string::npos) << list;
    body = done("ListEntitiesForPolicy", {{"PolicyArn", arn}, {"EntityFilter", "Role"}});
    EXPECT_EQ(element(body, "PolicyUsers"), "");
    EXPECT_EQ(element(body, "RoleName"), "o");
    EXPECT_EQ(element(done("GetPolicy", {{"PolicyArn", arn}}), "AttachmentCount"), "3");
    refused("DeletePolicy", {{"PolicyArn", arn}}, 409, "DeleteConflict");
    for (const std::string kind : {"User", "Role", "Group"}) {
        done("Detach" + kind + "Policy", {{kind + "Name", "o"}, {"PolicyArn", arn}});
        done("Delete" + kind, {{kind + "Name", "o"}});
    }
}

TEST_F(IamPoliciesTest, LimitsAttachments) {
    done("CreateUser", {{"UserName", "o"}});
    for (int i = 0; i < 10; ++i) {
        std::string arn = make_policy("p" + std::to_string(i));
        done("AttachUserPolicy", {{"UserName", "o"}, {"PolicyArn", arn}});
    }
    refused("AttachUserPolicy", {{"UserName", "o"}, {"PolicyArn", administrator}}, 409,
            "LimitExceeded");
}

TEST_F(IamPoliciesTest, ListsPoliciesByScopeAndUse) {
    std::string arn = make_policy("P");
    done("CreateUser", {{"UserName", "o"}, {"PermissionsBoundary", arn}});
    done("AttachUserPolicy", {{"UserName", "o"}, {"PolicyArn", administrator}});
    auto names = [&](const Parameters& parameters) {
        std::string body = done("ListPolicies", parameters);
        return std::pair(body.find("<PolicyName>P<") != std::string::npos,
                         body.find("<PolicyName>AdministratorAccess<") != std::string::npos);
    };
    EXPECT_EQ(names({}), std::pair(true, true));
    EXPECT_EQ(names({{"Scope", "AWS"}}), std::pair(false, true));
    EXPECT_EQ(names({{"Scope", "Local"}}), std::pair(true, false));
    EXPECT_EQ(names({{"OnlyAttached", "true"}}), std::pair(false, true));
    EXPECT_EQ(names({{"PolicyUsageFilter", "PermissionsBoundary"}}), std::pair(true, false));
    EXPECT_EQ(names({{"PolicyUsageFilter", "PermissionsPolicy"}}), std::pair(false, true));
    refused("ListPolicies", {{"Scope", "Some"}}, 400, "ValidationError");
    refused("ListPolicies", {{"Marker", "x"}}, 400, "ValidationError");
}

TEST_F(IamPoliciesTest, KeepsAccountsApart) {
    std::string arn = make_policy("P");
    done("CreateUser", {{"UserName", "u"}});
    done("CreateGroup", {{"GroupName", "g"}});
    iam::Principal other = stranger();
    for (const char* action : {"GetPolicy", "DeletePolicy", "ListPolicyVersions",
                               "ListEntitiesForPolicy", "ListPolicyTags"})
        EXPECT_EQ(status_as(other, action, {{"PolicyArn", arn}}), 403) << action;
    EXPECT_EQ(status_as(other, "GetGroup", {{"GroupName", "g"}}), 404);
    EXPECT_EQ(status_as(other, "DeleteGroup", {{"GroupName", "g"}}), 404);
    EXPECT_EQ(status_as(other, "AttachUserPolicy", {{"UserName", "u"}, {"PolicyArn", arn}}), 404);
    EXPECT_EQ(status_as(other, "PutUserPermissionsBoundary",
                        {{"UserName", "u"}, {"PermissionsBoundary", arn}}),
              404);
    EXPECT_EQ(
        status_as(other, "TagUser",
                  {{"UserName", "u"}, {"Tags.member.1.Key", "a"}, {"Tags.member.1.Value", ""}}),
        404);
    EXPECT_EQ(status_as(other, "UpdateUser", {{"UserName", "u"}, {"NewUserName", "v"}}), 404);
    std::string listed =
        site_.query(iam_service(), "ListPolicies", {{"Scope", "Local"}}, other).body;
    EXPECT_EQ(listed.find(arn), std::string::npos);
}

// ---- what callers must be allowed ----

TEST_F(IamPoliciesTest, LetsConditionsSeePolicyAndBoundary) {
    std::string good = make_policy("Good");
    std::string bad = make_policy("Bad");
    done("CreateUser", {{"UserName", "capped"}, {"PermissionsBoundary", good}});
    done("CreateUser", {{"UserName", "free"}});
    iam::Principal caller = limited(
        R"({"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"iam:AttachUserPolicy","Resource":"*",
         "Condition":{"ArnEquals":{"iam:PolicyARN":")" +
        good + R"("},"StringEquals":{"iam:PermissionsBoundary":")" + good + R"("}}},
        {"Effect":"Allow","Action":["iam:PutUserPermissionsBoundary","iam:PutUserPolicy"],
         "Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":")" +
        good + R"("}}}]})");
    auto attach = [&](const char* user, const std::string& arn) {
        return status_as(caller, "AttachUserPolicy", {{"UserName", user}, {"PolicyArn", arn}});
    };
    EXPECT_EQ(attach("capped", good), 200);
    EXPECT_EQ(attach("capped", bad), 403);
    EXPECT_EQ(attach("free", good), 403) << "whom no boundary caps must not be given anything";
    auto put = [&](const char* user, const std::string& arn) {
        return status_as(caller, "PutUserPermissionsBoundary",
                         {{"UserName", user}, {"PermissionsBoundary", arn}});
    };
    EXPECT_EQ(put("free", bad), 403);
    EXPECT_EQ(status_as(caller, "PutUserPolicy",
                        {{"UserName", "free"}, {"PolicyName", "p"}, {"PolicyDocument", allow_all}}),
              403);
    EXPECT_EQ(put("free", good), 200);
    EXPECT_EQ(status_as(caller, "PutUserPolicy",
                        {{"UserName", "free"}, {"PolicyName", "p"}, {"PolicyDocument", allow_all}}),
              200);
    EXPECT_EQ(status_as(caller, "DeleteUserPermissionsBoundary", {{"UserName", "free"}}), 403);
}

TEST_F(IamPoliciesTest, AuthorisesOnGroupsPoliciesAndBothEndsOfARename) {
    std::string arn = make_policy("P");
    done("CreateGroup", {{"GroupName", "g"}, {"Path", "/ok/"}});
    done("CreateGroup", {{"GroupName", "h"}, {"Path", "/no/"}});
    done("CreateUser", {{"UserName", "u"}, {"Path", "/ok/"}});
    iam::Principal caller = limited(
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":[
        "arn:aws:iam::*:group/ok/*","arn:aws:iam::*:user/ok/*"]},
        {"Effect":"Allow","Action":"iam:GetPolicy","Resource":")" +
        arn + R"("}]})");
    EXPECT_EQ(status_as(caller, "GetGroup", {{"GroupName", "g"}}), 200);
    EXPECT_EQ(status_as(caller, "GetGroup", {{"GroupName", "h"}}), 403);
    EXPECT_EQ(status_as(caller, "CreateGroup", {{"GroupName", "n"}, {"Path", "/no/"}}), 403);
    EXPECT_EQ(status_as(caller, "ListGroups", {}), 403);
    EXPECT_EQ(status_as(caller, "ListGroups", {{"PathPrefix", "/ok/"}}), 200);
    EXPECT_EQ(status_as(caller, "UpdateGroup", {{"GroupName", "g"}, {"NewPath", "/no/"}}), 403);
    EXPECT_EQ(status_as(caller, "UpdateGroup", {{"GroupName", "g"}, {"NewGroupName", "x"}}), 200);
    EXPECT_EQ(status_as(caller, "UpdateUser", {{"UserName", "u"}, {"NewPath", "/no/"}}), 403);
    EXPECT_EQ(status_as(caller, "UpdateUser", {{"UserName", "u"}, {"NewPath", "/ok/deep/"}}), 200);
    EXPECT_EQ(status_as(caller, "AddUserToGroup", {{"GroupName", "h"}, {"UserName", "u"}}), 403);
    EXPECT_EQ(status_as(caller, "GetPolicy", {{"PolicyArn", arn}}), 200);
    EXPECT_EQ(status_as(caller, "GetPolicy", {{"PolicyArn", administrator}}), 403);
    EXPECT_EQ(status_as(caller, "ListPolicies", {}), 403);
    EXPECT_EQ(status_as(caller, "ListAccountAliases", {}), 403);
}

}  // namespace
}  // namespace amicast::services
