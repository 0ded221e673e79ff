// A KMS key as the catalog describes it; its material stands elsewhere (materials.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "keys/fields.h"

namespace amicast::keys {

enum class KeyState { enabled, disabled, pending_deletion };
enum class KeyManager {
    customer,
    aws,  // made by a service for an account, the same for everybody: alias/aws/ebs
};

// "Enabled", "Disabled", "PendingDeletion" and "CUSTOMER", "AWS": the words of the API.
std::string_view to_string(KeyState state);
std::string_view to_string(KeyManager manager);

struct Key {
    std::string id;  // a UUID: the last part of the ARN
    std::string account_id;
    std::string region;
    KeyManager manager = KeyManager::customer;
    KeyState state = KeyState::enabled;
    Time created{};
    std::string description;
    std::string policy;  // JSON text as given
    // The same with users and roles named by their unique ids, so that a successor of the same name
    // is not meant: what is evaluated.
    std::string bound_policy;
    Pairs tags;
    std::optional<Time> deletion_date;          // while deletion is pending
    std::optional<std::int64_t> rotation_days;  // while automatic rotation is on
    std::optional<Time> next_rotation;          // the same
    std::int64_t rotations_on_demand = 0;       // how many there were
    std::int64_t material_version = 1;          // of the material that encrypts now
    Digest material_id{};                       // the same, as KeyMaterialId shows it

    std::string arn() const;
    bool is_usable() const { return state == KeyState::enabled; }
};

std::string key_arn(std::string_view region, std::string_view account_id, std::string_view key_id);
std::string alias_arn(std::string_view region, std::string_view account_id, std::string_view name);

}  // namespace amicast::keys
