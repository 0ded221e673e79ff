// What the operations that encrypt and decrypt have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/kms/named_key.h"
#include "services/kms/shapes.h"

namespace amicast::services::kms {

// The question for the policy engine, with the condition keys of the algorithm and the context.
KeyAccess cryptographic_access(std::string_view operation, const keys::EncryptionContext& context);

// ValidationException for a context larger than KMS takes (8 KiB of keys and values), or with keys
// that differ in case only, between which a policy could not tell.
Status check_encryption_context(const keys::EncryptionContext& context);
// UnsupportedOperationException when there is one: attestation documents of Nitro enclaves cannot
// be verified here.
Status check_recipient(const std::optional<RecipientInfo>& recipient);
// InvalidGrantTokenException for what CreateGrant never gave here. Grants hold at once for
// everybody, so that a good token adds nothing.
Status check_grant_tokens(const Call& call, const std::vector<std::string>& tokens);

// What a request says of the use of a key.
struct UseOfKey {
    const std::vector<std::string>& grant_tokens;
    std::optional<std::string> algorithm = std::nullopt;  // absent: SYMMETRIC_DEFAULT
};
// The key when it can be used for cryptography now. Errors: those of `found`,
// InvalidKeyUsageException, DisabledException, KMSInvalidStateException,
// InvalidGrantTokenException.
Result<SharedKey> usable_key(const Call& call, const Result<SharedKey>& found, const UseOfKey& use);

// The key that a ciphertext says it was made under, unproven. InvalidCiphertextException for what
// is no ciphertext, AccessDeniedException when there is no such key here.
NamedKey find_key_of_ciphertext(const Call& call, ByteView blob);
// Puts that same AccessDeniedException in place of another account's key which the caller may not
// use: a refusal that named the key would tell a finder of the ciphertext whose it is.
void hide_from_strangers(const Call& call, NamedKey& of_ciphertext, const KeyAccess& access);
// IncorrectKeyException when a ciphertext was made under another key than this.
Status check_made_under(const keys::Key& key, ByteView blob);
// Which ciphertext may be left out: InvalidCiphertextException's, ValidationException unless it is
// there, or a dry run that says to ignore it names the key.
Status check_ciphertext_given(const Bytes& blob, bool names_key, bool is_dry_run,
                              const std::vector<std::string>& modifiers);
// The plaintext. InvalidCiphertextException for whatever is wrong with the ciphertext.
Result<keys::Decrypted> decrypt_under(const Call& call, const keys::Key& key, ByteView blob,
                                      const keys::EncryptionContext& context);

}  // namespace amicast::services::kms
