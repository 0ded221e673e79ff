#include "images/contents.h"

#include <utility>

#include <fmt/format.h>

#include "crypto/wipe.h"

namespace amicast::images {
namespace {

Domain sealed_domain(Region& region, const crypto::Key& key) {
    return Domain(std::make_unique<blocks::SealedFrames>(region.blocks, key, region.random));
}

}  // namespace

std::string_view key_id_of(std::string_view kms_key_arn) {
    return kms_key_arn.substr(kms_key_arn.rfind('/') + 1);
}

Result<Domain> open_domain(Region& region, const std::optional<std::string>& kms_key_arn) {
    if (!kms_key_arn) return Domain(region.blocks);
    auto key = region.keys.domain_key(key_id_of(*kms_key_arn));
    if (!key) return failure(key.error());
    const crypto::WipeAtEnd wiped(*key);
    return sealed_domain(region, *key);
}

Result<std::optional<Domain>> open_domain_for_upkeep(
    Region& region, const std::optional<std::string>& kms_key_arn) {
    if (!kms_key_arn) return std::optional(Domain(region.blocks));
    auto key = region.keys.domain_key_for_upkeep(key_id_of(*kms_key_arn));
    if (!key) return failure(key.error());
    if (!*key) return std::optional<Domain>();
    const crypto::WipeAtEnd wiped(**key);
    return std::optional(sealed_domain(region, **key));
}

Result<Contents> open_contents(Region& region, const Snapshot& snapshot) {
    if (!snapshot.root) {
        return failure(ErrorKind::conflict,
                       fmt::format("The snapshot '{}' is not completed.", snapshot.id));
    }
    auto domain = open_domain(region, snapshot.kms_key_arn);
    if (!domain) {
        Error error = domain.error();
        error.message = fmt::format("The snapshot '{}' is encrypted and cannot be read now. {}",
                                    snapshot.id, error.message);
        return failure(std::move(error));
    }
    auto root = domain->frames().digest_of(*snapshot.root);
    if (!root) return failure(root.error());
    return Contents{std::move(*domain), *root};
}

}  // namespace amicast::images
