// The use of KMS keys by a service on its caller's behalf: which key a caller means, and whether
// the caller may do with it what the service is about to do. The policy engine is asked as the real
// services have it asked: as the caller, through the service (kms:ViaService
// "<service>.<region>.amazonaws.com", aws:ViaAWSService).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "iam/authorizer.h"
#include "iam/principal.h"
#include "keys/lifecycle.h"
#include "services/key_access.h"
#include "services/site.h"

namespace amicast::services {

// All arguments must outlive it.
class KeyAsker {
  public:
    using SharedKey = std::shared_ptr<const keys::Key>;

    KeyAsker(Site& site, keys::Keyring& keyring, const iam::Principal& caller,
             const iam::RequestFacts& facts, const keys::ServiceKey& service)
        : site_(site), keyring_(keyring), caller_(caller), facts_(facts), service_(service) {}

    // By key id, key ARN, alias name or alias ARN; the service's own key is made when the caller's
    // account has none. Errors: invalid (not a key's name), unsupported (another Region's),
    // not_found, denied (another account's that does not exist).
    Result<SharedKey> find(std::string_view key);

    Result<bool> allows(const keys::Key& key, const KeyAccess& access);
    // `denied` when the key's policy, a grant or the caller's own policies do not allow it.
    Status check(const keys::Key& key, const KeyAccess& access);
    // The refusal itself. Which policy is lacking is not told: the same words for a key that does
    // not exist.
    Error refusal(const std::string& arn, std::string_view operation) const;

  private:
    Site& site_;
    keys::Keyring& keyring_;
    const iam::Principal& caller_;
    const iam::RequestFacts& facts_;
    const keys::ServiceKey& service_;
};

// `conflict` for a key that is disabled or pending deletion.
Status check_key_state(const keys::Key& key);

}  // namespace amicast::services
