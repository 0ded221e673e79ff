// Organizations through the wire: an organization with an account one can enter, and the refusals.
#include <gtest/gtest.h>

#include "services/identity_test_site.h"
#include "services/organizations/service.h"

namespace amicast::services {
namespace {

class OrganizationsTest : public testing::Test {
  protected:
    std::string call(std::string_view action, const std::string& body = "{}") {
        return call_as(site_.admin(), action, body);
    }
    std::string call_as(const iam::Principal& caller, std::string_view action,
                        const std::string& body = "{}") {
        auto response = site_.json(organizations_service(), action, body, caller);
        status_ = response.status;
        return response.body;
    }
    // The text of "name":"text".
    static std::string member(const std::string& json, const std::string& name) {
        std::size_t from = json.find("\"" + name + "\":\"");
        if (from == std::string::npos) return {};
        from += name.size() + 4;
        return json.substr(from, json.find('"', from) - from);
    }
    void refused(const std::string& body, const std::string& type) {
        EXPECT_EQ(status_, 400) << body;
        EXPECT_EQ(member(body, "__type"), type) << body;
    }
    std::string create_account(const std::string& email, const std::string& more = "") {
        return call("CreateAccount",
                    R"({"Email":")" + email + R"(","AccountName":"Build")" + more + "}");
    }

    IdentityTestSite site_;
    int status_ = 0;
};

TEST_F(OrganizationsTest, NeedsAnOrganizationFirst) {
    for (const char* action : {"DescribeOrganization", "ListAccounts"})
        refused(call(action), "AWSOrganizationsNotInUseException");
    refused(create_account("a@example.com"), "AWSOrganizationsNotInUseException");
    refused(call("DescribeCreateAccountStatus", R"({"CreateAccountRequestId":"car-12345678"})"),
            "AWSOrganizationsNotInUseException");
    refused(call("DescribeAccount", R"({"AccountId":"123456789012"})"),
            "AWSOrganizationsNotInUseException");
}

TEST_F(OrganizationsTest, IsMadeOnce) {
    std::string body = call("CreateOrganization", R"({"FeatureSet":"ALL"})");
    EXPECT_EQ(status_, 200);
    EXPECT_EQ(member(body, "MasterAccountId"), site_.account());
    EXPECT_TRUE(member(body, "Id").starts_with("o-"));
    EXPECT_EQ(member(body, "Arn"),
              "arn:aws:organizations::" + site_.account() + ":organization/" + member(body, "Id"));
    EXPECT_EQ(call("DescribeOrganization"), body);
    refused(call("CreateOrganization"), "AlreadyInOrganizationException");
    refused(call("CreateOrganization", R"({"FeatureSet":"SOME"})"), "InvalidInputException");
}

TEST_F(OrganizationsTest, MakesAccounts) {
    call("CreateOrganization");
    std::string body = create_account("build@example.com", R"(,"RoleName":"Enter")");
    EXPECT_EQ(status_, 200) << body;
    EXPECT_EQ(member(body, "State"), "SUCCEEDED");
    std::string account = member(body, "AccountId");
    auto role = site_.identity().find_role(account, "Enter");
    ASSERT_TRUE(role && *role);
    EXPECT_EQ(call("DescribeCreateAccountStatus",
                   R"({"CreateAccountRequestId":")" + member(body, "Id") + "\"}"),
              body);
    body = call("DescribeAccount", R"({"AccountId":")" + account + "\"}");
    EXPECT_EQ(member(body, "Email"), "build@example.com");
    EXPECT_EQ(member(body, "JoinedMethod"), "CREATED");
    EXPECT_EQ(member(body, "Status"), "ACTIVE");

    body = create_account("Build@example.com");
    EXPECT_EQ(status_, 200) << "a taken address is told by the record";
    EXPECT_EQ(member(body, "State"), "FAILED");
    EXPECT_EQ(member(body, "FailureReason"), "EMAIL_ALREADY_EXISTS");

    body = create_account("other@example.com", R"(,"Tags":[{"Key":"a","Value":"1"}])");
    EXPECT_TRUE(
        *site_.identity().find_role(member(body, "AccountId"), "OrganizationAccountAccessRole"));
}

TEST_F(OrganizationsTest, RefusesAccountsThatCannotBe) {
    call("CreateOrganization");
    refused(call("CreateAccount", R"({"AccountName":"x"})"), "InvalidInputException");
    refused(create_account("a@b"), "InvalidInputException");
    EXPECT_EQ(member(create_account("a@b"), "Reason"), "MIN_LENGTH_EXCEEDED");
    refused(create_account("no address"), "InvalidInputException");
    refused(create_account("a@example.com", R"(,"RoleName":"a b")"), "InvalidInputException");
    refused(create_account("a@example.com",
                           R"(,"Tags":[{"Key":"a","Value":""},{"Key":"A","Value":""}])"),
            "InvalidInputException");
    refused(create_account("a@example.com", R"(,"Tags":[{"Key":"aws:a","Value":""}])"),
            "InvalidInputException");
    refused(call("CreateAccount", "{"), "SerializationException");
    refused(call("CreateAccount", R"({"Email":1,"AccountName":"x"})"), "SerializationException");
}

TEST_F(OrganizationsTest, ListsAccountsByPages) {
    call("CreateOrganization");
    create_account("a@example.com");
    create_account("b@example.com");
    std::string body = call("ListAccounts", R"({"MaxResults":2})");
    std::string token = member(body, "NextToken");
    EXPECT_FALSE(token.empty());
    body = call("ListAccounts", R"({"MaxResults":2,"NextToken":")" + token + "\"}");
    EXPECT_TRUE(member(body, "NextToken").empty());
    EXPECT_FALSE(member(body, "Id").empty());
    refused(call("ListAccounts", R"({"NextToken":"x"})"), "InvalidInputException");
    refused(call("ListAccounts", R"({"MaxResults":21})"), "InvalidInputException");
    refused(call("ListAccounts", R"({"MaxResults":0})"), "InvalidInputException");
}

TEST_F(OrganizationsTest, IsRunByTheManagementAccountOnly) {
    call("CreateOrganization");
    std::string account = member(create_account("a@example.com"), "AccountId");
    iam::Principal member_root;
    member_root.kind = iam::PrincipalKind::root;
    member_root.account_id = account;
    member_root.arn = "arn:aws:iam::" + account + ":root";
    call_as(member_root, "DescribeOrganization");
    EXPECT_EQ(status_, 200);
    refused(call_as(member_root, "ListAccounts"), "AccessDeniedException");
    refused(call_as(member_root, "CreateAccount", R"({"Email":"c@example.com","AccountName":"c"})"),
            "AccessDeniedException");
    refused(call_as(member_root, "CreateOrganization"), "AlreadyInOrganizationException");
}

TEST_F(OrganizationsTest, NamesWhatIsMissing) {
    call("CreateOrganization");
    refused(call("DescribeAccount", R"({"AccountId":"123456789012"})"), "AccountNotFoundException");
    refused(call("DescribeCreateAccountStatus", R"({"CreateAccountRequestId":"car-12345678"})"),
            "CreateAccountStatusNotFoundException");
    refused(call("DescribeCreateAccountStatus", R"({"CreateAccountRequestId":"x"})"),
            "InvalidInputException");
}

}  // namespace
}  // namespace amicast::services
