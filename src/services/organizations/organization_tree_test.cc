// Units, moves and policies through the wire: what a client sees of each, and every refusal.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/organizations/organizations_test_case.h"

namespace amicast::services {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto deny_all =
    R"({\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}})";

class OrganizationTree : public OrganizationsTestCase {
  protected:
    OrganizationTree() {
        call("CreateOrganization");
        root_ = member(call("ListRoots"), "Id");
        account_ = member(create_account("member@example.com"), "AccountId");
    }
    std::string add_unit(const std::string& parent, const std::string& name) {
        std::string body = call("CreateOrganizationalUnit",
                                fmt::format(R"({{"ParentId":"{}","Name":"{}"}})", parent, name));
        EXPECT_EQ(status_, 200) << body;
        return member(body, "Id");
    }
    std::string move(const std::string& from, const std::string& to) {
        return call(
            "MoveAccount",
            fmt::format(R"({{"AccountId":"{}","SourceParentId":"{}","DestinationParentId":"{}"}})",
                        account_, from, to));
    }
    std::string add_policy(const std::string& name, const std::string& content = deny_all) {
        std::string body = call(
            "CreatePolicy",
            fmt::format(
                R"({{"Name":"{}","Description":"d","Type":"SERVICE_CONTROL_POLICY","Content":"{}"}})",
                name, content));
        EXPECT_EQ(status_, 200) << body;
        return member(body, "Id");
    }
    std::string attachment(const char* action, const std::string& policy,
                           const std::string& target) {
        return call(action, fmt::format(R"({{"PolicyId":"{}","TargetId":"{}"}})", policy, target));
    }
    std::string on(const char* action, const char* name, const std::string& id,
                   const std::string& more = "") {
        return call(action, fmt::format(R"({{"{}":"{}"{}}})", name, id, more));
    }

    std::string root_;
    std::string account_;
};

TEST_F(OrganizationTree, HasOneRootWithPoliciesEnabled) {
    std::string body = call("ListRoots");
    EXPECT_THAT(member(body, "Arn"), HasSubstr(":root/o-"));
    EXPECT_THAT(body, HasSubstr(R"("Type":"SERVICE_CONTROL_POLICY","Status":"ENABLED")"));
    EXPECT_EQ(member(body, "Name"), "Root");
}

TEST_F(OrganizationTree, ShowsUnitsWhereTheyAre) {
    std::string outer = add_unit(root_, "outer");
    std::string inner = add_unit(outer, "inner");
    std::string body = on("DescribeOrganizationalUnit", "OrganizationalUnitId", inner);
    EXPECT_EQ(member(body, "Name"), "inner");
    EXPECT_THAT(member(body, "Arn"), HasSubstr(":ou/o-"));
    EXPECT_THAT(member(body, "Path"), HasSubstr(root_ + "/" + outer + "/" + inner + "/"));
    body = on("ListOrganizationalUnitsForParent", "ParentId", outer);
    EXPECT_EQ(member(body, "Id"), inner);
    EXPECT_THAT(member(body, "Path"), HasSubstr(outer + "/" + inner + "/"));
    body = on("ListChildren", "ParentId", outer, R"(,"ChildType":"ORGANIZATIONAL_UNIT")");
    EXPECT_THAT(body, HasSubstr(inner));
    EXPECT_EQ(member(on("ListParents", "ChildId", inner), "Id"), outer);
    EXPECT_EQ(member(on("ListParents", "ChildId", outer), "Type"), "ROOT");
    call("UpdateOrganizationalUnit",
         fmt::format(R"({{"OrganizationalUnitId":"{}","Name":"new"}})", inner));
    EXPECT_EQ(member(on("DescribeOrganizationalUnit", "OrganizationalUnitId", inner), "Name"),
              "new");
}

TEST_F(OrganizationTree, MovesAccounts) {
    std::string unit = add_unit(root_, "dev");
    EXPECT_EQ(move(root_, unit), "{}");
    EXPECT_THAT(on("ListAccountsForParent", "ParentId", unit), HasSubstr(account_));
    EXPECT_THAT(on("ListAccountsForParent", "ParentId", root_), Not(HasSubstr(account_)));
    EXPECT_THAT(on("ListChildren", "ParentId", unit, R"(,"ChildType":"ACCOUNT")"),
                HasSubstr(account_));
    EXPECT_THAT(on("DescribeAccount", "AccountId", account_),
                HasSubstr(unit + "/" + account_ + "/"));
    refused(move(unit, unit), "DuplicateAccountException");
    refused(move(root_, unit), "SourceParentNotFoundException");
    refused(move(unit, "ou-abcd-00000000"), "DestinationParentNotFoundException");
    account_ = "999999999999";
    refused(move(root_, unit), "AccountNotFoundException");
}

TEST_F(OrganizationTree, RefusesUnitsThatCannotBe) {
    std::string parent = root_;
    for (int depth = 1; depth <= 5; ++depth)
        parent = add_unit(parent, "level");
    refused(call("CreateOrganizationalUnit",
                 fmt::format(R"({{"ParentId":"{}","Name":"six"}})", parent)),
            "ConstraintViolationException");
    std::string body = call("CreateOrganizationalUnit",
                            fmt::format(R"({{"ParentId":"{}","Name":"six"}})", parent));
    EXPECT_EQ(member(body, "Reason"), "OU_DEPTH_LIMIT_EXCEEDED");
    refused(call("CreateOrganizationalUnit",
                 fmt::format(R"({{"ParentId":"{}","Name":"level"}})", root_)),
            "DuplicateOrganizationalUnitException");
    refused(call("CreateOrganizationalUnit", R"({"ParentId":"r-none","Name":"x"})"),
            "ParentNotFoundException");
    refused(call("CreateOrganizationalUnit", R"({"ParentId":"123456789012","Name":"x"})"),
            "InvalidInputException");
    refused(call("CreateOrganizationalUnit", fmt::format(R"({{"ParentId":"{}"}})", root_)),
            "InvalidInputException");
    refused(on("ListChildren", "ParentId", root_, R"(,"ChildType":"GROUP")"),
            "InvalidInputException");
}

TEST_F(OrganizationTree, DeletesEmptyUnitsOnly) {
    std::string unit = add_unit(root_, "dev");
    move(root_, unit);
    refused(on("DeleteOrganizationalUnit", "OrganizationalUnitId", unit),
            "OrganizationalUnitNotEmptyException");
    move(unit, root_);
    std::string inner = add_unit(unit, "inner");
    refused(on("DeleteOrganizationalUnit", "OrganizationalUnitId", unit),
            "OrganizationalUnitNotEmptyException");
    on("DeleteOrganizationalUnit", "OrganizationalUnitId", inner);
    on("DeleteOrganizationalUnit", "OrganizationalUnitId", unit);
    EXPECT_EQ(status_, 200);
    refused(on("DeleteOrganizationalUnit", "OrganizationalUnitId", unit),
            "OrganizationalUnitNotFoundException");
    refused(on("DescribeOrganizationalUnit", "OrganizationalUnitId", unit),
            "OrganizationalUnitNotFoundException");
    refused(on("ListParents", "ChildId", unit), "ChildNotFoundException");
    refused(on("ListAccountsForParent", "ParentId", unit), "ParentNotFoundException");
}

TEST_F(OrganizationTree, AttachesPolicies) {
    std::string policy = add_policy("deny");
    attachment("AttachPolicy", policy, account_);
    EXPECT_EQ(status_, 200);
    refused(attachment("AttachPolicy", policy, account_), "DuplicatePolicyAttachmentException");
    std::string filter = R"(,"Filter":"SERVICE_CONTROL_POLICY")";
    std::string body = on("ListPoliciesForTarget", "TargetId", account_, filter);
    EXPECT_THAT(body, HasSubstr(policy));
    EXPECT_THAT(body, HasSubstr("p-FullAWSAccess"));
    body = on("ListTargetsForPolicy", "PolicyId", policy);
    EXPECT_EQ(member(body, "TargetId"), account_);
    EXPECT_EQ(member(body, "Type"), "ACCOUNT");
    EXPECT_THAT(on("ListTargetsForPolicy", "PolicyId", "p-FullAWSAccess"), HasSubstr(root_));
    refused(on("DeletePolicy", "PolicyId", policy), "PolicyInUseException");
    attachment("DetachPolicy", "p-FullAWSAccess", account_);
    EXPECT_EQ(status_, 200);
    body = attachment("DetachPolicy", policy, account_);
    refused(body, "ConstraintViolationException");
    EXPECT_EQ(member(body, "Reason"), "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
    attachment("AttachPolicy", "p-FullAWSAccess", account_);
    attachment("DetachPolicy", policy, account_);
    refused(attachment("DetachPolicy", policy, account_), "PolicyNotAttachedException");
    on("DeletePolicy", "PolicyId", policy);
    EXPECT_EQ(status_, 200);
    refused(on("DescribePolicy", "PolicyId", policy), "PolicyNotFoundException");
}

TEST_F(OrganizationTree, TakesFivePoliciesOnOneTarget) {
    for (int i = 1; i < 5; ++i) {
        attachment("AttachPolicy", add_policy(fmt::format("p{}", i)), root_);
        EXPECT_EQ(status_, 200);
    }
    std::string body = attachment("AttachPolicy", add_policy("p5"), root_);
    refused(body, "ConstraintViolationException");
    EXPECT_EQ(member(body, "Reason"), "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
}

TEST_F(OrganizationTree, RefusesPoliciesThatCannotBe) {
    auto create = [&](const std::string& name, const std::string& type,
                      const std::string& content) {
        return call("CreatePolicy",
                    fmt::format(R"({{"Name":"{}","Description":"","Type":"{}","Content":"{}"}})",
                                name, type, content));
    };
    constexpr auto scp = "SERVICE_CONTROL_POLICY";
    refused(create("x", scp, "{}"), "MalformedPolicyDocumentException");
    refused(
        create(
            "x", scp,
            R"({\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}})"),
        "MalformedPolicyDocumentException");
    refused(create("x", "TAG_POLICY", deny_all), "PolicyTypeNotAvailableForOrganizationException");
    EXPECT_EQ(member(create("x", "OTHER", deny_all), "Reason"), "INVALID_ENUM_POLICY_TYPE");
    EXPECT_EQ(member(create("x", scp, std::string(5121, ' ')), "Reason"),
              "POLICY_CONTENT_LIMIT_EXCEEDED");
    std::string fits(deny_all);
    fits += std::string(5120 - 82, ' ');  // 82 characters once unescaped
    create("long", scp, fits);
    EXPECT_EQ(status_, 200);
    add_policy("same");
    refused(create("same", scp, deny_all), "DuplicatePolicyException");
    refused(create("FullAWSAccess", scp, deny_all), "DuplicatePolicyException");
    std::string body = call("UpdatePolicy", R"({"PolicyId":"p-FullAWSAccess","Name":"x"})");
    EXPECT_EQ(member(body, "Reason"), "IMMUTABLE_POLICY");
    EXPECT_EQ(member(on("DeletePolicy", "PolicyId", "p-FullAWSAccess"), "Reason"),
              "IMMUTABLE_POLICY");
    refused(attachment("AttachPolicy", "p-0000000000", root_), "PolicyNotFoundException");
    refused(attachment("AttachPolicy", "p-FullAWSAccess", "999999999999"),
            "TargetNotFoundException");
}

TEST_F(OrganizationTree, UpdatesPolicies) {
    std::string policy = add_policy("first");
    std::string body =
        call("UpdatePolicy", fmt::format(R"({{"PolicyId":"{}","Name":"second"}})", policy));
    EXPECT_EQ(member(body, "Name"), "second");
    EXPECT_EQ(member(body, "Description"), "d");
    EXPECT_THAT(member(body, "Arn"), HasSubstr("/service_control_policy/" + policy));
    refused(call("UpdatePolicy", fmt::format(R"({{"PolicyId":"{}","Content":"x"}})", policy)),
            "MalformedPolicyDocumentException");
    body = call("ListPolicies", R"({"Filter":"SERVICE_CONTROL_POLICY"})");
    EXPECT_THAT(body, HasSubstr("second"));
    EXPECT_THAT(body, HasSubstr(R"("AwsManaged":true)"));
    EXPECT_EQ(call("ListPolicies", R"({"Filter":"TAG_POLICY"})"), R"({"Policies":[]})");
}

TEST_F(OrganizationTree, EnablesAndDisablesTheType) {
    std::string type = R"(,"PolicyType":"SERVICE_CONTROL_POLICY")";
    refused(on("EnablePolicyType", "RootId", root_, type), "PolicyTypeAlreadyEnabledException");
    std::string body = on("DisablePolicyType", "RootId", root_, type);
    EXPECT_THAT(body, HasSubstr(R"("PolicyTypes":[])"));
    refused(on("DisablePolicyType", "RootId", root_, type), "PolicyTypeNotEnabledException");
    refused(attachment("AttachPolicy", "p-FullAWSAccess", root_), "PolicyTypeNotEnabledException");
    EXPECT_THAT(on("ListTargetsForPolicy", "PolicyId", "p-FullAWSAccess"),
                HasSubstr(R"("Targets":[])"));
    on("EnablePolicyType", "RootId", root_, type);
    EXPECT_THAT(on("ListTargetsForPolicy", "PolicyId", "p-FullAWSAccess"), HasSubstr(account_));
    refused(on("EnablePolicyType", "RootId", "r-none", type), "RootNotFoundException");
    refused(on("EnablePolicyType", "RootId", root_, R"(,"PolicyType":"TAG_POLICY")"),
            "PolicyTypeNotAvailableForOrganizationException");
}

TEST_F(OrganizationTree, TagsEverything) {
    std::string unit = add_unit(root_, "dev");
    std::string policy = add_policy("p");
    for (const std::string& id : {root_, unit, account_, policy}) {
        on("TagResource", "ResourceId", id,
           R"(,"Tags":[{"Key":"team","Value":"a"},{"Key":"cost","Value":"1"}])");
        EXPECT_EQ(status_, 200) << id;
        on("TagResource", "ResourceId", id, R"(,"Tags":[{"Key":"Team","Value":"b"}])");
        on("UntagResource", "ResourceId", id, R"(,"TagKeys":["cost","none"])");
        EXPECT_EQ(on("ListTagsForResource", "ResourceId", id),
                  R"({"Tags":[{"Key":"team","Value":"b"}]})");
    }
    for (const char* id : {"ou-abcd-00000000", "999999999999", "p-0000000000", "r-none"})
        refused(on("ListTagsForResource", "ResourceId", id), "TargetNotFoundException");
    EXPECT_EQ(member(on("TagResource", "ResourceId", "p-FullAWSAccess", R"(,"Tags":[])"), "Reason"),
              "TARGET_NOT_SUPPORTED");
    std::string tags;
    for (int i = 0; i < 50; ++i)
        tags += fmt::format(R"({}{{"Key":"k{}","Value":""}})", i == 0 ? "" : ",", i);
    std::string body = on("TagResource", "ResourceId", unit, fmt::format(R"(,"Tags":[{}])", tags));
    EXPECT_EQ(member(body, "Reason"), "MAX_TAG_LIMIT_EXCEEDED") << "there is one already";
}

TEST_F(OrganizationTree, IsTheManagementAccountsAlone) {
    std::string unit = add_unit(root_, "dev");
    iam::Principal insider = root_of(account_);
    const std::pair<const char*, std::string> calls[] = {
        {"ListRoots", "{}"},
        {"DescribeOrganizationalUnit", fmt::format(R"({{"OrganizationalUnitId":"{}"}})", unit)},
        {"CreateOrganizationalUnit", fmt::format(R"({{"ParentId":"{}","Name":"x"}})", unit)},
        {"ListParents", fmt::format(R"({{"ChildId":"{}"}})", account_)},
        {"DetachPolicy",
         fmt::format(R"({{"PolicyId":"p-FullAWSAccess","TargetId":"{}"}})", account_)},
        {"ListTagsForResource", fmt::format(R"({{"ResourceId":"{}"}})", account_)},
        {"DisablePolicyType",
         fmt::format(R"({{"RootId":"{}","PolicyType":"SERVICE_CONTROL_POLICY"}})", root_)}};
    for (const auto& [action, body] : calls)
        refused(call_as(insider, action, body), "AccessDeniedException");
    iam::Principal stranger = root_of("999999999999");
    for (const auto& [action, body] : calls)
        refused(call_as(stranger, action, body), "AWSOrganizationsNotInUseException");
}

TEST_F(OrganizationTree, PoliciesBindMembers) {
    attachment("AttachPolicy", add_policy("deny"), account_);
    refused(call_as(root_of(account_), "DescribeOrganization"), "AccessDeniedException");
    call("DescribeOrganization");
    EXPECT_EQ(status_, 200);
}

TEST_F(OrganizationTree, LetsAccountsGo) {
    attachment("AttachPolicy", add_policy("deny"), account_);
    on("TagResource", "ResourceId", account_, R"(,"Tags":[{"Key":"a","Value":""}])");
    refused(on("RemoveAccountFromOrganization", "AccountId", site_.account()),
            "MasterCannotLeaveOrganizationException");
    refused(on("RemoveAccountFromOrganization", "AccountId", "999999999999"),
            "AccountNotFoundException");
    refused(call("LeaveOrganization"), "MasterCannotLeaveOrganizationException");
    on("RemoveAccountFromOrganization", "AccountId", account_);
    EXPECT_EQ(status_, 200);
    EXPECT_TRUE(site_.identity().organization_arns(account_)->empty());
    refused(on("DescribeAccount", "AccountId", account_), "AccountNotFoundException");
    refused(call_as(root_of(account_), "DescribeOrganization"),
            "AWSOrganizationsNotInUseException");

    account_ = member(create_account("second@example.com"), "AccountId");
    std::string body = call_as(root_of(account_), "LeaveOrganization");
    refused(body, "ConstraintViolationException");
    EXPECT_EQ(member(body, "Reason"), "ACCOUNT_CANNOT_LEAVE_WITHOUT_EULA")
        << "no way around service control policies";
    on("RemoveAccountFromOrganization", "AccountId", account_);
    EXPECT_TRUE(site_.identity().organization_arns(account_)->empty());
    call_as(root_of(account_), "CreateOrganization");
    EXPECT_EQ(status_, 200) << "it may found one of its own";
}

TEST_F(OrganizationTree, IsDeletedOnceEmpty) {
    std::string unit = add_unit(root_, "dev");
    std::string policy = add_policy("p");
    refused(call("DeleteOrganization"), "OrganizationNotEmptyException");
    on("RemoveAccountFromOrganization", "AccountId", account_);
    refused(call("DeleteOrganization"), "OrganizationNotEmptyException");
    on("DeleteOrganizationalUnit", "OrganizationalUnitId", unit);
    refused(call("DeleteOrganization"), "OrganizationNotEmptyException");
    on("DeletePolicy", "PolicyId", policy);
    call("DeleteOrganization");
    EXPECT_EQ(status_, 200);
    refused(call("DescribeOrganization"), "AWSOrganizationsNotInUseException");
    call("CreateOrganization");
    EXPECT_EQ(status_, 200);
}

}  // namespace
}  // namespace amicast::services
