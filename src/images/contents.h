// From the row of a snapshot to its content: the frames of the key it is encrypted under, or the
// plain ones, and the root of its manifest.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "blocks/frame_store.h"
#include "blocks/sealed_frames.h"
#include "images/region.h"
#include "images/snapshot.h"
#include "snapshots/manifest.h"

namespace amicast::images {

// The bare id in a key's ARN, as keys::DomainKeys names keys: "…:key/<id>".
std::string_view key_id_of(std::string_view kms_key_arn);

// The frames of one dedup domain, opened. Holds the key while it lives; the region outlives it.
class Domain {
  public:
    explicit Domain(blocks::BlockStore& plain) : frames_(&plain) {}
    explicit Domain(std::unique_ptr<blocks::SealedFrames> sealed)
        : sealed_(std::move(sealed)), frames_(sealed_.get()) {}

    blocks::FrameStore& frames() const { return *frames_; }
    // Null for the plain domain.
    const blocks::SealedFrames* sealed() const { return sealed_.get(); }

  private:
    std::unique_ptr<blocks::SealedFrames> sealed_;
    blocks::FrameStore* frames_;
};

// The domain of a key, or the plain one without. Asks for the key's state each time, so not to be
// called in a transaction of the region's catalog. Errors: not_found (no such key, or destroyed),
// denied (disabled or pending deletion), unavailable; the message says which and what to do.
Result<Domain> open_domain(Region& region, const std::optional<std::string>& kms_key_arn);
// The same in any state of the key, for upkeep; empty when its content is lost for good, or there
// never was any.
Result<std::optional<Domain>> open_domain_for_upkeep(Region& region,
                                                     const std::optional<std::string>& kms_key_arn);

struct Contents {
    Domain domain;
    snapshots::Root root{};

    blocks::FrameStore& frames() const { return domain.frames(); }
    snapshots::Manifests manifests() const { return snapshots::Manifests(domain.frames()); }
};

// Of a completed snapshot. Errors as of open_domain(), naming the snapshot; `corrupt` when its row
// and its key do not belong together.
Result<Contents> open_contents(Region& region, const Snapshot& snapshot);

}  // namespace amicast::images
