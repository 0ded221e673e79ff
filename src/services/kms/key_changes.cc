#include "services/kms/key_changes.h"

#include "keys/key_rows.h"
#include "services/kms/errors.h"

namespace amicast::services::kms {

Status require_not_pending(const keys::Key& key) {
    if (key.state != keys::KeyState::pending_deletion) return {};
    return failure(invalid_state(key, "is pending deletion."));
}

Status require_enabled(const keys::Key& key) {
    if (key.state == keys::KeyState::disabled) return failure(disabled(key));
    return require_not_pending(key);
}

Result<keys::Key> key_now(const Call& call, catalog::Transaction& tx, const keys::Key& key) {
    auto now = keys::select_key(tx, keyring_of(call).secrets(), key.id);
    if (!now) return failure(now.error());
    if (!*now) return keys::no_such_key(key.arn());
    return std::move(**now);
}

Status change_key(const Call& call,
                  const std::function<Status(catalog::Transaction&, keys::Key&)>& edit) {
    const Result<SharedKey>& found = key_of(call);
    if (!found) return failure(found.error());
    keys::Keyring& keyring = keyring_of(call);
    return keyring.change([&](catalog::Transaction& tx) -> Status {
        auto key = key_now(call, tx, **found);
        if (!key) return failure(key.error());
        if (Status edited = edit(tx, *key); !edited) return edited;
        return keys::update_key(tx, keyring.secrets(), *key);
    });
}

}  // namespace amicast::services::kms
