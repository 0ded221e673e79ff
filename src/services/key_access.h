// Questions to the policy engine about KMS keys, for KMS itself and for services that use keys on
// their callers' behalf: the key's policy, the grants that fit, and the condition keys that a key
// and a request have (kms:CallerAccount, kms:EncryptionContext:… and so on).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "iam/access.h"
#include "iam/principal.h"
#include "keys/keyring.h"

namespace amicast::services {

struct KeyAccess {
    std::string_view operation;                  // "Decrypt": the action is kms:Decrypt
    keys::EncryptionContext encryption_context;  // empty where the operation has none
    iam::ConditionContext conditions;            // what only this request has
    // Which grants count; null: those that cover the operation with the encryption context.
    std::function<bool(const keys::Grant&)> grant_counts;
};

// May `caller` do this with the key? Errors only when the catalog cannot be read.
Result<iam::AccessRequest> key_access(keys::Keyring& keyring, const iam::Principal& caller,
                                      const keys::Key& key, const KeyAccess& access);

// The question about a key that does not exist: in the caller's own account its identity policies
// answer, so that whoever may ask learns that there is none; for another account's the answer is
// no.
iam::AccessRequest missing_key_access(const iam::Principal& caller, const keys::KeyName& name,
                                      std::string_view operation);

}  // namespace amicast::services
