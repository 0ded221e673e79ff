// ReEncrypt: from one key or context to another, without showing the plaintext. Two permissions, on
// two keys that may belong to two accounts.
#include "base/encoding.h"
#include "crypto/wipe.h"
#include "services/kms/constraints.h"
#include "services/kms/cryptography.h"
#include "services/kms/errors.h"
#include "services/kms/operations.h"

namespace amicast::services::kms {
namespace {

struct ReEncryptInput {
    Bytes ciphertext_blob;
    keys::EncryptionContext source_encryption_context;
    std::optional<std::string> source_key_id;
    std::string destination_key_id;
    keys::EncryptionContext destination_encryption_context;
    std::optional<std::string> source_encryption_algorithm;
    std::optional<std::string> destination_encryption_algorithm;
    std::vector<std::string> grant_tokens;
    std::optional<bool> dry_run;
    std::vector<std::string> dry_run_modifiers;

    static std::span<const wire::Member> members() {
        using This = ReEncryptInput;
        static const wire::Member rows[] = {
            wire::member<&This::ciphertext_blob>("CiphertextBlob", kms::ciphertext),
            wire::member<&This::source_encryption_context>("SourceEncryptionContext"),
            wire::member<&This::source_key_id>("SourceKeyId", optional_key_id),
            wire::member<&This::destination_key_id>("DestinationKeyId", kms::key_id),
            wire::member<&This::destination_encryption_context>("DestinationEncryptionContext"),
            wire::member<&This::source_encryption_algorithm>("SourceEncryptionAlgorithm",
                                                             kms::encryption_algorithm),
            wire::member<&This::destination_encryption_algorithm>("DestinationEncryptionAlgorithm",
                                                                  kms::encryption_algorithm),
            wire::member<&This::grant_tokens>("GrantTokens", kms::grant_tokens),
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::dry_run_modifiers>("DryRunModifiers", kms::dry_run_modifiers),
        };
        return rows;
    }
};

struct ReEncryptOutput {
    Bytes ciphertext_blob;
    std::string source_key_id;
    std::string key_id;
    std::string source_encryption_algorithm;
    std::string destination_encryption_algorithm;
    std::string source_key_material_id;
    std::string destination_key_material_id;

    static std::span<const wire::Member> members() {
        using This = ReEncryptOutput;
        static const wire::Member rows[] = {
            wire::member<&This::ciphertext_blob>("CiphertextBlob"),
            wire::member<&This::source_key_id>("SourceKeyId"),
            wire::member<&This::key_id>("KeyId"),
            wire::member<&This::source_encryption_algorithm>("SourceEncryptionAlgorithm"),
            wire::member<&This::destination_encryption_algorithm>("DestinationEncryptionAlgorithm"),
            wire::member<&This::source_key_material_id>("SourceKeyMaterialId"),
            wire::member<&This::destination_key_material_id>("DestinationKeyMaterialId"),
        };
        return rows;
    }
};

struct BothKeys {
    NamedKey source;
    NamedKey destination;
};

Status check_re_encrypt(const ReEncryptInput& input) {
    Status good = check_ciphertext_given(input.ciphertext_blob, input.source_key_id.has_value(),
                                         input.dry_run.value_or(false), input.dry_run_modifiers);
    if (good) good = check_encryption_context(input.source_encryption_context);
    if (good) good = check_encryption_context(input.destination_encryption_context);
    return good;
}

Result<keys::Decrypted> open_source(const Call& call, const keys::Key& source,
                                    const ReEncryptInput& input) {
    Status right = check_made_under(source, input.ciphertext_blob);
    if (!right) return failure(right.error());
    return decrypt_under(call, source, input.ciphertext_blob, input.source_encryption_context);
}

Result<ReEncryptOutput> re_encrypt(Call& call, const ReEncryptInput& input) {
    const auto& found = *static_cast<const BothKeys*>(call.found.get());
    auto source = usable_key(
        call, found.source.key,
        {.grant_tokens = input.grant_tokens, .algorithm = input.source_encryption_algorithm});
    if (!source) return failure(source.error());
    auto destination = usable_key(
        call, found.destination.key,
        {.grant_tokens = input.grant_tokens, .algorithm = input.destination_encryption_algorithm});
    if (!destination) return failure(destination.error());
    if (!input.dry_run_modifiers.empty()) return failure(dry_run_outcome());
    auto opened = open_source(call, **source, input);
    if (!opened) return failure(opened.error());
    crypto::WipeAtEnd wiped(opened->plain);
    if (input.dry_run.value_or(false)) return failure(dry_run_outcome());
    auto made = keyring_of(call).encrypt(**destination, opened->plain,
                                         input.destination_encryption_context);
    if (!made) return failure(made.error());
    return ReEncryptOutput{.ciphertext_blob = std::move(made->blob),
                           .source_key_id = (*source)->arn(),
                           .key_id = (*destination)->arn(),
                           .source_encryption_algorithm = std::string(symmetric_default),
                           .destination_encryption_algorithm = std::string(symmetric_default),
                           .source_key_material_id = to_hex(opened->material_id),
                           .destination_key_material_id = to_hex(made->material_id)};
}

AccessRequests re_encrypt_access(Call& call, const ReEncryptInput& input) {
    auto found = std::make_shared<BothKeys>(BothKeys{
        .source = input.source_key_id
                      ? find_named(call, *input.source_key_id, KeyScope::any_key_or_alias)
                      : find_key_of_ciphertext(call, input.ciphertext_blob),
        .destination = find_named(call, input.destination_key_id, KeyScope::any_key_or_alias)});
    const bool same_key = found->source.key && found->destination.key &&
                          (*found->source.key)->id == (*found->destination.key)->id;
    KeyAccess from = cryptographic_access("ReEncryptFrom", input.source_encryption_context);
    KeyAccess to = cryptographic_access("ReEncryptTo", input.destination_encryption_context);
    for (KeyAccess* access : {&from, &to})
        access->conditions["kms:ReEncryptOnSameKey"] = {same_key ? "true" : "false"};
    if (!input.source_key_id) hide_from_strangers(call, found->source, from);
    AccessRequests requests;
    ask(call, found->source, std::move(from), requests);
    ask(call, found->destination, std::move(to), requests);
    call.found = std::move(found);
    return requests;
}

}  // namespace

Operation re_encrypt_operation() {
    return operation<&re_encrypt, &re_encrypt_access, &check_re_encrypt>(
        {.name = "ReEncrypt",
         .errors = "NotFoundException DisabledException InvalidCiphertextException "
                   "KeyUnavailableException IncorrectKeyException DependencyTimeoutException "
                   "InvalidKeyUsageException InvalidGrantTokenException KMSInternalException "
                   "KMSInvalidStateException DryRunOperationException"});
}

}  // namespace amicast::services::kms
