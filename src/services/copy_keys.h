// The keys of a copy. images/encryption.h says whose key each snapshot comes to lie under; here
// that key is found, and it is asked whether whoever orders the copy may use it and the source's.
// For CopyImage, CopySnapshot, and distributions, which copy in the same way.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "distribution/copy_image.h"
#include "iam/authorizer.h"
#include "iam/principal.h"
#include "images/encryption.h"
#include "services/site.h"

namespace amicast::services {

struct CopyKeyWish {
    images::CopyCall call = images::CopyCall::image;
    std::string region;                     // the destination
    std::optional<bool> encrypted;          // absent, true and false mean three things
    std::optional<std::string> kms_key_id;  // in any of its four forms
};

// Who orders the copy.
struct CopyOrderer {
    const iam::Principal& principal;
    const iam::RequestFacts& facts;
};

// What one snapshot's copy comes to be, and why it must fail if it must: AWS takes an order whose
// key cannot be used (there is none such, it is of another Region, disabled, not permitted; that of
// the source likewise) and lets the copy fail later.
struct CopyKey {
    // Of a copy that must fail: the key that was meant, as far as it can be told.
    distribution::CopyTarget target;
    std::string refusal;
};

// Errors: `invalid` for what the order itself must not ask for (an unencrypted copy of an encrypted
// snapshot, a key without Encrypted), `unavailable` and the like when the answer cannot be had.
Result<CopyKey> find_copy_key(Site& site, const CopyOrderer& orderer, const CopyKeyWish& wish,
                              const std::string& source_region, const images::Snapshot& source);

// For each snapshot of the order's source image; the first refusal becomes the image's.
Status choose_copy_keys(Site& site, const CopyOrderer& orderer, const CopyKeyWish& wish,
                        distribution::CopyImageOrder& order);

}  // namespace amicast::services
