// Organizations through the wire: an organization with an account one can enter, and the refusals.
#include <gtest/gtest.h>

#include "services/organizations/organizations_test_case.h"

namespace amicast::services {
namespace {

using OrganizationsTest = OrganizationsTestCase;

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
    EXPECT_EQ(
        member(create_account("a@example.com", R"(,"RoleName":"AWSServiceRoleForX")"), "Reason"),
        "INVALID_ROLE_NAME");
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
    iam::Principal member_root = root_of(account);
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
