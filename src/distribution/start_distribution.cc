// Expands a plan into destinations and writes them.
#include "distribution/start_distribution.h"

#include <algorithm>

#include <fmt/format.h>

#include "distribution/destination_job.h"
#include "distribution/distribution_log.h"
#include "distribution/finish.h"
#include "distribution/image_status.h"
#include "distribution/name_template.h"
#include "distribution/workflow_execution.h"

namespace amicast::distribution {
namespace {

Status check_quotas(catalog::Transaction& tx, std::string_view account_id, const Quotas& quotas) {
    auto counts = count_builds(tx, account_id);
    if (!counts) return failure(counts.error());
    if (counts->all >= quotas.images_max) {
        return failure(ErrorKind::limit,
                       fmt::format("The account has {} images in this Region, which is as many as "
                                   "it may have. Delete some first.",
                                   counts->all));
    }
    if (counts->running >= quotas.running_max) {
        return failure(ErrorKind::limit,
                       fmt::format("{} distributions are running in this Region, which is as many "
                                   "as may run at once. Try again when one has ended.",
                                   counts->running));
    }
    return {};
}

Result<std::vector<transfer::Content>> receipt_of(const transfer::SourceImage& source) {
    std::vector<transfer::Content> contents;
    for (const images::Snapshot& snapshot : source.snapshots) {
        if (!snapshot.root) {
            return failure(ErrorKind::conflict,
                           fmt::format("The snapshot {} of {} is not complete.", snapshot.id,
                                       source.image.id));
        }
        contents.push_back({*snapshot.root, snapshot.kms_key_arn});
    }
    return contents;
}

// The AMI's name at a destination. A template that cannot be expanded stands as it is, and the
// destination's own check refuses it.
std::string ami_name_of(const AmiOrder& order, const ImageBuild& image) {
    TemplateFacts facts{.build_date = image.created, .build_version = image.build};
    std::string name_template =
        order.name_template.value_or(image.name + " {{imagebuilder:buildDate}}");
    auto name = expand_template(name_template, facts, UnknownVariable::refuse);
    return name ? std::move(*name) : name_template;
}

AmiOrder with_expanded_tags(AmiOrder order, const ImageBuild& image) {
    TemplateFacts facts{.build_date = image.created, .build_version = image.build};
    for (auto& [key, value] : order.tags) {
        auto expanded = expand_template(value, facts, UnknownVariable::keep);
        if (expanded) value = std::move(*expanded);
    }
    return order;
}

// Who gets an AMI in a region. The source is always an output of its own region, also where only
// other accounts are listed.
std::vector<std::string> accounts_of(const RegionOrder& region, const std::string& own, bool home) {
    std::vector<std::string> accounts = region.account_ids;
    bool listed = std::find(accounts.begin(), accounts.end(), own) != accounts.end();
    if (accounts.empty() || (home && !listed)) accounts.insert(accounts.begin(), own);
    return accounts;
}

std::vector<Destination> expand(const DistributionOrder& order, const ImageBuild& image) {
    std::vector<Destination> destinations;
    for (const RegionOrder& region : order.regions) {
        bool home = region.region == order.home_region;
        const auto accounts = accounts_of(region, order.account_id, home);
        for (std::size_t i = 0; i < accounts.size(); ++i) {
            const std::string& account = accounts[i];
            bool copies = !home || account != order.account_id;
            Destination destination;
            destination.image_id = image.id();
            destination.region = region.region;
            destination.account_id = account;
            destination.order =
                with_expanded_tags(order_for(region, accounts, i, order.account_id), image);
            destination.ami_name =
                copies ? ami_name_of(region.ami, image) : order.source.image.name;
            destinations.push_back(std::move(destination));
        }
    }
    std::stable_partition(
        destinations.begin(), destinations.end(),
        [&](const Destination& candidate) { return candidate.region == order.home_region; });
    for (std::size_t i = 0; i < destinations.size(); ++i)
        destinations[i].position = static_cast<std::int64_t>(i);
    return destinations;
}

ImageBuild new_image(const DistributionOrder& order, std::int64_t build,
                     std::vector<transfer::Content> contents, Time now) {
    ImageBuild image;
    image.account_id = order.account_id;
    image.slug = slug_of(order.name);
    image.version = order.version;
    image.build = build;
    image.name = order.name;
    image.platform = order.platform;
    image.os_version = order.os_version;
    image.image_source = order.image_source;
    image.source_image = order.source_image;
    image.source_ami_id = order.source.image.id;
    image.source_contents = std::move(contents);
    image.configuration = order.configuration;
    image.execution_role = order.execution_role;
    image.log_group = order.log_group;
    image.tags = order.tags;
    image.created = now;
    return image;
}

// One round: its execution, its jobs, and the first line of its log.
Status begin_round(catalog::Transaction& tx, const ImageBuild& image, std::string_view home_region,
                   const std::vector<Destination>& destinations, Time now) {
    Status begun = begin_execution(tx, image, home_region, now);
    if (begun) begun = enqueue_all(tx, image, destinations, now);
    if (!begun) return begun;
    std::string line =
        fmt::format("{} of AMI {} ({}) began: {} destinations, execution role {}.",
                    image.round == 0 ? "Distribution" : "Another round of the distribution",
                    image.source_ami_id, home_region, destinations.size(), image.execution_role);
    return append_to_log(tx, image, {{now, std::move(line)}}, now);
}

}  // namespace

Result<ImageBuild> start_distribution(catalog::Transaction& tx, const DistributionOrder& order,
                                      const Quotas& quotas, Time now) {
    Status within = check_quotas(tx, order.account_id, quotas);
    if (!within) return failure(within.error());
    auto contents = receipt_of(order.source);
    if (!contents) return failure(contents.error());
    auto build = allocate_build(tx, order.account_id, slug_of(order.name), order.version);
    if (!build) return failure(build.error());
    ImageBuild image = new_image(order, *build, std::move(*contents), now);
    auto destinations = expand(order, image);
    image.remaining = static_cast<std::int64_t>(destinations.size());
    image.distributing = image.remaining;
    Status inserted = insert(tx, image);
    if (!inserted) return failure(inserted.error());
    for (const Destination& destination : destinations) {
        Status written = insert(tx, destination);
        if (!written) return failure(written.error());
    }
    Status begun = begin_round(tx, image, order.home_region, destinations, now);
    if (!begun) return failure(begun.error());
    return image;
}

Status cancel_distribution(catalog::Transaction& tx, const ImageBuild& image) {
    if (is_final(image.status)) {
        return failure(ErrorKind::conflict,
                       fmt::format("The image is {} and cannot be cancelled any more.",
                                   to_string(image.status)));
    }
    ImageBuild changed = image;
    changed.cancel_requested = true;
    return update(tx, changed);
}

Status retry_distribution(catalog::Transaction& tx, const ImageBuild& image,
                          std::string_view home_region, Time now) {
    if (image.status != ImageStatus::failed && image.status != ImageStatus::cancelled) {
        return failure(ErrorKind::conflict,
                       fmt::format("The image is {}; only a FAILED or CANCELLED image can be "
                                   "retried.",
                                   to_string(image.status)));
    }
    auto destinations = find_destinations(tx, image.id());
    if (!destinations) return failure(destinations.error());
    std::erase_if(*destinations, [](const Destination& d) { return d.step == Step::available; });
    ImageBuild changed = image;
    changed.round += 1;
    changed.remaining = static_cast<std::int64_t>(destinations->size());
    changed.distributing = changed.remaining;
    for (Destination& destination : *destinations) {
        std::int64_t round_before = destination.round;
        reset_for_retry(destination, changed.round);
        Status written = update(tx, destination, round_before);
        if (!written) return written;
    }
    Status told = change_status(tx, changed, ImageStatus::distributing, home_region, now);
    if (!told) return told;
    changed.reason.reset();
    changed.ended.reset();
    changed.cancel_requested = false;
    Status written = update(tx, changed);
    if (!written) return written;
    return begin_round(tx, changed, home_region, *destinations, now);
}

}  // namespace amicast::distribution
