// What the caller of AssumeRole asks of the session: policies that cap it, tags, source identity.
// What the request alone can tell is checked before anything is looked up, so that mistakes are
// told apart from missing permission.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "iam/principal.h"
#include "services/call.h"
#include "services/sts/assume_role_shapes.h"

namespace amicast::services::sts {

struct SessionRequest {
    std::vector<std::string> policies;        // JSON texts
    std::vector<std::string> policy_arns;     // managed policies of the role's account
    std::map<std::string, std::string> tags;  // given now, and inherited from the caller's session
    std::vector<std::string> transitive_tag_keys;
    std::optional<std::string> source_identity;  // given now or carried on
};

Result<SessionRequest> read_session_request(Call& call, const AssumeRoleInput& input);
// Looks the managed policies up in the role's account: for those who may assume the role, since
// nobody else is to learn which policies that account has.
Status add_managed_policies(Call& call, const AssumeRoleInput& input, std::string_view role_account,
                            SessionRequest& request);

}  // namespace amicast::services::sts
