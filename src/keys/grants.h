// Grants: permissions on one key for one principal, beside the key's policy. They only allow, never
// expire, and may hold only for certain encryption contexts. Rows with a MAC.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "keys/ciphertext.h"
#include "keys/region_secrets.h"

namespace amicast::keys {

struct GrantConstraint {
    enum class Kind { none, equals, subset };
    Kind kind = Kind::none;
    EncryptionContext context;

    friend bool operator==(const GrantConstraint&, const GrantConstraint&) = default;
};

struct Grant {
    std::string id;  // 64 hexadecimal digits
    std::string key_id;
    std::string name;     // empty when it has none
    std::string grantee;  // an ARN, as given
    // By what the grantee is known at a request: the unique id of a user or role, so that a
    // successor of the same name has no part in the grant; else the ARN.
    std::string grantee_name;
    std::string retiring;  // empty: nobody; otherwise as the grantee
    std::string retiring_name;
    std::string issuing_account;
    std::vector<std::string> operations;  // "Decrypt", …: in the order of grant_operations
    GrantConstraint constraint;
    Time created{};

    bool allows(std::string_view operation) const;
};

// What a grant on a symmetric key can allow, in the order of listings.
inline constexpr std::string_view grant_operations[] = {
    "Decrypt",       "Encrypt",     "GenerateDataKey", "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom", "ReEncryptTo", "CreateGrant",     "RetireGrant",
    "DescribeKey"};

// Whether the grant allows `operation` with this encryption context. DescribeKey and RetireGrant
// have none, so no constraint holds them back. (CreateGrant passes its own constraint on; see
// is_within().)
bool covers(const Grant& grant, std::string_view operation, const EncryptionContext& context);

// Whether `inner` holds for no context for which `outer` does not: what a grantee may pass on.
bool is_within(const GrantConstraint& inner, const GrantConstraint& outer);

Status insert_grant(catalog::Transaction& tx, const RegionSecrets& secrets, const Grant& grant);
Status delete_grant(catalog::Transaction& tx, std::string_view grant_id);
Result<std::optional<Grant>> select_grant(catalog::Transaction& tx, const RegionSecrets& secrets,
                                          std::string_view grant_id);
// Those on a key for any of these principals, by Grant::grantee_name.
Result<std::vector<Grant>> select_grants_to(catalog::Transaction& tx, const RegionSecrets& secrets,
                                            std::string_view key_id,
                                            std::span<const std::string> grantee_names);
// One on the key that says the same under the same name.
Result<std::optional<Grant>> select_same_grant(catalog::Transaction& tx,
                                               const RegionSecrets& secrets, const Grant& grant);

struct GrantListing {
    std::string_view key_id;    // of this key, or
    std::string_view retiring;  // those this principal, an ARN, may retire
    std::string_view grantee;   // of a key: only those to this principal, an ARN
    std::string_view after;     // the last id of the page before
    std::size_t max = 50;
};
// In order of id.
Result<std::vector<Grant>> select_grants(catalog::Transaction& tx, const RegionSecrets& secrets,
                                         const GrantListing& listing);
Result<std::int64_t> count_grants(catalog::Transaction& tx, std::string_view key_id);

// A token that names a grant without telling it: another one each time, of unlimited life.
std::string make_grant_token(const RegionSecrets& secrets, const Grant& grant, Random& random);
// The id of the grant; absent for what this region never issued.
std::optional<std::string> open_grant_token(const RegionSecrets& secrets, std::string_view token);

}  // namespace amicast::keys
