#include "services/ssm/secure_value.h"

#include <fmt/format.h>

#include "services/key_asker.h"
#include "services/request_facts.h"
#include "services/ssm/errors.h"

namespace amicast::services::ssm {
namespace {

KeyAccess access_for(const Call& call, std::string_view operation, std::string_view name) {
    KeyAccess access{.operation = operation};
    access.conditions["kms:EncryptionAlgorithm"] = {"SYMMETRIC_DEFAULT"};
    access.encryption_context["PARAMETER_ARN"] =
        parameters::parameter_arn(call.region.name, call.account(), name);
    return access;
}

// The errors of finding and using keys as this service tells them.
Error name_key_error(const Error& error) {
    switch (error.kind) {
        case ErrorKind::denied:
            return access_denied(error.message);
        case ErrorKind::invalid:
        case ErrorKind::unsupported:
        case ErrorKind::not_found:
        case ErrorKind::conflict:
            return invalid_key_id(error.message);
        default:
            return error;
    }
}

// One use of a key: what all its steps need.
struct KeyUser {
    keys::Keyring& keyring;
    iam::RequestFacts facts;
    KeyAsker asker;

    KeyUser(Call& call, keys::Keyring& the_keyring, iam::RequestFacts the_facts)
        : keyring(the_keyring),
          facts(std::move(the_facts)),
          asker(call.site, keyring, call.caller, facts, keys::ssm_key) {}

    Status check(const keys::Key& key, const KeyAccess& access) {
        Status allowed = asker.check(key, access);
        return allowed ? check_key_state(key) : allowed;
    }
};

Result<std::unique_ptr<KeyUser>> key_user(Call& call) {
    keys::Keyring* keyring = call.site.find_keyring(call.region.name);
    if (keyring == nullptr)
        return failure(ErrorKind::unavailable, "The keys of this Region cannot be used now.");
    auto facts = gather_facts(call);
    if (!facts) return failure(facts.error());
    return std::make_unique<KeyUser>(call, *keyring, std::move(*facts));
}

}  // namespace

Result<parameters::Sealed> seal_value(Call& call, std::string_view name, std::string_view key_id,
                                      parameters::Tier tier, std::string_view plain) {
    if (key_id.empty()) key_id = keys::ssm_key.alias;
    const bool advanced = tier == parameters::Tier::advanced;
    const KeyAccess access = access_for(call, advanced ? "GenerateDataKey" : "Encrypt", name);
    auto user = key_user(call);
    if (!user) return failure(user.error());
    auto key = (*user)->asker.find(key_id);
    if (!key) return failure(name_key_error(key.error()));
    if (Status checked = (*user)->check(**key, access); !checked)
        return failure(name_key_error(checked.error()));
    auto encrypted = (*user)->keyring.encrypt(**key, as_bytes(plain), access.encryption_context);
    if (!encrypted) return failure(encrypted.error());
    return parameters::Sealed{.ciphertext = to_text(encrypted->blob),
                              .key_id = std::string(key_id)};
}

// By the key that the bytes name: the alias that a put named may lead to another one by now.
Result<std::string> open_value(Call& call, const parameters::ParameterVersion& version) {
    const ByteView blob = as_bytes(version.value);
    auto header = keys::read_ciphertext_header(blob);
    if (!header)
        return failure(ErrorKind::corrupt, "The value of the parameter is damaged.", version.name);
    auto user = key_user(call);
    if (!user) return failure(user.error());
    auto key = (*user)->keyring.find(header->key_id);
    if (!key && key.error().kind == ErrorKind::not_found) {
        return failure(invalid_key_id(
            fmt::format("The key {} that the parameter {} was encrypted under does not exist any "
                        "more.",
                        header->key_id, version.name)));
    }
    if (!key) return failure(key.error());
    const KeyAccess access = access_for(call, "Decrypt", version.name);
    if (Status checked = (*user)->check(**key, access); !checked)
        return failure(name_key_error(checked.error()));
    auto decrypted = (*user)->keyring.decrypt(**key, blob, access.encryption_context);
    if (!decrypted && decrypted.error().kind == ErrorKind::invalid)
        return failure(ErrorKind::corrupt, "The value of the parameter is damaged.", version.name);
    if (!decrypted) return failure(decrypted.error());
    return to_text(decrypted->plain);
}

}  // namespace amicast::services::ssm
