#include "transfer/local_peers.h"

#include <utility>

#include <fmt/format.h>

#include "images/contents.h"
#include "images/permissions.h"

namespace amicast::transfer {
namespace {

using catalog::Transaction;

// What is hidden looks as if it did not exist.
Error hidden(std::string_view what, std::string_view id) {
    return Error{.kind = ErrorKind::not_found,
                 .message = fmt::format("The {} '{}' does not exist.", what, id)};
}

Result<bool> may_use(Transaction& tx, const Requester& requester, std::string_view resource_id,
                     const std::string& owner_id) {
    if (owner_id == requester.account_id) return true;
    return images::is_granted(tx, resource_id, requester.account_id, requester.organization_arns);
}

Status add_snapshot(Transaction& tx, const Requester& requester, const std::string& snapshot_id,
                    SourceImage& source) {
    auto snapshot = images::find_snapshot(tx, snapshot_id);
    if (!snapshot) {
        if (snapshot.error().kind != ErrorKind::not_found) return failure(snapshot.error());
        return failure(ErrorKind::corrupt,
                       fmt::format("The image '{}' names the snapshot '{}', which does not exist.",
                                   source.image.id, snapshot_id));
    }
    auto readable = may_use(tx, requester, snapshot_id, snapshot->owner_id);
    if (!readable) return failure(readable.error());
    source.snapshots.push_back(std::move(*snapshot));
    source.snapshot_readable.push_back(*readable);
    return {};
}

Result<SourceImage> load_image(Transaction& tx, const Requester& requester,
                               std::string_view image_id) {
    auto image = images::find_image(tx, image_id);
    if (!image) return failure(image.error());
    auto visible = may_use(tx, requester, image_id, image->owner_id);
    if (!visible) return failure(visible.error());
    if (!*visible) return failure(hidden("image", image_id));
    auto tags = images::find_tags(tx, requester.account_id, image_id);
    if (!tags) return failure(tags.error());
    SourceImage source{.image = std::move(*image), .tags = std::move(*tags)};
    for (const images::BlockDevice& device : source.image.devices) {
        if (!device.snapshot_id) continue;
        Status added = add_snapshot(tx, requester, *device.snapshot_id, source);
        if (!added) return failure(added.error());
    }
    return source;
}

}  // namespace

Result<SourceImage> LocalPeer::describe_image(const Requester& requester,
                                              std::string_view image_id) {
    return region_.catalog.read_value(
        [&](Transaction& tx) { return load_image(tx, requester, image_id); });
}

Result<images::Snapshot> LocalPeer::describe_snapshot(const Requester& requester,
                                                      std::string_view snapshot_id) {
    return region_.catalog.read_value([&](Transaction& tx) -> Result<images::Snapshot> {
        auto snapshot = images::find_snapshot(tx, snapshot_id);
        if (!snapshot) return snapshot;
        auto visible = may_use(tx, requester, snapshot_id, snapshot->owner_id);
        if (!visible) return failure(visible.error());
        if (!*visible) return failure(hidden("snapshot", snapshot_id));
        return snapshot;
    });
}

Result<snapshots::Root> LocalPeer::find_root(const Content& content) {
    auto domain = images::open_domain(region_, content.kms_key_arn);
    if (!domain) return failure(domain.error());
    return domain->frames().digest_of(content.root);
}

// The key is asked for with each batch, so a copy ends soon after its key was disabled.
Result<std::vector<blocks::Frame>> LocalPeer::fetch(const Content& content,
                                                    std::span<const Digest> digests) {
    auto domain = images::open_domain(region_, content.kms_key_arn);
    if (!domain) return failure(domain.error());
    return domain->frames().get(digests);
}

LocalPeers::LocalPeers(const std::map<std::string, images::Region*, std::less<>>& regions) {
    for (const auto& [name, region] : regions)
        peers_.emplace(name, std::make_unique<LocalPeer>(*region));
}

Peer* LocalPeers::find(std::string_view region) {
    auto found = peers_.find(region);
    return found == peers_.end() ? nullptr : found->second.get();
}

}  // namespace amicast::transfer
