// Idempotent actions on a region's catalog.
#include "distribution/copy_in_region.h"

#include <algorithm>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "distribution/ami_tags.h"
#include "distribution/copy_image.h"
#include "distribution/preflight.h"
#include "images/client_token.h"
#include "images/permissions.h"
#include "images/tags.h"

namespace amicast::distribution {
namespace {

// A destination's token has one request only, so there is nothing to tell apart.
constexpr std::string_view copy_fingerprint = "copy";

images::TokenScope copy_token(const ImageBuild& image, std::string_view home_region,
                              const Destination& destination) {
    return {.account_id = destination.account_id,
            .operation = "imagebuilder:distribute-destination",
            .token = fmt::format("{}#{}#{}", image.arn(home_region), destination.position,
                                 destination.round)};
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

// What keeps encrypted AMIs from being shared; `targets` says what the AMI's snapshots lie under.
Status check_sharing(const DistributeParts& parts, const Destination& destination,
                     const std::vector<CopyTarget>& targets) {
    if (!is_shared(destination)) return {};
    for (const CopyTarget& target : targets) {
        if (!target.kms_key_arn) continue;
        if (is_made_public(destination.order)) {
            return failure(ErrorKind::denied,
                           "Encrypted AMIs cannot be shared with everybody: remove "
                           "launchPermission.userGroups, or distribute an AMI that is not "
                           "encrypted.");
        }
        auto shareable = parts.authority.can_be_shared(destination.region, *target.kms_key_arn);
        if (!shareable) return failure(shareable.error());
        if (!*shareable) {
            return failure(
                ErrorKind::denied,
                fmt::format("AMIs encrypted under the AWS managed key {} cannot be shared: "
                            "give a customer managed key as kmsKeyId for the Region {}.",
                            *target.kms_key_arn, destination.region));
        }
    }
    return {};
}

// The source itself, where it is what a destination gets.
std::vector<CopyTarget> keys_of_source(const ImageBuild& image) {
    std::vector<CopyTarget> keys;
    keys.reserve(image.source_contents.size());
    for (const transfer::Content& content : image.source_contents)
        keys.push_back({.kms_key_arn = content.kms_key_arn, .content = {}});
    return keys;
}

// What a copy is going to be, as far as it lies under keys.
std::vector<EncryptedContent> sealed_copies(const std::vector<CopyTarget>& targets) {
    std::vector<EncryptedContent> sealed;
    for (const CopyTarget& target : targets)
        if (target.kms_key_arn) sealed.push_back({*target.kms_key_arn, {}});
    return sealed;
}

// Begins the copies of one call; what is the same for many destinations is found out once.
class Beginning {
  public:
    Beginning(const DistributeParts& parts, const ImageBuild& image, images::Region& region)
        : parts_(parts), image_(image), region_(region) {}

    void begin(const Runs& runs) {
        Runs fresh;
        for (DestinationRun* run : runs)
            if (!find_begun(*run) && run->goes_on() && prepare(*run)) fresh.push_back(run);
        write_each(
            region_.catalog, fresh,
            [&](catalog::Transaction& tx, DestinationRun& run) { return start(tx, run); },
            [&](DestinationRun& run, const Error& error) {
                started_.erase(&run);
                run.stop(Action::copy, error, parts_.clock.now());
            });
        for (auto& [run, copy] : started_) {
            announce(copy, region_.name, parts_.jobs);
            take(*run, copy.id);
        }
    }

  private:
    void take(DestinationRun& run, const std::string& ami_id) const {
        Time now = parts_.clock.now();
        run.destination.ami_id = ami_id;
        run.destination.copy_started = now;
        run.move_to(Step::copying);
    }

    // True when an earlier run or round began a copy that serves.
    bool find_begun(DestinationRun& run) {
        auto begun = region_.catalog.read_value(
            [&](catalog::Transaction& tx) -> Result<std::optional<std::string>> {
                auto recorded = images::replay(tx, token_of(run), copy_fingerprint);
                if (!recorded || *recorded) return recorded;
                return reusable_copy(tx, run.destination);
            });
        Time now = parts_.clock.now();
        if (!begun) run.stop(Action::copy, begun.error(), now);
        if (!begun || !*begun) return false;
        run.note(now, fmt::format("the copy {} that was begun before goes on.", **begun));
        take(run, **begun);
        return true;
    }

    images::TokenScope token_of(const DestinationRun& run) const {
        return copy_token(image_, parts_.home.name, run.destination);
    }

    bool prepare(DestinationRun& run) {
        Status ready = prepare_order(run);
        if (!ready) run.stop(Action::copy, ready.error(), parts_.clock.now());
        if (!ready || !run.destination.order.export_order) return ready.has_value();
        Status may = check_export_keys(parts_, image_, run.destination,
                                       sealed_copies(orders_.at(&run).targets));
        if (!may) run.stop(Action::export_ami, may.error(), parts_.clock.now());
        return may.has_value();
    }

    Status prepare_order(DestinationRun& run) {
        auto source = describe_source(run.destination);
        if (!source) return failure(source.error());
        auto tags = tags_of_ami(parts_, image_, run.destination.order);
        if (!tags) return failure(tags.error());
        CopyImageOrder order{.owner_id = run.destination.account_id,
                             .source_region = parts_.home.name,
                             .source = **source,
                             .name = run.destination.ami_name,
                             .description = run.destination.order.description.value_or(""),
                             .image_tags = *tags,
                             .snapshot_tags = std::move(*tags)};
        Status keyed = add_keys(run.destination, order);
        if (keyed) orders_.insert_or_assign(&run, std::move(order));
        return keyed;
    }

    // The engine acts for the image's account and shows the other accounts what that account has.
    // An AMI that somebody else shared with it is not its to pass on: the destination's account
    // must see it by itself.
    Result<std::shared_ptr<const transfer::SourceImage>> describe_source(
        const Destination& destination) {
        auto source = describe_source_to(image_.account_id);
        if (!source || (*source)->image.owner_id == image_.account_id ||
            destination.account_id == image_.account_id)
            return source;
        return describe_source_to(destination.account_id);
    }

    Result<std::shared_ptr<const transfer::SourceImage>> describe_source_to(
        const std::string& account_id) {
        auto known = sources_.find(account_id);
        if (known != sources_.end()) return known->second;
        transfer::Peer* peer = parts_.peers.find(parts_.home.name);
        if (peer == nullptr) {
            return failure(ErrorKind::unavailable,
                           fmt::format("The Region {} cannot be reached from {}.", parts_.home.name,
                                       region_.name));
        }
        auto organizations = parts_.authority.organization_arns(account_id);
        if (!organizations) return failure(organizations.error());
        auto source = peer->describe_image(
            {.account_id = account_id, .organization_arns = std::move(*organizations)},
            image_.source_ami_id);
        if (!source) return failure(source.error());
        Status usable = check_source(*source);
        if (!usable) return failure(usable.error());
        auto shared = std::make_shared<const transfer::SourceImage>(std::move(*source));
        sources_.emplace(account_id, shared);
        return shared;
    }

    Status check_source(const transfer::SourceImage& source) const {
        if (source.image.state != images::ImageState::available) {
            return failure(
                ErrorKind::conflict,
                fmt::format("The source AMI {} is {}, not available.", image_.source_ami_id,
                            images::to_string(source.image.state)));
        }
        if (std::all_of(source.snapshot_readable.begin(), source.snapshot_readable.end(),
                        [](bool readable) { return readable; }))
            return {};
        return failure(
            ErrorKind::denied,
            fmt::format("You do not have permission to access the storage of the AMI {}.",
                        image_.source_ami_id));
    }

    // Asks for each account's keys once, whatever the number of destinations. AWS lets a copy whose
    // key cannot be used begin and fail; here it does not begin.
    Status add_keys(const Destination& destination, CopyImageOrder& order) {
        auto known = keys_.find(destination.account_id);
        if (known == keys_.end()) {
            auto keys = choose_keys(destination, order);
            if (!keys) return failure(keys.error());
            known = keys_.emplace(destination.account_id, std::move(*keys)).first;
        }
        order.targets = known->second;
        return {};
    }

    Result<std::vector<CopyTarget>> choose_keys(const Destination& destination,
                                                CopyImageOrder order) const {
        Actor actor = actor_in(parts_, image_, destination.account_id, destination.region);
        Status done = parts_.authority.choose_keys(actor, destination.order.kms_key_id, order);
        if (done && order.refusal.empty()) done = check_sharing(parts_, destination, order.targets);
        if (done && order.refusal.empty()) done = prepare_image_copy(region_, order);
        if (!done) return failure(done.error());
        if (!order.refusal.empty()) return failure(ErrorKind::denied, order.refusal);
        return std::move(order.targets);
    }

    Status start(catalog::Transaction& tx, DestinationRun& run) {
        const CopyImageOrder& order = orders_.at(&run);
        images::TokenScope token = token_of(run);
        Time now = parts_.clock.now();
        auto recorded = images::replay(tx, token, copy_fingerprint);
        if (!recorded) return failure(recorded.error());
        if (*recorded) {
            started_.insert_or_assign(&run, StartedCopy{.id = std::move(**recorded)});
            return {};
        }
        auto holder = images::find_image_by_name(tx, order.owner_id, order.name);
        if (!holder) return failure(holder.error());
        if (*holder) {
            Status free = give_way(tx, run.destination, **holder, now);
            if (!free) return free;
        }
        auto copy = start_image_copy(tx, order, now, parts_.random);
        if (!copy) return failure(copy.error());
        Status kept = images::record(tx, token, copy_fingerprint, copy->id, now);
        if (kept) started_.insert_or_assign(&run, std::move(*copy));
        return kept;
    }

    const DistributeParts& parts_;
    const ImageBuild& image_;
    images::Region& region_;
    std::map<std::string, std::shared_ptr<const transfer::SourceImage>> sources_;  // by account
    std::map<std::string, std::vector<CopyTarget>> keys_;                          // likewise
    std::map<DestinationRun*, CopyImageOrder> orders_;
    std::map<DestinationRun*, StartedCopy> started_;
};

bool is_owner(const images::Grantee& grantee, std::string_view owner_id) {
    return grantee.kind == images::Grantee::Kind::user && grantee.value == owner_id;
}

Error deregistered(const std::string& ami_id) {
    return {.kind = ErrorKind::conflict,
            .message =
                fmt::format("The AMI {} was deregistered while it was being distributed.", ami_id)};
}

Status apply(catalog::Transaction& tx, const Destination& destination, const images::Tags& tags) {
    const std::string& ami_id = *destination.ami_id;
    auto ami = images::find_image(tx, ami_id);
    if (!ami && ami.error().kind == ErrorKind::not_found) return failure(deregistered(ami_id));
    if (!ami) return failure(ami.error());
    const auto& permissions = destination.order.launch_permissions;
    if (!permissions.empty() && ami->owner_id != destination.account_id) {
        return failure(ErrorKind::denied,
                       fmt::format("The AMI {} belongs to account {}: only its owner may change "
                                   "its launch permissions.",
                                   ami_id, ami->owner_id));
    }
    Status done;
    if (!tags.empty()) done = images::set_tags(tx, destination.account_id, ami_id, tags);
    for (const images::Grantee& grantee : permissions)
        if (done && !is_owner(grantee, ami->owner_id)) done = images::grant(tx, ami_id, grantee);
    return done;
}

std::string what_was_applied(const Destination& destination, bool tagged) {
    std::size_t grants = destination.order.launch_permissions.size();
    std::string text = tagged ? "tags set" : "";
    if (grants > 0)
        text += fmt::format("{}{} launch permissions granted", text.empty() ? "" : ", ", grants);
    return text;
}

}  // namespace

void begin_copies(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
                  const Runs& runs) {
    Beginning(parts, image, region).begin(runs);
}

void apply_to_amis(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
                   const Runs& runs) {
    Runs with_work;
    std::map<DestinationRun*, images::Tags> tags;
    for (DestinationRun* run : runs) {
        Time now = parts.clock.now();
        bool copied = makes_copy(image, parts.home.name, run->destination);
        if (!copied) {
            // The copies had theirs from the beginning.
            auto wanted = tags_of_ami(parts, image, run->destination.order);
            Status may = wanted ? check_sharing(parts, run->destination, keys_of_source(image))
                                : failure(wanted.error());
            if (!may) {
                run->stop(Action::share, may.error(), now);
                continue;
            }
            tags[run] = std::move(*wanted);
        }
        if (copied && run->destination.order.launch_permissions.empty()) {
            run->move_to(Step::verifying);
        } else {
            with_work.push_back(run);
        }
    }
    write_each(
        region.catalog, with_work,
        [&](catalog::Transaction& tx, DestinationRun& run) {
            return apply(tx, run.destination, tags[&run]);
        },
        [&](DestinationRun& run, const Error& error) {
            run.stop(Action::share, error, parts.clock.now());
        });
    for (DestinationRun* run : with_work) {
        if (!run->goes_on()) continue;
        Time now = parts.clock.now();
        run->note(now, fmt::format("{} {}.", *run->destination.ami_id,
                                   what_was_applied(run->destination, !tags[run].empty())));
        run->done(Action::share, now, now);
        run->move_to(Step::verifying);
    }
}

}  // namespace amicast::distribution
