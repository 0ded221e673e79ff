// Decrypt: the key may be left out, since a ciphertext says under which one it was made.
#include "base/encoding.h"
#include "services/kms/constraints.h"
#include "services/kms/cryptography.h"
#include "services/kms/errors.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct DecryptInput {
    Bytes ciphertext_blob;
    keys::EncryptionContext encryption_context;
    std::vector<std::string> grant_tokens;
    std::optional<std::string> key_id;
    std::optional<std::string> encryption_algorithm;
    std::optional<RecipientInfo> recipient;
    std::optional<bool> dry_run;
    std::vector<std::string> dry_run_modifiers;

    static std::span<const wire::Member> members() {
        using This = DecryptInput;
        static const wire::Member rows[] = {
            wire::member<&This::ciphertext_blob>("CiphertextBlob", kms::ciphertext),
            wire::member<&This::encryption_context>("EncryptionContext"),
            wire::member<&This::grant_tokens>("GrantTokens", kms::grant_tokens),
            wire::member<&This::key_id>("KeyId", optional_key_id),
            wire::member<&This::encryption_algorithm>("EncryptionAlgorithm",
                                                      kms::encryption_algorithm),
            wire::member<&This::recipient>("Recipient"),
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::dry_run_modifiers>("DryRunModifiers", kms::dry_run_modifiers),
        };
        return rows;
    }
};

struct DecryptOutput {
    std::string key_id;
    Bytes plaintext;
    std::string encryption_algorithm;
    std::string key_material_id;

    static std::span<const wire::Member> members() {
        using This = DecryptOutput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId"),
            wire::member<&This::plaintext>("Plaintext"),
            wire::member<&This::encryption_algorithm>("EncryptionAlgorithm"),
            wire::member<&This::key_material_id>("KeyMaterialId"),
        };
        return rows;
    }
};

Status check_decrypt(const DecryptInput& input) {
    Status good = check_ciphertext_given(input.ciphertext_blob, input.key_id.has_value(),
                                         input.dry_run.value_or(false), input.dry_run_modifiers);
    if (good) good = check_recipient(input.recipient);
    if (good) good = check_encryption_context(input.encryption_context);
    return good;
}

Result<DecryptOutput> decrypt(Call& call, const DecryptInput& input) {
    auto key =
        usable_key(call, key_of(call),
                   {.grant_tokens = input.grant_tokens, .algorithm = input.encryption_algorithm});
    if (!key) return failure(key.error());
    if (!input.dry_run_modifiers.empty()) return failure(dry_run_outcome());
    Status right = check_made_under(**key, input.ciphertext_blob);
    if (!right) return failure(right.error());
    auto opened = decrypt_under(call, **key, input.ciphertext_blob, input.encryption_context);
    if (!opened) return failure(opened.error());
    if (input.dry_run.value_or(false)) return failure(dry_run_outcome());
    return DecryptOutput{.key_id = (*key)->arn(),
                         .plaintext = std::move(opened->plain),
                         .encryption_algorithm = std::string(symmetric_default),
                         .key_material_id = to_hex(opened->material_id)};
}

AccessRequests decrypt_access(Call& call, const DecryptInput& input) {
    KeyAccess access = cryptographic_access("Decrypt", input.encryption_context);
    if (input.key_id)
        return on_key(call, *input.key_id, KeyScope::any_key_or_alias, std::move(access));
    NamedKey named = find_key_of_ciphertext(call, input.ciphertext_blob);
    hide_from_strangers(call, named, access);
    return on_named(call, std::move(named), std::move(access));
}

}  // namespace

Operation decrypt_operation() {
    return operation<&decrypt, &decrypt_access, &check_decrypt>(
        {.name = "Decrypt",
         .errors = "NotFoundException DisabledException InvalidCiphertextException "
                   "KeyUnavailableException IncorrectKeyException InvalidKeyUsageException "
                   "DependencyTimeoutException InvalidGrantTokenException KMSInternalException "
                   "KMSInvalidStateException DryRunOperationException"});
}

}  // namespace amicast::services::kms
