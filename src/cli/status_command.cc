// amicast status: how an image, a snapshot or a distribution is doing; without an id, what there
// is.
#include <algorithm>
#include <chrono>
#include <thread>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/destination_progress.h"
#include "cli/distribution_table.h"
#include "cli/ec2_calls.h"
#include "cli/interruption.h"
#include "cli/progress.h"
#include "cli/session.h"

namespace amicast::cli {
namespace {

namespace json = boost::json;

constexpr auto watch_interval = std::chrono::milliseconds(500);

json::object as_json(const ImageInfo& image, const std::string& region,
                     const std::string& progress) {
    json::object answer{{"ImageId", image.id},
                        {"Name", image.name},
                        {"State", image.state},
                        {"Region", region},
                        {"Created", image.created},
                        {"Architecture", image.architecture},
                        {"SnapshotId", image.snapshot_id}};
    if (!progress.empty()) answer["Progress"] = progress;
    if (!image.state_reason.empty()) answer["Reason"] = image.state_reason;
    if (!image.source_image_id.empty()) {
        answer["SourceImageId"] = image.source_image_id;
        answer["SourceRegion"] = image.source_region;
    }
    return answer;
}

void print(const ImageInfo& image, const std::string& progress) {
    fmt::print("{}  {:<9} {:>4}  {}  {}", image.id, image.state, progress, image.created,
               image.name);
    if (!image.source_image_id.empty())
        fmt::print("  (from {} in {})", image.source_image_id, image.source_region);
    if (!image.state_reason.empty()) fmt::print("  {}", image.state_reason);
    fmt::print("\n");
}

Result<json::value> show_image(Session& session, const ClientOptions& client,
                               const std::string& id) {
    auto image = describe_image(*session.api, session.region, id);
    if (!image) return failure(image.error());
    std::string progress;
    if (!image->snapshot_id.empty()) {
        // The image may be shared without its snapshot; then there is no progress to show.
        auto snapshot = describe_snapshot(*session.api, session.region, image->snapshot_id);
        if (snapshot) progress = snapshot->progress;
    }
    if (!client.json) print(*image, progress);
    return as_json(*image, session.region, progress);
}

Result<json::value> show_snapshot(Session& session, const ClientOptions& client,
                                  const std::string& id) {
    auto snapshot = describe_snapshot(*session.api, session.region, id);
    if (!snapshot) return failure(snapshot.error());
    if (!client.json) {
        fmt::print("{}  {:<9} {:>4}  {}  {} GiB  {}{}{}\n", snapshot->id, snapshot->state,
                   snapshot->progress, snapshot->started, snapshot->volume_gib,
                   snapshot->description, snapshot->state_message.empty() ? "" : "  ",
                   snapshot->state_message);
    }
    json::object answer{
        {"SnapshotId", snapshot->id},          {"State", snapshot->state},
        {"Progress", snapshot->progress},      {"Region", session.region},
        {"Started", snapshot->started},        {"VolumeSizeGiB", snapshot->volume_gib},
        {"Description", snapshot->description}};
    if (!snapshot->state_message.empty()) answer["Reason"] = snapshot->state_message;
    return answer;
}

// arn:aws:imagebuilder:<region>:…: the ARN knows where to ask.
std::string region_of_arn(const std::string& arn, const std::string& otherwise) {
    std::size_t begin = 0;
    for (int i = 0; i < 3 && begin != std::string::npos; ++i)
        begin = arn.find(':', begin + (i > 0 ? 1 : 0));
    if (begin == std::string::npos) return otherwise;
    std::string region = arn.substr(begin + 1, arn.find(':', begin + 1) - begin - 1);
    return region.empty() ? otherwise : region;
}

// With --watch until it ends.
Status show_distribution(Session& session, const ClientOptions& client, const std::string& arn,
                         bool watch) {
    std::string region = region_of_arn(arn, session.region);
    DistributionTable table(watch && Progress::wanted(client.quiet));
    for (;;) {
        auto distribution = get_distribution(*session.api, region, arn);
        if (!distribution) return failure(distribution.error());
        // An older server does not tell of destinations one by one.
        auto progress = progress_of_destinations(*session.api, region, distribution->arn);
        auto known = progress ? std::move(*progress) : std::vector<DestinationProgress>();
        bool done = !watch || distribution->ended() || interrupted();
        if (!done) {
            table.show(*distribution, known);
            std::this_thread::sleep_for(watch_interval);
            continue;
        }
        print_distribution(*distribution, known, client.json);
        bool bad = distribution->state == "FAILED" || distribution->state == "CANCELLED";
        if (!watch || !bad) return {};
        return failure(ErrorKind::conflict, fmt::format("The distribution ended as {}: {}",
                                                        distribution->state, distribution->reason));
    }
}

Status show_one(Session& session, const ClientOptions& client, const std::string& id, bool watch) {
    if (id.starts_with("arn:")) return show_distribution(session, client, id, watch);
    bool known = id.starts_with("ami-") || id.starts_with("snap-");
    if (!known) {
        return failure(ErrorKind::invalid,
                       fmt::format("'{}' is none of an image (ami-…), a snapshot (snap-…) and an "
                                   "Image Builder ARN.",
                                   id));
    }
    auto answer = id.starts_with("ami-") ? show_image(session, client, id)
                                         : show_snapshot(session, client, id);
    if (!answer) return failure(answer.error());
    if (client.json) fmt::print("{}\n", json::serialize(*answer));
    return {};
}

Status show_all(Session& session, const ClientOptions& client) {
    auto images = describe_images(*session.api, session.region, {});
    if (!images) return failure(images.error());
    json::array answer;
    for (const ImageInfo& image : *images) {
        if (!client.json) print(image, "");
        answer.push_back(as_json(image, session.region, ""));
    }
    if (client.json) fmt::print("{}\n", json::serialize(answer));
    return {};
}

}  // namespace

int run_status(const ClientOptions& client, const StatusOptions& options) {
    bool only_arns = !options.ids.empty() &&
                     std::all_of(options.ids.begin(), options.ids.end(),
                                 [](const std::string& id) { return id.starts_with("arn:"); });
    auto session = open_session(client, !only_arns);
    if (!session) return report(session.error());
    if (options.ids.empty()) {
        Status shown = show_all(**session, client);
        return shown ? exit_ok : report(shown.error());
    }
    for (const std::string& id : options.ids) {
        Status shown = show_one(**session, client, id, options.watch);
        if (!shown) return report(shown.error());
    }
    return exit_ok;
}

}  // namespace amicast::cli
