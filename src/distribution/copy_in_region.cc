// Idempotent actions on a destination region's catalog.
#include "distribution/copy_in_region.h"

#include <algorithm>

#include <fmt/format.h>

#include "distribution/copy_image.h"
#include "images/client_token.h"
#include "images/contents.h"
#include "images/permissions.h"
#include "images/snapshot.h"
#include "images/tags.h"

namespace amicast::distribution {
namespace {

// A destination's token has one request only, so there is nothing to tell apart.
constexpr std::string_view copy_fingerprint = "copy";

// The tags that the service itself puts on every AMI it makes; cleanup tools look for them.
images::Tags all_tags(const ImageBuild& image, std::string_view home_region,
                      const AmiOrder& order) {
    images::Tags tags = order.tags;
    tags.emplace_back("CreatedBy", "EC2 Image Builder");
    tags.emplace_back("Ec2ImageBuilderArn", image.arn(home_region));
    return tags;
}

images::TokenScope copy_token(const ImageBuild& image, std::string_view home_region,
                              const Destination& destination) {
    return {.account_id = destination.account_id,
            .operation = "imagebuilder:distribute-destination",
            .token = fmt::format("{}#{}#{}", image.arn(home_region), destination.position,
                                 destination.round)};
}

Result<CopyImageOrder> describe_copy(const DistributeParts& parts, const ImageBuild& image,
                                     const Destination& destination) {
    transfer::Peer* source_region = parts.peers.find(parts.home.name);
    if (source_region == nullptr)
        return failure(ErrorKind::unavailable,
                       fmt::format("The Region {} cannot be reached from {}.", parts.home.name,
                                   destination.region));
    auto organizations = parts.authority.organization_arns(destination.account_id);
    if (!organizations) return failure(organizations.error());
    auto source = source_region->describe_image(
        {.account_id = destination.account_id, .organization_arns = std::move(*organizations)},
        image.source_ami_id);
    if (!source) return failure(source.error());
    if (source->image.state != images::ImageState::available)
        return failure(ErrorKind::conflict,
                       fmt::format("The source AMI {} is {}, not available.", image.source_ami_id,
                                   images::to_string(source->image.state)));
    if (!std::all_of(source->snapshot_readable.begin(), source->snapshot_readable.end(),
                     [](bool readable) { return readable; }))
        return failure(
            ErrorKind::denied,
            fmt::format("You do not have permission to access the storage of the AMI {}.",
                        image.source_ami_id));
    images::Tags tags = all_tags(image, parts.home.name, destination.order);
    CopyImageOrder order{.owner_id = destination.account_id,
                         .source_region = parts.home.name,
                         .source = std::move(*source),
                         .name = destination.ami_name,
                         .description = destination.order.description.value_or(""),
                         .image_tags = tags,
                         .snapshot_tags = tags};
    RoleUse use{.account_id = image.account_id,
                .role = image.execution_role,
                .region = destination.region,
                .session_name = "imagebuilder",
                .actions = {},
                .image_arn = image.arn(parts.home.name)};
    if (destination.account_id != image.account_id) use.entered_account_id = destination.account_id;
    Status keys = parts.authority.choose_keys(use, destination.order.kms_key_id, order);
    if (!keys) return failure(keys.error());
    return order;
}

// Frees the name of an AMI that an earlier round left as failed.
Status give_way(catalog::Transaction& tx, const Destination& destination,
                const std::string& holder_id, Time now) {
    auto holder = images::find_image(tx, holder_id);
    if (!holder) return failure(holder.error());
    bool ours = destination.ami_id && *destination.ami_id == holder_id;
    if (ours && holder->state == images::ImageState::failed)
        return images::deregister(tx, holder_id, now);
    return failure(ErrorKind::conflict, fmt::format("AMI name {} is already in use by AMI {}.",
                                                    destination.ami_name, holder_id));
}

// What an earlier round made, when it is still good for this one.
Result<std::optional<std::string>> reusable_copy(catalog::Transaction& tx,
                                                 const Destination& destination) {
    if (!destination.ami_id) return std::optional<std::string>();
    auto ami = images::find_image(tx, *destination.ami_id);
    if (!ami && ami.error().kind == ErrorKind::not_found) return std::optional<std::string>();
    if (!ami) return failure(ami.error());
    if (ami->state == images::ImageState::failed) return std::optional<std::string>();
    return destination.ami_id;
}

// Of the AMI's snapshots, in device order; no content at all for one that is not completed.
Result<std::vector<transfer::Content>> contents_of(catalog::Transaction& tx,
                                                   const std::string& ami_id) {
    std::vector<transfer::Content> contents;
    auto ami = images::find_image(tx, ami_id);
    if (!ami) return failure(ami.error());
    for (const images::BlockDevice& device : ami->devices) {
        if (!device.snapshot_id) continue;
        auto snapshot = images::find_snapshot(tx, *device.snapshot_id);
        if (!snapshot) return failure(snapshot.error());
        contents.push_back({snapshot->root.value_or(blocks::Reference()), snapshot->kms_key_arn});
    }
    return contents;
}

Result<std::vector<snapshots::Root>> open_roots(images::Region& region,
                                                const std::vector<transfer::Content>& contents) {
    std::vector<snapshots::Root> roots;
    for (const transfer::Content& content : contents) {
        auto domain = images::open_domain(region, content.kms_key_arn);
        if (!domain) return failure(domain.error());
        auto root = domain->frames().digest_of(content.root);
        if (!root) return failure(root.error());
        roots.push_back(*root);
    }
    return roots;
}

bool is_owner(const images::Grantee& grantee, std::string_view owner_id) {
    return grantee.kind == images::Grantee::Kind::user && grantee.value == owner_id;
}

}  // namespace

Result<std::string> begin_copy(const DistributeParts& parts, const ImageBuild& image,
                               const Destination& destination) {
    images::Region& region = *parts.regions.find(destination.region)->second;
    images::TokenScope token = copy_token(image, parts.home.name, destination);
    auto begun = region.catalog.read_value(
        [&](catalog::Transaction& tx) -> Result<std::optional<std::string>> {
            auto recorded = images::replay(tx, token, copy_fingerprint);
            if (!recorded || *recorded) return recorded;
            return reusable_copy(tx, destination);
        });
    if (!begun) return failure(begun.error());
    if (*begun) return std::move(**begun);

    auto order = describe_copy(parts, image, destination);
    if (!order) return failure(order.error());
    Status prepared = prepare_image_copy(region, *order);
    if (!prepared) return failure(prepared.error());
    Time now = parts.clock.now();
    auto copy = region.catalog.write_value([&](catalog::Transaction& tx) -> Result<StartedCopy> {
        auto recorded = images::replay(tx, token, copy_fingerprint);
        if (!recorded) return failure(recorded.error());
        if (*recorded) return StartedCopy{.id = std::move(**recorded)};
        auto holder = images::find_image_by_name(tx, destination.account_id, order->name);
        if (!holder) return failure(holder.error());
        if (*holder) {
            Status free = give_way(tx, destination, **holder, now);
            if (!free) return failure(free.error());
        }
        auto started = start_image_copy(tx, *order, now, parts.random);
        if (!started) return started;
        Status kept = images::record(tx, token, copy_fingerprint, started->id, now);
        if (!kept) return failure(kept.error());
        return started;
    });
    if (!copy) return failure(copy.error());
    announce(*copy, region.name, parts.jobs);
    return std::move(copy->id);
}

Result<images::Image> find_ami(images::Region& region, const std::string& ami_id) {
    auto ami = region.catalog.read_value(
        [&](catalog::Transaction& tx) { return images::find_image(tx, ami_id); });
    if (!ami && ami.error().kind == ErrorKind::not_found)
        return failure(
            ErrorKind::conflict,
            fmt::format("The AMI {} was deregistered while it was being distributed.", ami_id));
    return ami;
}

Status apply_to_ami(images::Region& region, std::string_view home_region, const ImageBuild& image,
                    const Destination& destination) {
    const std::string& ami_id = *destination.ami_id;
    bool copied = region.name != home_region;
    bool untouched = copied && destination.order.launch_permissions.empty();
    auto ami = find_ami(region, ami_id);
    if (!ami) return failure(ami.error());
    if (untouched) return {};
    if (!destination.order.launch_permissions.empty() && ami->owner_id != destination.account_id)
        return failure(ErrorKind::denied,
                       fmt::format("The AMI {} belongs to account {}: only its owner may change "
                                   "its launch permissions.",
                                   ami_id, ami->owner_id));
    return region.catalog.write([&](catalog::Transaction& tx) -> Status {
        if (!copied) {
            Status tagged = images::set_tags(tx, destination.account_id, ami_id,
                                             all_tags(image, home_region, destination.order));
            if (!tagged) return tagged;
        }
        for (const images::Grantee& grantee : destination.order.launch_permissions) {
            if (is_owner(grantee, ami->owner_id)) continue;
            Status granted = images::grant(tx, ami_id, grantee);
            if (!granted) return granted;
        }
        return {};
    });
}

Status verify_ami(images::Region& home, images::Region& region, const ImageBuild& image,
                  const Destination& destination) {
    auto copies = region.catalog.read_value(
        [&](catalog::Transaction& tx) { return contents_of(tx, *destination.ami_id); });
    if (!copies) return failure(copies.error());
    auto found = open_roots(region, *copies);
    if (!found) return failure(found.error());
    auto expected = open_roots(home, image.source_contents);
    if (!expected) return failure(expected.error());
    if (*found != *expected)
        return failure(ErrorKind::corrupt,
                       fmt::format("The AMI {} does not hold the same bits as the source AMI {}.",
                                   *destination.ami_id, image.source_ami_id));
    return {};
}

}  // namespace amicast::distribution
