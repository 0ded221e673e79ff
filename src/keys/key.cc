#include "keys/key.h"

namespace amicast::keys {
namespace {

std::string arn_of(std::string_view region, std::string_view account_id) {
    std::string arn = "arn:aws:kms:";
    return arn.append(region).append(":").append(account_id).append(":");
}

}  // namespace

std::string_view to_string(KeyState state) {
    switch (state) {
        case KeyState::enabled:
            return "Enabled";
        case KeyState::disabled:
            return "Disabled";
        case KeyState::pending_deletion:
            break;
    }
    return "PendingDeletion";
}

std::string_view to_string(KeyManager manager) {
    return manager == KeyManager::aws ? "AWS" : "CUSTOMER";
}

std::string Key::arn() const {
    return key_arn(region, account_id, id);
}

std::string key_arn(std::string_view region, std::string_view account_id, std::string_view key_id) {
    return arn_of(region, account_id).append("key/").append(key_id);
}

std::string alias_arn(std::string_view region, std::string_view account_id, std::string_view name) {
    return arn_of(region, account_id).append(name);
}

}  // namespace amicast::keys
