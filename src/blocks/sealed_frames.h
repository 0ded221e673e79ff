// The frames of one key's domain: a block store that knows them by the ids of the domain and holds
// them sealed, seen as a FrameStore that knows them by their SHA-256 and hands them out opened.
#pragma once

#include "base/random.h"
#include "blocks/block_store.h"
#include "blocks/domain_seal.h"
#include "blocks/frame_store.h"

namespace amicast::blocks {

// Frames are sealed on the thread that puts them, before it waits for anybody else.
class SealedFrames final : public FrameStore {
  public:
    // `store` and `random`, which is asked for a nonce with each frame, must outlive this.
    SealedFrames(BlockStore& store, const crypto::Key& domain_key, Random& random)
        : store_(store), seal_(domain_key), random_(random) {}

    Result<std::vector<bool>> contains(std::span<const Digest> digests) override;
    Status put(std::span<const Frame> frames) override;
    using FrameStore::get;
    Result<std::vector<Frame>> get(std::span<const Digest> digests) override;

    BlockId id_of(const Digest& digest) const override { return seal_.id_of(digest); }
    Reference reference_to(const Digest& digest) const override {
        return seal_.reference_to(digest);
    }
    Result<Digest> digest_of(const Reference& reference) const override {
        return seal_.digest_of(reference);
    }

    const DomainSeal& seal() const { return seal_; }

  private:
    BlockStore& store_;
    const DomainSeal seal_;
    Random& random_;
};

}  // namespace amicast::blocks
