// How the content of one domain is named and sealed under the domain's key;
// docs/decisions/0006-sealed-domains.md is the reference. Knows nothing of where frames lie.
#pragma once

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "blocks/frame.h"
#include "blocks/reference.h"
#include "crypto/aead.h"

namespace amicast::blocks {

// Immutable, so safe from any thread.
class DomainSeal {
  public:
    explicit DomainSeal(const crypto::Key& domain_key);
    ~DomainSeal();  // overwrites its keys
    DomainSeal(const DomainSeal&) = delete;
    DomainSeal& operator=(const DomainSeal&) = delete;

    BlockId id_of(const Digest& digest) const;
    Reference reference_to(const Digest& digest) const;
    // `corrupt` when the reference is not one of this domain.
    Result<Digest> digest_of(const Reference& reference) const;

    // The frame as it is stored: under its id here, its payload sealed. The payload stays encoded
    // as it is. `frame.id` is the SHA-256 of the content.
    Frame seal(const Frame& frame, Random& random) const;
    // The frame again, of the content with that digest. `corrupt` when the stored one was not
    // sealed here under this digest's id, or anything of it was changed since.
    Result<Frame> open(Frame stored, const Digest& digest) const;
    // Opens without knowing the digest, decodes, and proves that content and id belong together:
    // the digest. The costly way, for verification.
    Result<Digest> prove(Frame stored) const;

  private:
    // Decrypts the payload where it lies; the id stays that of the domain.
    Status decrypt(Frame& stored) const;

    crypto::Key id_key_;
    crypto::Key content_key_;
    crypto::Key digest_key_;
};

}  // namespace amicast::blocks
