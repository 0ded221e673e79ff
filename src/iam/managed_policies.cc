#include "iam/managed_policies.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace amicast::iam {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;
constexpr std::array policies = {
    Entry{"arn:aws:iam::aws:policy/AdministratorAccess", R"({"Version": "2012-10-17",
"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})"},
    Entry{"arn:aws:iam::aws:policy/AWSImageBuilderReadOnlyAccess",
          R"({"Version": "2012-10-17",
"Statement": [
{"Effect": "Allow", "Action": ["imagebuilder:Get*", "imagebuilder:List*"], "Resource": "*"},
{"Effect": "Allow", "Action": "iam:GetRole", "Resource": "arn:aws:iam::*:role/aws-service-role/)"
          R"(imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder"}]})"},
};

}  // namespace

std::string_view managed_policy(std::string_view arn) {
    const auto* found = std::find_if(policies.begin(), policies.end(),
                                     [&](const Entry& entry) { return entry.first == arn; });
    return found == policies.end() ? std::string_view() : found->second;
}

Status check_boundary(std::string_view arn) {
    if (arn.empty() || !managed_policy(arn).empty()) return {};
    return failure(ErrorKind::not_found,
                   "Scope ARN: " + std::string(arn) + " does not exist or is not attachable.");
}

std::string_view administrator_policy() {
    return policies.front().second;
}

}  // namespace amicast::iam
