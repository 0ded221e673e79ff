// What callers of IAM must be allowed: the action on the ARN of the user, role, group or policy,
// with its path and tags.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "iam/access.h"
#include "iam/identity_rows.h"
#include "services/call.h"
#include "services/iam/shapes.h"

namespace amicast::services::iam_api {

std::vector<iam::AccessRequest> on_user(Call& call, std::string_view action, std::string_view name);
std::vector<iam::AccessRequest> on_role(Call& call, std::string_view action, std::string_view name);
std::vector<iam::AccessRequest> on_group(Call& call, std::string_view action,
                                         std::string_view name);
// On a managed policy by its ARN.
std::vector<iam::AccessRequest> on_policy(Call& call, std::string_view action,
                                          std::string_view arn);
std::vector<iam::AccessRequest> on_instance_profile(Call& call, std::string_view action,
                                                    std::string_view name);
// On a user, role, group or instance profile.
std::vector<iam::AccessRequest> on_owner(Call& call, iam::OwnerKind kind, std::string_view action,
                                         std::string_view name);
// The same for what changes its policies: with iam:PermissionsBoundary, so that somebody may be let
// change only those whom a boundary caps.
std::vector<iam::AccessRequest> on_policies_of(Call& call, iam::OwnerKind kind,
                                               std::string_view action, std::string_view name);
// "arn:aws:iam::<account>:user/<prefix>": lists are authorised on what they list.
std::vector<iam::AccessRequest> on_list(const Call& call, std::string_view action,
                                        std::string_view kind, std::string_view path_prefix);

// aws:RequestTag/… and aws:TagKeys.
void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context);

// Operations on users mean the caller where no name is given, as long as the caller is a user.
Result<std::string> user_or_caller(const Call& call, const std::optional<std::string>& name);
// For access rules: the same, or an empty name that the operation itself then refuses.
std::string user_or_empty(const Call& call, const std::optional<std::string>& name);

}  // namespace amicast::services::iam_api
