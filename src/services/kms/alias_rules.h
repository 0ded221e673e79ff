// The names of aliases, and the questions about them: an operation on an alias needs leave for the
// alias, which has no policy of its own, and for each key it touches.
#pragma once

#include <string>
#include <string_view>

#include "keys/aliases.h"
#include "services/kms/named_key.h"

namespace amicast::services::kms {

// Why a name cannot be an account's own alias; empty when it can: `alias/` and letters, digits,
// `/`,
// `_` and `-`, and not `alias/aws/…`, which belongs to the services.
std::string alias_name_problem(std::string_view name);

std::string alias_arn_of(const Call& call, std::string_view name);
iam::AccessRequest on_alias(const Call& call, std::string_view operation, std::string_view name);
// The key that an alias of the caller's account names now; NotFoundException when there is no such
// alias.
NamedKey find_key_of_alias(Call& call, std::string_view name);

// The alias inside a change, still naming the key whose leave was asked for. NotFoundException when
// it is gone, DependencyTimeoutException when another request has moved it since.
Result<keys::Alias> alias_now(const Call& call, catalog::Transaction& tx, std::string_view name,
                              const keys::Key& key);

// Points `alias` to the key: room for it and a key that is there to stay, or
// LimitExceededException, KMSInvalidStateException, NotFoundException.
Status check_alias_target(const Call& call, catalog::Transaction& tx, const keys::Key& target);

}  // namespace amicast::services::kms
