// amicast distribute: sends an image to regions with imagebuilder:DistributeImage and follows it.
#include <algorithm>
#include <chrono>
#include <thread>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/ids.h"
#include "cli/commands.h"
#include "cli/destination_progress.h"
#include "cli/distribution_table.h"
#include "cli/imagebuilder_calls.h"
#include "cli/interruption.h"
#include "cli/progress.h"
#include "cli/session.h"

namespace amicast::cli {
namespace {

constexpr auto poll_first = std::chrono::milliseconds(50);
constexpr auto poll_longest = std::chrono::seconds(1);

Result<std::string> find_configuration(Session& session, const DistributeOptions& options) {
    if (!options.configuration_arn.empty()) return options.configuration_arn;
    auto tags = parse_tags(options.tags);
    if (!tags) return failure(tags.error());
    ConfigurationRequest request{.regions = options.regions,
                                 .ami_name = options.ami_name,
                                 .kms_key_id = options.kms_key_id,
                                 .ami_tags = std::move(*tags)};
    request.name = configuration_name(request);
    return ensure_configuration(*session.api, session.region, request);
}

// An older server does not tell of destinations one by one.
std::vector<DestinationProgress> progress_or_none(Session& session, const std::string& arn,
                                                  bool wanted) {
    if (!wanted) return {};
    auto progress = progress_of_destinations(*session.api, session.region, arn);
    return progress ? std::move(*progress) : std::vector<DestinationProgress>();
}

// Until it ends, or the user stops watching (the distribution itself goes on).
Result<Distribution> follow(Session& session, const ClientOptions& client, const std::string& arn) {
    DistributionTable table(Progress::wanted(client.quiet));
    auto wait = std::chrono::milliseconds(poll_first);
    for (;;) {
        auto distribution = get_distribution(*session.api, session.region, arn);
        if (!distribution) return distribution;
        table.show(*distribution, progress_or_none(session, arn, table.visible()));
        if (distribution->ended()) return distribution;
        if (interrupted()) {
            return failure(ErrorKind::unavailable,
                           fmt::format("Stopped watching; the distribution goes on. See it again "
                                       "with: amicast status {}",
                                       arn));
        }
        std::this_thread::sleep_for(wait);
        wait = std::min<std::chrono::milliseconds>(wait * 2, poll_longest);
    }
}

Result<Distribution> distribute(Session& session, const ClientOptions& client,
                                const DistributeOptions& options) {
    auto configuration = find_configuration(session, options);
    if (!configuration) return failure(configuration.error());
    Result<std::string> role = options.role;
    if (options.role.empty()) role = ensure_execution_role(*session.api, session.region);
    if (!role) return failure(role.error());
    auto arn = distribute_image(*session.api, session.region, options.image, *configuration, *role,
                                new_uuid(session.random));
    if (!arn) return failure(arn.error());
    if (!options.wait) return get_distribution(*session.api, session.region, *arn);
    return follow(session, client, *arn);
}

}  // namespace

int run_distribute(const ClientOptions& client, const DistributeOptions& options) {
    if (options.regions.empty() == options.configuration_arn.empty()) {
        fmt::print(stderr,
                   "amicast: say where to: either --to REGION,REGION,… or "
                   "--configuration ARN.\n");
        return exit_usage;
    }
    auto session = open_session(client, true);
    if (!session) return report(session.error());
    auto done = distribute(**session, client, options);
    if (!done) return report(done.error());
    print_distribution(*done, progress_or_none(**session, done->arn, true), client.json);
    if (done->state != "FAILED" && done->state != "CANCELLED") return exit_ok;
    fmt::print(stderr, "amicast: the distribution ended as {}: {}\n", done->state, done->reason);
    return exit_failure;
}

}  // namespace amicast::cli
