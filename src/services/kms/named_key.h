// The keys that a request names: found once, by the operation's access rule, which asks the policy
// engine about them and leaves them in the call for the operation's function.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "iam/access.h"
#include "iam/decision.h"
#include "keys/keyring.h"
#include "services/call.h"
#include "services/key_access.h"

namespace amicast::services::kms {

using SharedKey = std::shared_ptr<const keys::Key>;
using AccessRequests = std::vector<iam::AccessRequest>;

// What a request calls a key, and which key that is.
struct NamedKey {
    std::optional<keys::KeyName> name;  // absent when the text is no key's name
    Result<SharedKey> key;              // or why there is none, in KMS's words
};

// Which names an operation takes, and whose keys it reaches.
enum class KeyScope {
    own_key,           // key id or key ARN, of the caller's account: what changes or lists keys
    any_key,           // the same of every account: grants, rotation status
    any_key_or_alias,  // all four forms, of every account: cryptography, DescribeKey
};

// The keys of the region that was called.
keys::Keyring& keyring_of(const Call& call);

// Errors, as exceptions of KMS: InvalidArnException, NotFoundException (no such key or alias here,
// or a form that the operation does not take), AccessDeniedException (another account's key, out of
// scope).
NamedKey find_named(Call& call, std::string_view text, KeyScope scope);

// A key that was found in another way, as if it had been named by its ARN.
NamedKey as_named(SharedKey key);

// Adds the question whether the caller may do this with the key; with a key that does not exist,
// the question that hides this from strangers. Nothing is asked about a text that is no key's name:
// the function refuses it. When the key's policy and grants cannot be read, the error takes the
// key's place.
void ask(const Call& call, NamedKey& named, KeyAccess access, AccessRequests& requests);

// The policy engine's answer now, for what an operation must know beyond the questions of its
// access rule.
Result<iam::Decision> decide_now(const Call& call, const iam::Principal& principal,
                                 iam::AccessRequest request);

// The access rule of an operation on one key. Leaves the key in the call.
AccessRequests on_key(Call& call, std::string_view text, KeyScope scope, KeyAccess access);
// The same for a key that was found already.
AccessRequests on_named(Call& call, NamedKey found, KeyAccess access);
// What on_key() found, for the operation's function.
const Result<SharedKey>& key_of(const Call& call);

// For operations without a key: "*" as the resource.
iam::AccessRequest on_everything(const Call& call, std::string_view operation);

}  // namespace amicast::services::kms
