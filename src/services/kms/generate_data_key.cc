// GenerateDataKey, GenerateDataKeyWithoutPlaintext: a random key, encrypted under a KMS key.
#include "base/encoding.h"
#include "crypto/wipe.h"
#include "services/kms/constraints.h"
#include "services/kms/cryptography.h"
#include "services/kms/errors.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

constexpr std::size_t aes_128_bytes = 16;
constexpr std::size_t aes_256_bytes = 32;

// What both operations take; a Recipient only the one that shows the plaintext.
template <bool shows_plaintext>
struct DataKeyInput {
    std::string key_id;
    keys::EncryptionContext encryption_context;
    std::optional<std::int64_t> number_of_bytes;
    std::optional<std::string> key_spec;
    std::vector<std::string> grant_tokens;
    std::optional<bool> dry_run;
    std::optional<RecipientInfo> recipient;

    static std::span<const wire::Member> members() {
        using This = DataKeyInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::encryption_context>("EncryptionContext"),
            wire::member<&This::number_of_bytes>("NumberOfBytes", {.min = 1, .max = 1024}),
            wire::member<&This::key_spec>("KeySpec", {.one_of = "AES_256 AES_128"}),
            wire::member<&This::grant_tokens>("GrantTokens", kms::grant_tokens),
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::recipient>("Recipient"),
        };
        std::span<const wire::Member> all = rows;
        return shows_plaintext ? all : all.first(all.size() - 1);
    }

    std::size_t bytes() const {
        if (number_of_bytes) return static_cast<std::size_t>(*number_of_bytes);
        return *key_spec == "AES_128" ? aes_128_bytes : aes_256_bytes;
    }
};
using GenerateDataKeyInput = DataKeyInput<true>;
using WithoutPlaintextInput = DataKeyInput<false>;

struct GenerateDataKeyOutput {
    Bytes ciphertext_blob;
    Bytes plaintext;
    std::string key_id;
    std::string key_material_id;

    static std::span<const wire::Member> members() {
        using This = GenerateDataKeyOutput;
        static const wire::Member rows[] = {
            wire::member<&This::ciphertext_blob>("CiphertextBlob"),
            wire::member<&This::plaintext>("Plaintext"),
            wire::member<&This::key_id>("KeyId"),
            wire::member<&This::key_material_id>("KeyMaterialId"),
        };
        return rows;
    }
};

struct WithoutPlaintextOutput {
    Bytes ciphertext_blob;
    std::string key_id;
    std::string key_material_id;

    static std::span<const wire::Member> members() {
        using This = WithoutPlaintextOutput;
        static const wire::Member rows[] = {
            wire::member<&This::ciphertext_blob>("CiphertextBlob"),
            wire::member<&This::key_id>("KeyId"),
            wire::member<&This::key_material_id>("KeyMaterialId"),
        };
        return rows;
    }
};

template <class Input>
Status check_data_key(const Input& input) {
    if (input.number_of_bytes.has_value() == input.key_spec.has_value())
        return failure(invalid("Please specify either number of bytes or key spec."));
    Status good = check_recipient(input.recipient);
    if (good) good = check_encryption_context(input.encryption_context);
    return good;
}

template <class Input>
Result<GenerateDataKeyOutput> generate(Call& call, const Input& input) {
    auto key = usable_key(call, key_of(call), {.grant_tokens = input.grant_tokens});
    if (!key) return failure(key.error());
    if (input.dry_run.value_or(false)) return failure(dry_run_outcome());
    Bytes plain(input.bytes());
    call.random.fill(plain);
    auto made = keyring_of(call).encrypt(**key, plain, input.encryption_context);
    if (!made) return failure(made.error());
    return GenerateDataKeyOutput{.ciphertext_blob = std::move(made->blob),
                                 .plaintext = std::move(plain),
                                 .key_id = (*key)->arn(),
                                 .key_material_id = to_hex(made->material_id)};
}

Result<WithoutPlaintextOutput> generate_without_plaintext(Call& call,
                                                          const WithoutPlaintextInput& input) {
    auto made = generate(call, input);
    if (!made) return failure(made.error());
    crypto::wipe(made->plaintext);
    return WithoutPlaintextOutput{.ciphertext_blob = std::move(made->ciphertext_blob),
                                  .key_id = std::move(made->key_id),
                                  .key_material_id = std::move(made->key_material_id)};
}

AccessRequests generate_data_key_access(Call& call, const GenerateDataKeyInput& input) {
    return on_key(call, input.key_id, KeyScope::any_key_or_alias,
                  cryptographic_access("GenerateDataKey", input.encryption_context));
}

AccessRequests without_plaintext_access(Call& call, const WithoutPlaintextInput& input) {
    return on_key(
        call, input.key_id, KeyScope::any_key_or_alias,
        cryptographic_access("GenerateDataKeyWithoutPlaintext", input.encryption_context));
}

constexpr std::string_view errors =
    "NotFoundException DisabledException KeyUnavailableException DependencyTimeoutException "
    "InvalidKeyUsageException InvalidGrantTokenException KMSInternalException "
    "KMSInvalidStateException DryRunOperationException";

}  // namespace

Operation generate_data_key_operation() {
    return operation<&generate<GenerateDataKeyInput>, &generate_data_key_access,
                     &check_data_key<GenerateDataKeyInput>>(
        {.name = "GenerateDataKey", .errors = errors});
}

Operation generate_data_key_without_plaintext_operation() {
    return operation<&generate_without_plaintext, &without_plaintext_access,
                     &check_data_key<WithoutPlaintextInput>>(
        {.name = "GenerateDataKeyWithoutPlaintext", .errors = errors});
}

}  // namespace amicast::services::kms
