#include "services/kms/cryptography.h"

#include <set>
#include <utility>

#include <fmt/format.h>

#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/key_changes.h"

namespace amicast::services::kms {
namespace {

constexpr std::size_t encryption_context_bytes_max = 8192;

Result<bool> may_use(const Call& call, const keys::Key& key, const KeyAccess& access) {
    auto request = key_access(keyring_of(call), call.caller, key, access);
    if (!request) return failure(request.error());
    auto decision = decide_now(call, call.caller, std::move(*request));
    if (!decision) return failure(decision.error());
    return decision->allowed();
}

}  // namespace

KeyAccess cryptographic_access(std::string_view operation, const keys::EncryptionContext& context) {
    return {.operation = operation,
            .encryption_context = context,
            .conditions = {{"kms:EncryptionAlgorithm", {std::string(symmetric_default)}}}};
}

Status check_encryption_context(const keys::EncryptionContext& context) {
    std::size_t bytes = 0;
    // Names of condition keys know no case; kms:EncryptionContext:<key> must mean one value.
    std::set<std::string, iam::CaseInsensitiveLess> keys;
    for (const auto& [key, value] : context) {
        bytes += key.size() + value.size();
        if (keys.insert(key).second) continue;
        return failure(invalid(fmt::format(
            "EncryptionContext: the key '{}' is there twice, in upper and lower case.", key)));
    }
    if (bytes <= encryption_context_bytes_max) return {};
    return failure(invalid(
        fmt::format("EncryptionContext: {} bytes of keys and values: expected at most {} in all.",
                    bytes, encryption_context_bytes_max)));
}

Status check_recipient(const std::optional<RecipientInfo>& recipient) {
    if (!recipient) return {};
    return failure(unsupported(
        "Recipient: this server cannot verify attestation documents of Nitro enclaves. Leave "
        "Recipient out."));
}

Status check_grant_tokens(const Call& call, const std::vector<std::string>& tokens) {
    const keys::RegionSecrets& secrets = keyring_of(call).secrets();
    for (const std::string& token : tokens) {
        if (!keys::open_grant_token(secrets, token)) return failure(invalid_grant_token());
    }
    return {};
}

Result<SharedKey> usable_key(const Call& call, const Result<SharedKey>& found,
                             const UseOfKey& use) {
    if (!found) return failure(found.error());
    if (use.algorithm && *use.algorithm != symmetric_default)
        return failure(invalid_key_usage(*use.algorithm, **found));
    Status good = require_enabled(**found);
    if (good) good = check_grant_tokens(call, use.grant_tokens);
    if (!good) return failure(good.error());
    return *found;
}

NamedKey find_key_of_ciphertext(const Call& call, ByteView blob) {
    auto header = keys::read_ciphertext_header(blob);
    if (!header) return {.name = std::nullopt, .key = failure(invalid_ciphertext())};
    auto key = keyring_of(call).find(header->key_id);
    if (!key) {
        bool absent = key.error().kind == ErrorKind::not_found;
        return {.name = std::nullopt,
                .key = failure(absent ? ciphertext_of_unknown_key() : key.error())};
    }
    return as_named(std::move(*key));
}

void hide_from_strangers(const Call& call, NamedKey& of_ciphertext, const KeyAccess& access) {
    if (!of_ciphertext.key || (*of_ciphertext.key)->account_id == call.account()) return;
    auto allowed = may_use(call, **of_ciphertext.key, access);
    if (allowed && *allowed) return;
    of_ciphertext = {.name = std::nullopt,
                     .key = failure(allowed ? ciphertext_of_unknown_key() : allowed.error())};
}

Status check_made_under(const keys::Key& key, ByteView blob) {
    auto header = keys::read_ciphertext_header(blob);
    if (!header) return failure(invalid_ciphertext());
    if (header->key_id != key.id) return failure(incorrect_key());
    return {};
}

Status check_ciphertext_given(const Bytes& blob, bool names_key, bool is_dry_run,
                              const std::vector<std::string>& modifiers) {
    if (!modifiers.empty() && !is_dry_run)
        return failure(invalid("DryRunModifiers are for requests with DryRun only."));
    const bool ignored = !modifiers.empty();
    if (ignored && !names_key) {
        return failure(
            invalid("The modifier IGNORE_CIPHERTEXT needs the ID of the key that would decrypt."));
    }
    if (blob.empty() && !ignored)
        return failure(invalid("CiphertextBlob is missing: expected 1 to 6144 bytes."));
    return {};
}

Result<keys::Decrypted> decrypt_under(const Call& call, const keys::Key& key, ByteView blob,
                                      const keys::EncryptionContext& context) {
    auto plain = keyring_of(call).decrypt(key, blob, context);
    if (!plain && plain.error().kind == ErrorKind::invalid) return failure(invalid_ciphertext());
    return plain;
}

}  // namespace amicast::services::kms
