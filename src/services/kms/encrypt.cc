// Encrypt: up to 4 KiB under a key, directly.
#include "services/kms/constraints.h"
#include "services/kms/cryptography.h"
#include "services/kms/errors.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct EncryptInput {
    std::string key_id;
    Bytes plaintext;
    keys::EncryptionContext encryption_context;
    std::vector<std::string> grant_tokens;
    std::optional<std::string> encryption_algorithm;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = EncryptInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::plaintext>("Plaintext", {.required = true, .min = 1, .max = 4096}),
            wire::member<&This::encryption_context>("EncryptionContext"),
            wire::member<&This::grant_tokens>("GrantTokens", kms::grant_tokens),
            wire::member<&This::encryption_algorithm>("EncryptionAlgorithm",
                                                      kms::encryption_algorithm),
            wire::member<&This::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct EncryptOutput {
    Bytes ciphertext_blob;
    std::string key_id;
    std::string encryption_algorithm;

    static std::span<const wire::Member> members() {
        using This = EncryptOutput;
        static const wire::Member rows[] = {
            wire::member<&This::ciphertext_blob>("CiphertextBlob"),
            wire::member<&This::key_id>("KeyId"),
            wire::member<&This::encryption_algorithm>("EncryptionAlgorithm"),
        };
        return rows;
    }
};

Status check_encrypt(const EncryptInput& input) {
    return check_encryption_context(input.encryption_context);
}

Result<EncryptOutput> encrypt(Call& call, const EncryptInput& input) {
    auto key =
        usable_key(call, key_of(call),
                   {.grant_tokens = input.grant_tokens, .algorithm = input.encryption_algorithm});
    if (!key) return failure(key.error());
    if (input.dry_run.value_or(false)) return failure(dry_run_outcome());
    auto made = keyring_of(call).encrypt(**key, input.plaintext, input.encryption_context);
    if (!made) return failure(made.error());
    return EncryptOutput{.ciphertext_blob = std::move(made->blob),
                         .key_id = (*key)->arn(),
                         .encryption_algorithm = std::string(symmetric_default)};
}

AccessRequests encrypt_access(Call& call, const EncryptInput& input) {
    return on_key(call, input.key_id, KeyScope::any_key_or_alias,
                  cryptographic_access("Encrypt", input.encryption_context));
}

}  // namespace

Operation encrypt_operation() {
    return operation<&encrypt, &encrypt_access, &check_encrypt>(
        {.name = "Encrypt",
         .errors = "NotFoundException DisabledException KeyUnavailableException "
                   "DependencyTimeoutException InvalidKeyUsageException "
                   "InvalidGrantTokenException KMSInternalException KMSInvalidStateException "
                   "DryRunOperationException"});
}

}  // namespace amicast::services::kms
