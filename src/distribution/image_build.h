// The Image Builder image resource (one build of a name and version) and its destinations, as rows.
// Not to be mixed up with images::Image, which is an AMI.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/arn.h"
#include "distribution/plan.h"
#include "images/tags.h"
#include "transfer/peer.h"

namespace amicast::distribution {

// The statuses of the API that an image passes through. The last two come from its life cycle
// (src/lifecycle), and it may come back from them.
enum class ImageStatus {
    pending,
    distributing,
    integrating,
    available,
    cancelled,
    failed,
    deprecated,
    disabled
};
std::string_view to_string(ImageStatus status);  // "PENDING" …
bool is_final(ImageStatus status);

struct ImageBuild {
    std::string account_id;
    std::string slug;
    Version version;
    std::int64_t build = 1;
    std::string name;
    ImageStatus status = ImageStatus::pending;
    std::optional<std::string> reason;  // failed only; at most 1024 characters
    std::string platform;               // "Linux", "Windows", "macOS"
    std::optional<std::string> os_version;
    std::string image_source = "CUSTOM";
    // How it came to be, in the API's words: "USER_INITIATED", "IMPORT", "IMPORT_ISO".
    std::string build_type = "USER_INITIATED";
    std::string source_image;  // as the request named it
    std::string source_ami_id;
    // Of its snapshots in device order: the receipt.
    std::vector<transfer::Content> source_contents;
    std::string configuration;   // JSON of the service, frozen at the call; empty for an import
    std::string execution_role;  // as the request named it; empty when it named none
    std::optional<std::string> log_group;
    images::Tags tags;
    bool cancel_requested = false;
    std::int64_t round = 0;      // how often the distribution was retried
    std::int64_t remaining = 0;  // destinations that have not ended
    // Those of them that are not yet copied, shared and verified.
    std::int64_t distributing = 0;
    Time created{};  // also the buildDate of names
    std::optional<Time> ended;
    // Resource policy: who else may see it. As it was put, and with its principals bound
    // (iam/bound_policy.h).
    std::optional<std::string> policy;
    std::optional<std::string> bound_policy;
    std::optional<Time> deprecation_time;
    std::optional<std::string> lifecycle_execution_id;  // the one that acted on it last

    // "<account>/<slug>/<version>/<build>": unique within the region.
    std::string id() const;
    std::string arn(std::string_view region) const;
};

// Where a destination is. The first seven go on, the last three have ended.
enum class Step {
    pending,
    starting,
    copying,
    sharing,
    verifying,
    configuring,  // licenses, launch templates, parameters, fast launch
    exporting,
    available,
    failed,
    cancelled
};
std::string_view to_string(Step step);
bool is_final(Step step);
// Not yet copied, shared and verified.
bool is_distributing(Step step);

struct Destination {
    std::string image_id;
    std::int64_t position = 0;  // order of the configuration, home region first
    std::string region;
    std::string account_id;
    Step step = Step::pending;
    AmiOrder order;
    std::string ami_name;               // expanded
    std::optional<std::string> ami_id;  // once a copy exists, or the source where none is made
    std::int64_t round = 0;
    std::int64_t attempts = 0;
    // Why it failed or was cancelled; while it goes on, what holds it up.
    std::optional<std::string> error;
    std::optional<std::string> failed_configuration_step;
    std::optional<Time> started;
    std::optional<Time> copy_started;
    std::optional<Time> ended;
    // Of its copy, as far as it has come.
    std::int64_t bytes_moved = 0;    // frames fetched, as travelled
    std::int64_t bytes_skipped = 0;  // plain bytes that were in the region already
    std::int64_t percent_done = 0;
    std::optional<Time> copy_ended;
};

// The next build number of that name and version; never given twice.
Result<std::int64_t> allocate_build(catalog::Transaction& tx, std::string_view account_id,
                                    std::string_view slug, const Version& version);

Status insert(catalog::Transaction& tx, const ImageBuild& image);
// not_found when there is none.
Result<ImageBuild> find_build(catalog::Transaction& tx, std::string_view id);
Result<ImageBuild> find_build(catalog::Transaction& tx, std::string_view account_id,
                              std::string_view slug, const Version& version, std::int64_t build);
// The newest build with status AVAILABLE of the highest version that fits.
Result<std::optional<ImageBuild>> newest_available(catalog::Transaction& tx,
                                                   std::string_view account_id,
                                                   std::string_view slug,
                                                   const VersionPattern& version);
// Writes status, reason, cancel_requested, round, remaining, distributing and ended.
Status update(catalog::Transaction& tx, const ImageBuild& image);
Status update_tags(catalog::Transaction& tx, const ImageBuild& image);
// Writes both forms of the policy.
Status update_policy(catalog::Transaction& tx, const ImageBuild& image);
// Writes status, deprecation_time and lifecycle_execution_id.
Status update_life(catalog::Transaction& tx, const ImageBuild& image);
// So many destinations fewer to distribute and to wait for; the image as it is then.
struct CountDown {
    std::int64_t distributed = 0;
    std::int64_t ended = 0;
};
Result<ImageBuild> count_down(catalog::Transaction& tx, std::string_view id, const CountDown& by);
// The row and its destinations. AMIs stay.
Status erase_build(catalog::Transaction& tx, const ImageBuild& image);

struct BuildCounts {
    std::int64_t all = 0;
    std::int64_t running = 0;
};
Result<BuildCounts> count_builds(catalog::Transaction& tx, std::string_view account_id);

// A place in a listing of builds; strictly after it comes what is older.
struct BuildCursor {
    Time created{};
    std::string slug;
    Version version;
    std::int64_t build = 0;
};
struct BuildSelection {
    std::string account_id;
    std::optional<std::string> slug;
    std::optional<Version> version;  // with slug
    std::optional<BuildCursor> after;
    std::size_t limit = 25;
};
// Newest first.
Result<std::vector<ImageBuild>> list_builds(catalog::Transaction& tx,
                                            const BuildSelection& selection);

// Builds of other accounts that have a resource policy, in order of account, slug, version and
// build; what the policies say is the caller's to ask.
Result<std::vector<ImageBuild>> list_foreign_builds_with_policy(catalog::Transaction& tx,
                                                                std::string_view account_id);

struct VersionCursor {
    std::string slug;
    Version version;
};
// The newest build of each (name, version), in order of slug and version.
Result<std::vector<ImageBuild>> list_versions(catalog::Transaction& tx, std::string_view account_id,
                                              const std::optional<VersionCursor>& after,
                                              std::size_t limit);

Status insert(catalog::Transaction& tx, const Destination& destination);
// In order of position.
Result<std::vector<Destination>> find_destinations(catalog::Transaction& tx,
                                                   std::string_view image_id);
struct DestinationRange {
    std::int64_t first = 0;  // position
    std::int64_t count = 1;
};
Result<std::vector<Destination>> find_destinations(catalog::Transaction& tx,
                                                   std::string_view image_id,
                                                   const DestinationRange& range);
// Those that failed, in order of position, at most `limit`.
Result<std::vector<Destination>> find_failed(catalog::Transaction& tx, std::string_view image_id,
                                             std::size_t limit);
// not_found when there is none.
Result<Destination> find_destination(catalog::Transaction& tx, std::string_view image_id,
                                     std::int64_t position);
struct EndCounts {
    std::int64_t all = 0;
    std::int64_t failed = 0;
    std::int64_t cancelled = 0;
};
Result<EndCounts> count_ends(catalog::Transaction& tx, std::string_view image_id);
// Writes everything that changes while it goes on: step, ami_id, round, attempts, error,
// failed_configuration_step, bytes, percent and the times. `conflict` when it has ended, or is in
// another round than `round` (its own, or the one before a retry): another run has gone on with it.
Status update(catalog::Transaction& tx, const Destination& destination, std::int64_t round);

}  // namespace amicast::distribution
