// Looks at the AMI, asks, then acts in a single transaction of its region.
#include "lifecycle/ami_action.h"

#include <algorithm>

#include <fmt/format.h>

#include "distribution/copy_image.h"
#include "distribution/snapshot_removal.h"
#include "images/image.h"
#include "images/permissions.h"
#include "images/snapshot.h"
#include "images/tags.h"
#include "lifecycle/choose.h"

namespace amicast::lifecycle {
namespace {

using images::Grantee;

struct FoundAmi {
    images::Image image;
    images::Tags tags;
    std::vector<Grantee> grantees;
    std::vector<images::Snapshot> snapshots;
    std::vector<images::Tags> snapshot_tags;  // of each
};

AmiOutcome skipped(std::string reason) {
    return {.status = ResourceStatus::skipped, .reason = std::move(reason), .snapshots = {}};
}

AmiOutcome failed(std::string reason) {
    return {.status = ResourceStatus::failed, .reason = std::move(reason), .snapshots = {}};
}

Status read_snapshots(catalog::Transaction& tx, FoundAmi& ami) {
    for (const images::BlockDevice& device : ami.image.devices) {
        if (!device.snapshot_id) continue;
        auto snapshot = images::find_snapshot(tx, *device.snapshot_id);
        if (!snapshot && snapshot.error().kind == ErrorKind::not_found) continue;
        if (!snapshot) return failure(snapshot.error());
        auto tags = images::find_tags(tx, snapshot->owner_id, snapshot->id);
        if (!tags) return failure(tags.error());
        ami.snapshots.push_back(std::move(*snapshot));
        ami.snapshot_tags.push_back(std::move(*tags));
    }
    return {};
}

Result<FoundAmi> find_ami(catalog::Transaction& tx, const std::string& id) {
    auto image = images::find_image(tx, id);
    if (!image) return failure(image.error());
    FoundAmi ami{.image = std::move(*image),
                 .tags = {},
                 .grantees = {},
                 .snapshots = {},
                 .snapshot_tags = {}};
    auto tags = images::find_tags(tx, ami.image.owner_id, id);
    if (!tags) return failure(tags.error());
    ami.tags = std::move(*tags);
    auto grantees = images::find_grantees(tx, id);
    if (!grantees) return failure(grantees.error());
    ami.grantees = std::move(*grantees);
    Status read = read_snapshots(tx, ami);
    if (!read) return failure(read.error());
    return ami;
}

// Which exclusion spares the AMI, if any.
std::optional<std::string> spared_by(const AmiExclusions& exclusions, const AmiTarget& target,
                                     const FoundAmi& ami) {
    const auto& regions = exclusions.regions;
    if (std::find(regions.begin(), regions.end(), target.region) != regions.end())
        return fmt::format("The Region {} is excluded.", target.region);
    if (exclusions.is_public && ami.image.is_public) return "Public AMIs are excluded.";
    for (const std::string& account : exclusions.shared_accounts) {
        if (std::find(ami.grantees.begin(), ami.grantees.end(),
                      Grantee{Grantee::Kind::user, account}) != ami.grantees.end())
            return fmt::format("AMIs shared with the account {} are excluded.", account);
    }
    if (has_any_tag(ami.tags, exclusions.tags)) return "The AMI has a tag that is excluded.";
    return std::nullopt;
}

std::string_view ami_permission(const Rule& rule, const FoundAmi& ami) {
    switch (rule.action) {
        case Action::make_available:
            return ami.image.state == images::ImageState::disabled ? "ec2:EnableImage"
                                                                   : "ec2:DisableImageDeprecation";
        case Action::deprecate:
            return "ec2:EnableImageDeprecation";
        case Action::disable:
            return "ec2:DisableImage";
        case Action::erase:
            return "ec2:DeregisterImage";
    }
    return "ec2:DeregisterImage";
}

RoleUse role_use(const Rule& rule, const AmiTarget& target, const FoundAmi& ami) {
    RoleUse use{.account_id = target.account_id,
                .role = target.execution_role,
                .ami_account = ami.image.owner_id,
                .region = target.region,
                .actions = {}};
    use.actions.push_back(
        {.action = std::string(ami_permission(rule, ami)),
         .resource = fmt::format("arn:aws:ec2:{}::image/{}", target.region, ami.image.id),
         .tags = ami.tags});
    if (rule.action != Action::erase || !rule.snapshots) return use;
    for (std::size_t i = 0; i < ami.snapshots.size(); ++i) {
        use.actions.push_back({.action = "ec2:DeleteSnapshot",
                               .resource = fmt::format("arn:aws:ec2:{}::snapshot/{}", target.region,
                                                       ami.snapshots[i].id),
                               .tags = ami.snapshot_tags[i]});
    }
    return use;
}

// As EC2's DisableImage: nobody can launch it, and all sharing is lost.
Status disable(catalog::Transaction& tx, FoundAmi& ami) {
    ami.image.state = images::ImageState::disabled;
    Status updated = images::update(tx, ami.image);
    if (!updated) return updated;
    return images::revoke_all(tx, ami.image.id);
}

Status make_available(catalog::Transaction& tx, FoundAmi& ami) {
    if (ami.image.state == images::ImageState::disabled)
        ami.image.state = images::ImageState::available;
    ami.image.deprecation_time.reset();
    return images::update(tx, ami.image);
}

Result<SnapshotOutcome> remove_snapshot(catalog::Transaction& tx, const FoundAmi& ami,
                                        const images::Snapshot& snapshot) {
    SnapshotOutcome outcome{.snapshot_id = snapshot.id};
    if (snapshot.owner_id != ami.image.owner_id) {
        outcome.status = ResourceStatus::skipped;
        outcome.reason = fmt::format("It belongs to the account {}.", snapshot.owner_id);
        return outcome;
    }
    Status removed = distribution::remove_snapshot(tx, snapshot);
    if (!removed && removed.error().kind != ErrorKind::conflict) return failure(removed.error());
    if (removed) return outcome;
    outcome.status = ResourceStatus::skipped;
    outcome.reason = removed.error().message;
    return outcome;
}

Status erase(catalog::Transaction& tx, const FoundAmi& ami, bool snapshots, Time now,
             AmiOutcome& outcome) {
    if (ami.image.state == images::ImageState::pending) {
        Status stopped = distribution::stop_image_copy(tx, ami.image);
        if (!stopped) return stopped;
    }
    Status gone = images::deregister(tx, ami.image.id, now);
    if (!gone) return gone;
    if (!snapshots) return {};
    for (const images::Snapshot& snapshot : ami.snapshots) {
        auto exists = images::snapshot_exists(tx, snapshot.id);
        if (!exists) return failure(exists.error());
        if (!*exists) continue;  // a pending one went with the copy
        auto removed = remove_snapshot(tx, ami, snapshot);
        if (!removed) return failure(removed.error());
        outcome.snapshots.push_back(std::move(*removed));
    }
    return {};
}

Result<AmiOutcome> act(catalog::Transaction& tx, const Rule& rule, const std::string& ami_id,
                       Time now) {
    auto ami = find_ami(tx, ami_id);
    if (!ami) return failure(ami.error());
    AmiOutcome outcome;
    Status done;
    switch (rule.action) {
        case Action::make_available:
            done = make_available(tx, *ami);
            break;
        case Action::deprecate:
            ami->image.deprecation_time = rule.deprecate_at.value_or(now);
            done = images::update(tx, ami->image);
            break;
        case Action::disable:
            done = disable(tx, *ami);
            break;
        case Action::erase:
            done = erase(tx, *ami, rule.snapshots, now, outcome);
            break;
    }
    if (!done) return failure(done.error());
    return outcome;
}

// Why the action cannot be done to an AMI in this state.
std::optional<std::string> unfit(const Rule& rule, const images::Image& image, Time now) {
    if (rule.action == Action::erase && images::is_protected(image, now))
        return "The AMI is protected from deregistration.";
    bool settled =
        image.state == images::ImageState::available || image.state == images::ImageState::disabled;
    if (rule.action == Action::erase || settled) return std::nullopt;
    return fmt::format("The AMI is {}.", images::to_string(image.state));
}

AmiOutcome outcome_of_absence(const Rule& rule) {
    if (rule.action != Action::erase) return skipped("The AMI does not exist any more.");
    return {.status = ResourceStatus::success,
            .reason = "The AMI did not exist any more.",
            .snapshots = {}};
}

}  // namespace

Result<AmiOutcome> act_on_ami(const LifecycleParts& parts, const Rule& rule,
                              const AmiTarget& target) {
    auto region = parts.regions.find(target.region);
    if (region == parts.regions.end())
        return failed(fmt::format("The Region {} is not served here.", target.region));
    catalog::Database& catalog = region->second->catalog;
    auto ami =
        catalog.read_value([&](catalog::Transaction& tx) { return find_ami(tx, target.ami_id); });
    if (!ami && ami.error().kind == ErrorKind::not_found) return outcome_of_absence(rule);
    if (!ami) return failure(ami.error());
    if (auto reason = spared_by(rule.exclusions, target, *ami)) return skipped(std::move(*reason));
    if (auto reason = unfit(rule, ami->image, parts.clock.now()))
        return skipped(std::move(*reason));
    Status allowed = parts.authority.check(role_use(rule, target, *ami));
    if (!allowed && allowed.error().kind == ErrorKind::denied)
        return failed(allowed.error().message);
    if (!allowed) return failure(allowed.error());
    Time now = parts.clock.now();
    auto outcome = catalog.write_value(
        [&](catalog::Transaction& tx) { return act(tx, rule, target.ami_id, now); });
    if (!outcome && outcome.error().kind == ErrorKind::not_found) return outcome_of_absence(rule);
    return outcome;
}

}  // namespace amicast::lifecycle
