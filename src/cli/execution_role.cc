// The role that `amicast distribute` makes when the user names none, and who the caller is.
#include <fmt/format.h>
#include <pugixml.hpp>

#include "cli/imagebuilder_calls.h"

namespace amicast::cli {
namespace {

constexpr std::string_view iam_version = "2010-05-08";
constexpr std::string_view sts_version = "2011-06-15";
constexpr std::string_view role_name = "amicast-distribute";
constexpr std::string_view trust_policy =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
    R"("Principal":{"Service":"imagebuilder.amazonaws.com"},"Action":"sts:AssumeRole"}]})";
// What a distribution does in each region, and no more: copies and what belongs to them, keys
// through EC2 only, and reading the parameter that names the source.
constexpr std::string_view permissions =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:CopyImage",)"
    R"("ec2:DescribeImages","ec2:DescribeImageAttribute","ec2:DescribeSnapshots",)"
    R"("ec2:DescribeTags","ec2:CreateTags","ec2:ModifyImageAttribute",)"
    R"("ec2:ModifySnapshotAttribute","ec2:RegisterImage","ssm:GetParameter"],"Resource":"*"},)"
    R"({"Effect":"Allow","Action":["kms:DescribeKey","kms:CreateGrant","kms:Decrypt",)"
    R"("kms:GenerateDataKeyWithoutPlaintext","kms:ReEncryptFrom","kms:ReEncryptTo"],)"
    R"("Resource":"*","Condition":{"StringLike":{"kms:ViaService":"ec2.*.amazonaws.com"}}}]})";

}  // namespace

Result<std::string> ensure_execution_role(ApiClient& api, std::string_view region) {
    auto created = api.query_call("iam", region, iam_version, "CreateRole",
                                  {{"RoleName", std::string(role_name)},
                                   {"AssumeRolePolicyDocument", std::string(trust_policy)},
                                   {"Description", "Made by amicast distribute"}});
    if (!created && created.error().code != "EntityAlreadyExists") return failure(created.error());
    // Also when the role was there: its policy may be missing after an interrupted first time.
    auto allowed = api.query_call("iam", region, iam_version, "PutRolePolicy",
                                  {{"RoleName", std::string(role_name)},
                                   {"PolicyName", "distribute"},
                                   {"PolicyDocument", std::string(permissions)}});
    if (!allowed) return failure(allowed.error());
    return std::string(role_name);
}

Result<std::string> caller_account(ApiClient& api, std::string_view region) {
    auto response = api.query_call("sts", region, sts_version, "GetCallerIdentity", {});
    if (!response) return failure(response.error());
    pugi::xml_document document;
    document.load_buffer(response->body.data(), response->body.size());
    std::string account =
        document.document_element().child("GetCallerIdentityResult").child("Account").text().get();
    if (account.empty()) {
        return failure(ErrorKind::corrupt,
                       "The server's answer to GetCallerIdentity is not what it should be.");
    }
    return account;
}

}  // namespace amicast::cli
