#include "services/kms/grant_rules.h"

#include "base/encoding.h"
#include "services/kms/errors.h"

namespace amicast::services::kms {

Status check_grant_id(const std::string& id) {
    if (digest_from_hex(id)) return {};
    return failure(invalid_grant_id(id));
}

Result<std::optional<keys::Grant>> find_grant(const Call& call, std::string_view id) {
    keys::Keyring& keyring = keyring_of(call);
    return keyring.catalog().read_value(
        [&](catalog::Transaction& tx) { return keys::select_grant(tx, keyring.secrets(), id); });
}

Status end_grant(const Call& call, const keys::Key& key, const std::string& id, bool is_dry_run) {
    keys::Keyring& keyring = keyring_of(call);
    return keyring.change([&](catalog::Transaction& tx) -> Status {
        auto grant = keys::select_grant(tx, keyring.secrets(), id);
        if (!grant) return failure(grant.error());
        if (!*grant || (*grant)->key_id != key.id) return failure(grant_not_found(id));
        if (is_dry_run) return failure(dry_run_outcome());
        return keys::delete_grant(tx, id);
    });
}

}  // namespace amicast::services::kms
