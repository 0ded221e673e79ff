// Whether new content is encrypted and under which key: EC2's rules for copies and the EBS direct
// APIs' rules for uploads, each as one pure function. Sources: AWS documentation "Use encryption
// with EBS-backed AMIs", "Copy an Amazon EBS snapshot", and the table of StartSnapshot.
#pragma once

#include <optional>

#include <tl/expected.hpp>

namespace amicast::images {

// The key that content comes to lie under.
enum class KeyChoice {
    none,             // it is not encrypted
    source,           // the key of the snapshot that is copied, or of the parent
    account_default,  // the account's default key for EBS in the region of the new snapshot
    given,            // the one that the request names
};

enum class EncryptionRefusal {
    key_needs_encrypted,     // a key without Encrypted=true
    cannot_decrypt,          // an unencrypted copy of an encrypted snapshot
    beside_parent,           // Encrypted or a key together with a parent
    key_forbids_false,       // a key together with Encrypted=false
    default_forbids_false,   // Encrypted=false where encryption by default is on
    default_forbids_parent,  // an unencrypted parent where encryption by default is on
};

using KeyDecision = tl::expected<KeyChoice, EncryptionRefusal>;

// What a request says and what its account has chosen for the region.
struct EncryptionWish {
    bool by_default = false;        // encryption by default is on
    std::optional<bool> encrypted;  // absent, true and false mean three things
    bool key_given = false;
};

enum class CopyCall { image, snapshot };

// The snapshot to be copied, as the account of the copy sees it.
enum class CopySource { plain, own_encrypted, shared_encrypted };

// The part that needs no source: a key requires Encrypted=true, also where encryption by default is
// on.
bool lacks_encrypted(const EncryptionWish& wish);

// For each snapshot of an image by itself, or for a snapshot. CopyImage keeps the key of one's own
// snapshot within a region; CopySnapshot never does. Explicit false does not switch encryption by
// default off.
KeyDecision key_of_copy(CopyCall call, const EncryptionWish& wish, CopySource source,
                        bool same_region);

enum class UploadParent { none, plain, encrypted };

// For StartSnapshot: a key alone asks for encryption, and a parent settles everything.
KeyDecision key_of_upload(const EncryptionWish& wish, UploadParent parent);

}  // namespace amicast::images
