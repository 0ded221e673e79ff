// How keys begin, rotate and end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "keys/key.h"
#include "keys/keyring.h"

namespace amicast::keys {

// A key that a service makes for an account when it is needed for the first time: the same for
// everybody, used through that service only.
struct ServiceKey {
    std::string_view alias;
    std::string_view service;      // as kms:ViaService begins: "ec2"
    std::string_view title;        // "EBS"
    std::string_view description;  // of the key
    std::string_view policy_id;
};
inline constexpr ServiceKey ebs_key = {
    .alias = "alias/aws/ebs",
    .service = "ec2",
    .title = "EBS",
    .description = "Default key that protects my EBS volumes when no other key is defined",
    .policy_id = "auto-ebs-2"};
inline constexpr std::string_view ebs_alias = ebs_key.alias;
inline constexpr ServiceKey ssm_key = {
    .alias = "alias/aws/ssm",
    .service = "ssm",
    .title = "SSM",
    .description = "Default key that protects my SSM parameters when no other key is defined",
    .policy_id = "auto-ssm-1"};

inline constexpr std::int64_t rotation_days_default = 365;

// The policy of a key that was made without one: the account decides by its identity policies.
std::string default_key_policy(std::string_view account_id);
// That of a service's key: any principal of the account, through the service only.
std::string service_key_policy(const ServiceKey& key, std::string_view account_id,
                               std::string_view region);

struct NewKey {
    std::string account_id;
    std::string description;
    std::string policy;
    std::string bound_policy;  // see Key
    Pairs tags;
};
// `id` is the new key's, which its maker must know before (its policy is checked with it). Errors:
// `limit` when the account has as many keys as it may.
Result<Key> create_key(Keyring& keyring, const std::string& id, const NewKey& wanted);

// The account's key behind the service's alias, made when it is not there.
Result<std::shared_ptr<const Key>> ensure_service_key(Keyring& keyring,
                                                      const std::string& account_id,
                                                      const ServiceKey& service);
inline Result<std::shared_ptr<const Key>> ensure_ebs_key(Keyring& keyring,
                                                         const std::string& account_id) {
    return ensure_service_key(keyring, account_id, ebs_key);
}

// A new material for a key, inside a change of it.
Status rotate(catalog::Transaction& tx, Keyring& keyring, Key& key, std::string_view rotation);

// What time brings: keys whose rotation is due get a new material (enabled ones only; a disabled
// key rotates once it is enabled again), keys whose deletion date has passed are erased with their
// material, domain key, aliases and grants. One transaction for each key, so that one that cannot
// be read or written does not keep the others waiting.
struct Upkeep {
    std::vector<std::string> rotated;
    std::vector<std::string> erased;
    Status outcome;  // the last failure
};
Upkeep keep_up(Keyring& keyring);

}  // namespace amicast::keys
