// The one readable name an account may have. No two accounts share one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

// In place of the alias the account had. `conflict` when another account has it.
Status set_account_alias(IdentityStore& store, std::string_view account_id, std::string_view alias);
Result<std::optional<std::string>> find_account_alias(IdentityStore& store,
                                                      std::string_view account_id);
// `not_found` when it is not the account's alias.
Status delete_account_alias(IdentityStore& store, std::string_view account_id,
                            std::string_view alias);

}  // namespace amicast::iam
