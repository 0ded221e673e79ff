// The role under which a distribution runs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "iam/identity_store.h"

namespace amicast::services::imagebuilder {

struct ExecutionRole {
    iam::Role role;
    // The service-linked role: it exists in every account, trusts this service, and its policy is
    // the service's own.
    bool service_linked = false;
};

// Whether it is that one, made (AWSServiceRoleForImageBuilder) or not made yet.
bool is_service_linked(const iam::Role& role);

// `named` is the ARN of a role of the account, or the name of one. Nothing when there is none, also
// for a role of another account.
Result<std::optional<ExecutionRole>> find_execution_role(iam::IdentityStore& identity,
                                                         std::string_view account_id,
                                                         std::string_view named);

// ClientException for a role that the account does not have.
Error unknown_execution_role(std::string_view named, std::string_view account_id);

// The ARN that `named` means, whether such a role exists or not: what iam:PassRole is asked for.
std::string role_arn_of(iam::IdentityStore& identity, std::string_view account_id,
                        std::string_view named);

}  // namespace amicast::services::imagebuilder
