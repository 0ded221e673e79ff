// The vendor's managed policies for whole accounts, EC2, IAM, keys and organizations. They allow
// what AWS's policies of these names allow, of the services served here; ReadOnlyAccess, which
// lists several thousand actions in AWS, names those services only.
#include "iam/vendor_policies.h"

namespace amicast::iam {
namespace {

constexpr std::string_view administrator_access = R"({"Version": "2012-10-17", "Statement": [
{"Effect": "Allow", "Action": "*", "Resource": "*"}]})";

constexpr std::string_view power_user_access = R"({"Version": "2012-10-17", "Statement": [
{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
{"Effect": "Allow", "Action": ["account:GetAccountInformation", "account:GetPrimaryEmail",
"account:ListRegions", "iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole",
"iam:ListRoles", "organizations:DescribeEffectivePolicy", "organizations:DescribeOrganization"],
"Resource": "*"}]})";

constexpr std::string_view read_only_access = R"({"Version": "2012-10-17", "Statement": [
{"Effect": "Allow", "Action": ["ebs:GetSnapshotBlock", "ebs:ListChangedBlocks",
"ebs:ListSnapshotBlocks", "ec2:Describe*", "ec2:Get*", "ec2:List*", "iam:Generate*", "iam:Get*",
"iam:List*", "iam:Simulate*", "imagebuilder:Get*", "imagebuilder:List*", "kms:Describe*",
"kms:Get*", "kms:List*", "logs:Describe*", "logs:FilterLogEvents", "logs:Get*", "logs:List*",
"organizations:Describe*", "organizations:List*", "ssm:Describe*", "ssm:Get*", "ssm:List*",
"sts:GetAccessKeyInfo", "sts:GetCallerIdentity", "sts:GetSessionToken"], "Resource": "*"}]})";

constexpr std::string_view deny_all = R"({"Version": "2012-10-17", "Statement": [
{"Sid": "DenyAll", "Effect": "Deny", "Action": ["*"], "Resource": "*"}]})";

constexpr std::string_view ec2_full_access = R"({"Version": "2012-10-17", "Statement": [
{"Action": "ec2:*", "Effect": "Allow", "Resource": "*"},
{"Effect": "Allow", "Action": "elasticloadbalancing:*", "Resource": "*"},
{"Effect": "Allow", "Action": "cloudwatch:*", "Resource": "*"},
{"Effect": "Allow", "Action": "autoscaling:*", "Resource": "*"},
{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*", "Condition":
{"StringEquals": {"iam:AWSServiceName": ["autoscaling.amazonaws.com", "ec2scheduled.amazonaws.com",
"elasticloadbalancing.amazonaws.com", "spot.amazonaws.com", "spotfleet.amazonaws.com",
"transitgateway.amazonaws.com"]}}}]})";

constexpr std::string_view ec2_read_only_access = R"({"Version": "2012-10-17", "Statement": [
{"Effect": "Allow", "Action": ["ec2:Describe*", "ec2:GetSecurityGroupsForVpc"], "Resource": "*"},
{"Effect": "Allow", "Action": "elasticloadbalancing:Describe*", "Resource": "*"},
{"Effect": "Allow", "Action": ["cloudwatch:ListMetrics", "cloudwatch:GetMetricStatistics",
"cloudwatch:Describe*"], "Resource": "*"},
{"Effect": "Allow", "Action": "autoscaling:Describe*", "Resource": "*"}]})";

constexpr std::string_view iam_full_access = R"({"Version": "2012-10-17", "Statement": [
{"Effect": "Allow", "Action": ["iam:*", "organizations:DescribeAccount",
"organizations:DescribeOrganization", "organizations:DescribeOrganizationalUnit",
"organizations:DescribePolicy", "organizations:ListChildren", "organizations:ListParents",
"organizations:ListPoliciesForTarget", "organizations:ListRoots", "organizations:ListPolicies",
"organizations:ListTargetsForPolicy"], "Resource": "*"}]})";

constexpr std::string_view iam_read_only_access = R"({"Version": "2012-10-17", "Statement": [
{"Effect": "Allow", "Action": ["iam:GenerateCredentialReport",
"iam:GenerateServiceLastAccessedDetails", "iam:Get*", "iam:List*", "iam:SimulateCustomPolicy",
"iam:SimulatePrincipalPolicy"], "Resource": "*"}]})";

constexpr std::string_view key_power_user = R"({"Version": "2012-10-17", "Statement": [
{"Effect": "Allow", "Action": ["kms:CreateAlias", "kms:CreateKey", "kms:DeleteAlias",
"kms:Describe*", "kms:GenerateRandom", "kms:Get*", "kms:List*", "kms:TagResource",
"kms:UntagResource", "iam:ListGroups", "iam:ListRoles", "iam:ListUsers"], "Resource": "*"}]})";

constexpr std::string_view organizations_full_access = R"({"Version": "2012-10-17", "Statement": [
{"Sid": "AWSOrganizationsFullAccess", "Effect": "Allow", "Action": "organizations:*",
"Resource": "*"},
{"Sid": "AWSOrganizationsFullAccessAccount", "Effect": "Allow", "Action":
["account:PutAlternateContact", "account:DeleteAlternateContact", "account:GetAlternateContact",
"account:GetContactInformation", "account:PutContactInformation", "account:ListRegions",
"account:EnableRegion", "account:DisableRegion"], "Resource": "*"},
{"Sid": "AWSOrganizationsFullAccessCreateSLR", "Effect": "Allow", "Action":
"iam:CreateServiceLinkedRole", "Resource": "*", "Condition": {"StringEquals":
{"iam:AWSServiceName": "organizations.amazonaws.com"}}}]})";

constexpr std::string_view organizations_read_only = R"({"Version": "2012-10-17", "Statement": [
{"Sid": "AWSOrganizationsReadOnly", "Effect": "Allow", "Action": ["organizations:Describe*",
"organizations:List*"], "Resource": "*"},
{"Sid": "AWSOrganizationsReadOnlyAccount", "Effect": "Allow", "Action":
["account:GetAlternateContact", "account:GetContactInformation", "account:ListRegions",
"account:GetRegionOptStatus", "account:GetPrimaryEmail"], "Resource": "*"}]})";

constexpr VendorPolicy policies[] = {
    {.arn = "arn:aws:iam::aws:policy/AWSDenyAll",
     .created = "2019-05-01T22:36:14Z",
     .document = deny_all},
    {.arn = "arn:aws:iam::aws:policy/AWSKeyManagementServicePowerUser",
     .created = "2015-02-06T18:40:40Z",
     .document = key_power_user},
    {.arn = "arn:aws:iam::aws:policy/AWSOrganizationsFullAccess",
     .created = "2018-11-06T20:31:57Z",
     .document = organizations_full_access},
    {.arn = "arn:aws:iam::aws:policy/AWSOrganizationsReadOnlyAccess",
     .created = "2018-11-06T20:32:38Z",
     .document = organizations_read_only},
    {.arn = "arn:aws:iam::aws:policy/AdministratorAccess",
     .created = "2015-02-06T18:39:46Z",
     .document = administrator_access},
    {.arn = "arn:aws:iam::aws:policy/AmazonEC2FullAccess",
     .created = "2015-02-06T18:40:15Z",
     .document = ec2_full_access},
    {.arn = "arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess",
     .created = "2015-02-06T18:40:17Z",
     .document = ec2_read_only_access},
    {.arn = "arn:aws:iam::aws:policy/IAMFullAccess",
     .created = "2015-02-06T18:40:38Z",
     .document = iam_full_access},
    {.arn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess",
     .created = "2015-02-06T18:40:39Z",
     .document = iam_read_only_access},
    {.arn = "arn:aws:iam::aws:policy/PowerUserAccess",
     .created = "2015-02-06T18:39:47Z",
     .document = power_user_access},
    {.arn = "arn:aws:iam::aws:policy/ReadOnlyAccess",
     .created = "2015-02-06T18:39:48Z",
     .document = read_only_access},
};

}  // namespace

std::span<const VendorPolicy> general_policies() {
    return policies;
}

}  // namespace amicast::iam
