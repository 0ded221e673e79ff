// The policy simulator through the wire: whose policies are simulated, what is left out or added,
// pages, and refusals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "iam/organizations.h"
#include "services/iam/iam_test_case.h"

namespace amicast::services {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto allow_ec2 =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}})";
constexpr auto deny_ec2 =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"ec2:*","Resource":"*"}})";
constexpr auto allow_kms =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}})";

class SimulateTest : public IamTest {
  protected:
    SimulateTest() {
        call("CreateUser", {{"UserName", "alice"}});
        call("PutUserPolicy",
             {{"UserName", "alice"}, {"PolicyName", "own"}, {"PolicyDocument", allow_ec2}});
    }
    std::string simulate(const std::string& action, Parameters more = {}) {
        more.emplace_back("PolicySourceArn", arn("user/alice"));
        more.emplace_back("ActionNames.member.1", action);
        return call("SimulatePrincipalPolicy", more);
    }
    std::string custom(Parameters parameters) {
        parameters.emplace_back("ActionNames.member.1", "ec2:CopyImage");
        return call("SimulateCustomPolicy", parameters);
    }
    std::string call(std::string_view action, const Parameters& parameters) {
        auto response = IamTest::call(action, parameters);
        status_ = response.status;
        return response.body;
    }
    void refused(const std::string& body, const std::string& code, int status) {
        EXPECT_EQ(status_, status) << body;
        EXPECT_EQ(element(body, "Code"), code) << body;
    }
    std::string arn(const std::string& name) const {
        return "arn:aws:iam::" + site_.account() + ":" + name;
    }
    static std::string decision(const std::string& body) { return element(body, "EvalDecision"); }

    int status_ = 0;
};

TEST_F(SimulateTest, UsesTheEntitysPolicies) {
    std::string body = simulate("ec2:CopyImage");
    EXPECT_EQ(decision(body), "allowed") << body;
    EXPECT_EQ(element(body, "SourcePolicyId"), "user_alice_own");
    EXPECT_EQ(element(body, "SourcePolicyType"), "user");
    EXPECT_EQ(element(body, "EvalResourceName"), "*");
    EXPECT_EQ(element(element(body, "StartPosition"), "Column"), "38");
    EXPECT_EQ(decision(simulate("kms:Decrypt")), "implicitDeny");
    EXPECT_THAT(body, Not(HasSubstr("OrganizationsDecisionDetail")));
}

TEST_F(SimulateTest, UsesGroupsAndBoundaries) {
    call("CreateGroup", {{"GroupName", "team"}});
    call("AttachGroupPolicy", {{"GroupName", "team"},
                               {"PolicyArn", "arn:aws:iam::aws:policy/AWSImageBuilderFullAccess"}});
    call("AddUserToGroup", {{"GroupName", "team"}, {"UserName", "alice"}});
    std::string body = simulate("imagebuilder:GetImage");
    EXPECT_EQ(decision(body), "allowed");
    EXPECT_EQ(element(body, "SourcePolicyId"), "AWSImageBuilderFullAccess");
    EXPECT_EQ(element(body, "SourcePolicyType"), "aws-managed");
    body = call("SimulatePrincipalPolicy", {{"PolicySourceArn", arn("group/team")},
                                            {"ActionNames.member.1", "imagebuilder:GetImage"}});
    EXPECT_EQ(decision(body), "allowed") << body;
    call("PutUserPermissionsBoundary",
         {{"UserName", "alice"},
          {"PermissionsBoundary", "arn:aws:iam::aws:policy/AWSImageBuilderReadOnlyAccess"}});
    body = simulate("ec2:CopyImage");
    EXPECT_EQ(decision(body), "implicitDeny");
    EXPECT_EQ(element(body, "AllowedByPermissionsBoundary"), "false");
    body = simulate("ec2:CopyImage",
                    {{"PolicyExclusionList.member.1.PolicyType", "permission-boundary"}});
    EXPECT_EQ(decision(body), "allowed");
    body = simulate("ec2:CopyImage", {{"PermissionsBoundaryPolicyInputList.member.1", allow_ec2}});
    EXPECT_EQ(decision(body), "allowed");
    EXPECT_EQ(element(body, "AllowedByPermissionsBoundary"), "true");
}

TEST_F(SimulateTest, AddsAndLeavesOut) {
    std::string body = simulate("ec2:CopyImage", {{"PolicyInputList.member.1", deny_ec2}});
    EXPECT_EQ(decision(body), "explicitDeny");
    EXPECT_EQ(element(body, "SourcePolicyId"), "PolicyInputList.1");
    body =
        simulate("ec2:CopyImage",
                 {{"PolicyExclusionList.member.1.InlinePolicyIdentifier.PolicyName", "own"},
                  {"PolicyExclusionList.member.1.InlinePolicyIdentifier.AttachmentType", "user"},
                  {"PolicyExclusionList.member.1.InlinePolicyIdentifier.AttachmentName", "alice"}});
    EXPECT_EQ(decision(body), "implicitDeny");
    EXPECT_EQ(decision(simulate("ec2:CopyImage",
                                {{"PolicyExclusionList.member.1.PolicyType", "inline"}})),
              "implicitDeny");
    refused(simulate("ec2:CopyImage",
                     {{"PolicyExclusionList.member.1.PolicyArn", "arn:aws:iam::not-a-policy/x"}}),
            "InvalidInput", 400);
}

TEST_F(SimulateTest, AnswersForEachResource) {
    std::string body = simulate(
        "ec2:CopyImage",
        {{"ResourceArns.member.1", "arn:aws:ec2:us-east-1::image/ami-1"},
         {"ResourceArns.member.2", "arn:aws:ec2:eu-west-1::image/ami-2"},
         {"PolicyInputList.member.1",
          R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":)"
          R"("arn:aws:ec2:eu-west-1::*"}})"}});
    EXPECT_EQ(decision(body), "explicitDeny") << "the strictest of the resources' answers";
    EXPECT_THAT(body, HasSubstr("<EvalResourceName>arn:aws:ec2:us-east-1::image/ami-1"
                                "</EvalResourceName><EvalResourceDecision>allowed<"));
    EXPECT_THAT(body, HasSubstr("<EvalResourceName>arn:aws:ec2:eu-west-1::image/ami-2"
                                "</EvalResourceName><EvalResourceDecision>explicitDeny<"));
}

TEST_F(SimulateTest, KnowsWhoTheCallerIs) {
    auto only = [](const std::string& key, const std::string& value) {
        return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*",)"
               R"("Resource":"*","Condition":{"StringEquals":{")" +
               key + R"(":")" + value + R"("}}}})";
    };
    EXPECT_EQ(decision(simulate("kms:Decrypt",
                                {{"PolicyInputList.member.1", only("aws:username", "alice")}})),
              "allowed");
    EXPECT_EQ(
        decision(simulate("kms:Decrypt", {{"PolicyInputList.member.1", only("aws:username", "bob")},
                                          {"CallerArn", arn("user/bob")}})),
        "allowed")
        << "calling as bob with alice's policies";
    std::string body = custom({{"PolicyInputList.member.1", only("aws:username", "alice")}});
    EXPECT_EQ(decision(body), "implicitDeny");
    EXPECT_THAT(body, Not(HasSubstr("aws:username"))) << "no statement is about ec2";
}

TEST_F(SimulateTest, SeesTheOrganization) {
    ASSERT_TRUE(iam::create_organization(site_.identity(), site_.account(), "ALL"));
    EXPECT_EQ(element(simulate("ec2:CopyImage"), "AllowedByOrganizations"), "true");
    std::string level = "OrderedOrganizationPolicyInputList.member.";
    std::string texts = ".ServiceControlPolicyInputList.member.1";
    std::string body = custom({{"PolicyInputList.member.1", allow_ec2},
                               {level + "1" + texts, allow_ec2},
                               {level + "2" + texts, allow_kms}});
    EXPECT_EQ(decision(body), "implicitDeny");
    EXPECT_EQ(element(body, "AllowedByOrganizations"), "false");
}

TEST_F(SimulateTest, TakesResourcePolicies) {
    std::string policy = R"({"Statement":{"Effect":"Allow","Action":"kms:*","Principal":{"AWS":")" +
                         arn("user/alice") + R"("}}})";
    std::string key = "arn:aws:kms:us-east-1:" + site_.account() + ":key/k";
    EXPECT_EQ(decision(simulate("kms:Decrypt",
                                {{"ResourcePolicy", policy}, {"ResourceArns.member.1", key}})),
              "allowed");
    std::string body = simulate(
        "kms:Decrypt", {{"ResourcePolicy", policy},
                        {"ResourceArns.member.1", "arn:aws:kms:us-east-1:444455556666:key/k"}});
    EXPECT_EQ(decision(body), "implicitDeny");
    EXPECT_THAT(body, HasSubstr("<key>Resource Policy</key><value>allowed</value>"));
    refused(custom({{"PolicyInputList.member.1", allow_ec2}, {"ResourcePolicy", policy}}),
            "InvalidInput", 400);
}

TEST_F(SimulateTest, GoesByPages) {
    Parameters parameters = {{"PolicyInputList.member.1", allow_ec2},
                             {"ActionNames.member.1", "ec2:A"},
                             {"ActionNames.member.2", "ec2:B"},
                             {"ActionNames.member.3", "ec2:C"},
                             {"MaxItems", "2"}};
    std::string body = call("SimulateCustomPolicy", parameters);
    EXPECT_EQ(element(body, "IsTruncated"), "true");
    EXPECT_THAT(body, Not(HasSubstr("ec2:C")));
    parameters.emplace_back("Marker", element(body, "Marker"));
    body = call("SimulateCustomPolicy", parameters);
    EXPECT_EQ(element(body, "IsTruncated"), "false");
    EXPECT_EQ(element(body, "EvalActionName"), "ec2:C");
    parameters.back().second = "bm9uc2Vuc2U=";
    refused(call("SimulateCustomPolicy", parameters), "ValidationError", 400);
}

TEST_F(SimulateTest, BoundsTheWorkOfOneCall) {
    std::string many = R"({"Version":"2012-10-17","Statement":[)";
    for (int i = 0; i < 50; ++i)
        many += std::string(i == 0 ? "" : ",") +
                R"({"Effect":"Allow","Action":"kms:*","Resource":"*"})";
    Parameters parameters = {{"PolicyInputList.member.1", many + "]}"}};
    for (int i = 1; i <= 999; ++i)
        parameters.emplace_back("ResourceArns.member." + std::to_string(i), "*");
    EXPECT_EQ(decision(custom(parameters)), "implicitDeny");
    parameters.emplace_back("ResourceArns.member.1000", "*");
    EXPECT_EQ(decision(custom(parameters)), "implicitDeny");
    parameters.emplace_back("ResourceArns.member.1001", "*");
    refused(custom(parameters), "InvalidInput", 400);
}

TEST_F(SimulateTest, RefusesWhatCannotBeSimulated) {
    auto with = [&](const std::string& name, const std::string& value) {
        return custom({{"PolicyInputList.member.1", allow_ec2}, {name, value}});
    };
    refused(custom({{"PolicyInputList.member.1", "{}"}}), "InvalidInput", 400);
    refused(with("ActionNames.member.2", "no-colon"), "InvalidInput", 400);
    refused(with("ActionNames.member.2", "ec2:*"), "InvalidInput", 400);
    refused(with("ResourceArns.member.1", "ami-1"), "InvalidInput", 400);
    refused(with("ResourceOwner", "me"), "InvalidInput", 400);
    refused(with("CallerArn", "arn:aws:sts::111122223333:assumed-role/R/s"), "InvalidInput", 400);
    refused(with("ResourceHandlingOption", "EC2-VPC-EBS"), "InvalidInput", 400);
    refused(custom({{"PolicyInputList.member.1", allow_ec2},
                    {"ContextEntries.member.1.ContextKeyName", "aws:Size"},
                    {"ContextEntries.member.1.ContextKeyType", "numeric"},
                    {"ContextEntries.member.1.ContextKeyValues.member.1", "many"}}),
            "InvalidInput", 400);
    refused(custom({}), "ValidationError", 400);
    auto source = [&](const std::string& arn) {
        return call("SimulatePrincipalPolicy",
                    {{"PolicySourceArn", arn}, {"ActionNames.member.1", "ec2:CopyImage"}});
    };
    refused(source(arn("user/nobody")), "NoSuchEntity", 404);
    refused(source("arn:aws:iam::999999999999:user/alice"), "NoSuchEntity", 404);
    refused(source(arn("policy/alice")), "InvalidInput", 400);
}

TEST_F(SimulateTest, ListsContextKeys) {
    std::string body = call(
        "GetContextKeysForCustomPolicy",
        {{"PolicyInputList.member.1",
          R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":)"
          R"("arn:aws:dynamodb:us-west-2:123456789012:table/${aws:username}","Condition":)"
          R"({"DateGreaterThan":{"aws:CurrentTime":"2015-08-16T12:00:00Z"}}}})"}});
    EXPECT_THAT(body, HasSubstr("<member>aws:username</member><member>aws:CurrentTime</member>"));
    refused(call("GetContextKeysForCustomPolicy", {{"PolicyInputList.member.1", "{}"}}),
            "InvalidInput", 400);
    call("PutUserPolicy",
         {{"UserName", "alice"},
          {"PolicyName", "own"},
          {"PolicyDocument",
           R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",)"
           R"("Condition":{"Bool":{"aws:SecureTransport":"true"}}}})"}});
    body = call("GetContextKeysForPrincipalPolicy", {{"PolicySourceArn", arn("user/alice")}});
    EXPECT_THAT(body, HasSubstr("<member>aws:SecureTransport</member>"));
    refused(call("GetContextKeysForPrincipalPolicy",
                 {{"PolicySourceArn", "arn:aws:iam::999999999999:user/alice"}}),
            "NoSuchEntity", 404);
}

}  // namespace
}  // namespace amicast::services
