// Starting a distribution: the image resource, its destinations and one job for each appear in the
// caller's transaction, together or not at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"
#include "distribution/plan.h"
#include "images/tags.h"
#include "transfer/peer.h"

namespace amicast::distribution {

// How much an account may have in one region.
struct Quotas {
    std::int64_t configurations_max = 1'000;
    std::int64_t images_max = 10'000;
    std::int64_t running_max = 100;
};

struct DistributionOrder {
    std::string account_id;
    std::string home_region;
    std::string name;      // of the image resource
    Version version;       // its build number is allocated
    std::string platform;  // "Linux", "Windows", "macOS"
    std::optional<std::string> os_version;
    std::string image_source = "CUSTOM";
    std::string source_image;          // as the request named it
    transfer::SourceImage source;      // what it resolved to, available, in the home region
    std::string configuration;         // JSON of the service, frozen
    std::vector<RegionOrder> regions;  // in the configuration's order, each region once
    std::string execution_role;        // as the request named it
    std::optional<std::string> log_group;
    images::Tags tags;
};

// The new image, status PENDING. The caller records its client token in the same transaction and
// wakes the home region's runner after the commit. Errors: `limit` names the quota; `conflict` when
// a snapshot of the source is not complete.
Result<ImageBuild> start_distribution(catalog::Transaction& tx, const DistributionOrder& order,
                                      const Quotas& quotas, Time now);

// Asks a running distribution to stop: destinations that have not begun to copy end as cancelled,
// running copies end first. `conflict` when it has ended already. The caller wakes the runner.
Status cancel_distribution(catalog::Transaction& tx, const ImageBuild& image);

// Runs the failed and cancelled destinations of an ended distribution again from where they
// stopped, under the same image. `conflict` unless its status is FAILED or CANCELLED.
Status retry_distribution(catalog::Transaction& tx, const ImageBuild& image,
                          std::string_view home_region, Time now);

}  // namespace amicast::distribution
