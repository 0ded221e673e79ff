// Who may do what with parameters: resource names and condition keys of the questions asked to the
// policies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "iam/access.h"
#include "services/call.h"
#include "services/ssm/shapes.h"

namespace amicast::services::ssm {

using AccessRequests = std::vector<iam::AccessRequest>;

// For actions without resource types.
iam::AccessRequest on_everything(std::string_view operation);
// On the parameter that a name, ARN or reference with a selector means, with its tags when it
// exists.
iam::AccessRequest on_parameter(Call& call, std::string_view operation, std::string_view text);
AccessRequests on_parameters(Call& call, std::string_view operation,
                             const std::vector<std::string>& texts);
// On a path, whatever lies below it.
iam::AccessRequest on_path(const Call& call, std::string_view operation, std::string_view path);

// aws:RequestTag/k and aws:TagKeys.
void add_request_tags(const std::vector<Tag>& tags, iam::ConditionContext& context);

}  // namespace amicast::services::ssm
