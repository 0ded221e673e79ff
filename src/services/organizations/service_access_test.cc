// The services that an organization lets in, through the wire.
#include "services/organizations/organizations_test_case.h"

namespace amicast::services {
namespace {

class ServiceAccessTest : public OrganizationsTestCase {
  protected:
    static std::string of(const std::string& service) {
        return R"({"ServicePrincipal":")" + service + R"("})";
    }
    std::string list(const std::string& body = "{}") {
        return call("ListAWSServiceAccessForOrganization", body);
    }
};

TEST_F(ServiceAccessTest, KeepsWhatIsEnabled) {
    call("CreateOrganization");
    EXPECT_EQ(list(), R"({"EnabledServicePrincipals":[]})");
    for (const char* service : {"ram.amazonaws.com", "license-manager.amazonaws.com"})
        call("EnableAWSServiceAccess", of(service));
    EXPECT_EQ(status_, 200);
    call("EnableAWSServiceAccess", of("ram.amazonaws.com"));
    EXPECT_EQ(status_, 200) << "again is no error";
    std::string first = list(R"({"MaxResults":1})");
    EXPECT_EQ(member(first, "ServicePrincipal"), "license-manager.amazonaws.com");
    std::string token = member(first, "NextToken");
    ASSERT_FALSE(token.empty());
    std::string rest = list(R"({"NextToken":")" + token + "\"}");
    EXPECT_EQ(member(rest, "ServicePrincipal"), "ram.amazonaws.com");
    EXPECT_NE(rest.find("\"DateEnabled\":"), std::string::npos);
    call("DisableAWSServiceAccess", of("ram.amazonaws.com"));
    call("DisableAWSServiceAccess", of("ram.amazonaws.com"));
    EXPECT_EQ(status_, 200) << "what is not enabled is no error";
    EXPECT_EQ(list().find("ram.amazonaws.com"), std::string::npos);
}

TEST_F(ServiceAccessTest, EndsWithTheOrganization) {
    call("CreateOrganization");
    call("EnableAWSServiceAccess", of("ram.amazonaws.com"));
    call("DeleteOrganization");
    EXPECT_EQ(status_, 200);
    call("CreateOrganization");
    EXPECT_EQ(list(), R"({"EnabledServicePrincipals":[]})");
}

TEST_F(ServiceAccessTest, SaysWhoMayAndWhere) {
    refused(list(), "AWSOrganizationsNotInUseException");
    call("CreateOrganization", R"({"FeatureSet":"CONSOLIDATED_BILLING"})");
    refused(call("EnableAWSServiceAccess", of("ram.amazonaws.com")),
            "ConstraintViolationException");
    refused(list(), "ConstraintViolationException");
    call("DeleteOrganization");
    call("CreateOrganization");
    iam::Principal root = root_of(member(create_account("a@example.com"), "AccountId"));
    refused(call_as(root, "EnableAWSServiceAccess", of("ram.amazonaws.com")),
            "AccessDeniedException");
    refused(call_as(root, "ListAWSServiceAccessForOrganization"), "AccessDeniedException");
    for (const std::string& wrong :
         {std::string("{}"), of(""), of("a b"), of(std::string(129, 'a'))})
        refused(call("EnableAWSServiceAccess", wrong), "InvalidInputException");
    call("EnableAWSServiceAccess", of(std::string(128, 'a')));
    EXPECT_EQ(status_, 200);
}

}  // namespace
}  // namespace amicast::services
