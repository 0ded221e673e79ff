// Configurations and images by ARN.
#include "services/imagebuilder/lookups.h"

#include <fmt/format.h>

#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/image_policy.h"
#include "services/imagebuilder/plan_of.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {
namespace {

Status check_region(const Call& call, const distribution::Place& place, std::string_view arn) {
    if (place.region != call.region.name) {
        return failure(invalid_request(
            fmt::format("{} is in the Region {}: a request in {} can use resources of that Region "
                        "only.",
                        arn, place.region, call.region.name)));
    }
    return {};
}

Error not_shared(const distribution::Place& place, std::string_view arn) {
    return forbidden(
        fmt::format("{} belongs to {} and is not shared with your account.", arn, place.owner));
}

Status check_place(const Call& call, const distribution::Place& place, std::string_view arn) {
    Status here = check_region(call, place, arn);
    if (!here) return here;
    if (place.owner != call.account()) return failure(not_shared(place, arn));
    return {};
}

// Whether the ARN may mean this build: with a build number just that one, else any that is
// available.
bool is_meant(const distribution::ImageArn& arn, const distribution::ImageBuild& build) {
    if (build.account_id != arn.place.owner || build.slug != arn.slug ||
        !arn.version.admits(build.version))
        return false;
    return arn.build ? *arn.build == build.build
                     : build.status == distribution::ImageStatus::available;
}

Error image_not_found(std::string_view arn) {
    return not_found(fmt::format("The image {} does not exist.", arn));
}

}  // namespace

distribution::Place place_of(const Call& call) {
    return {.region = call.region.name, .owner = call.account()};
}

Result<distribution::Configuration> find_configuration(const Call& call, catalog::Transaction& tx,
                                                       std::string_view arn) {
    auto parsed = distribution::parse_configuration_arn(arn);
    if (!parsed) return failure(invalid_request(parsed.error().message));
    Status here = check_place(call, parsed->place, arn);
    if (!here) return failure(here.error());
    auto found = distribution::find_configuration(tx, call.account(), parsed->slug);
    if (!found && found.error().kind == ErrorKind::not_found) {
        return failure(
            not_found(fmt::format("The distribution configuration {} does not exist.", arn)));
    }
    return found;
}

Result<distribution::ImageArn> read_image_arn(const Call& call, std::string_view arn) {
    auto parsed = distribution::parse_image_arn(arn);
    if (!parsed) return failure(invalid_request(parsed.error().message));
    Status here = check_place(call, parsed->place, arn);
    if (!here) return failure(here.error());
    return parsed;
}

Result<distribution::ImageBuild> find_image(const Call& call, catalog::Transaction& tx,
                                            std::string_view arn) {
    auto parsed = read_image_arn(call, arn);
    if (!parsed) return failure(parsed.error());
    if (!parsed->build) {
        auto newest =
            distribution::newest_available(tx, call.account(), parsed->slug, parsed->version);
        if (!newest) return failure(newest.error());
        if (!*newest) return failure(image_not_found(arn));
        return std::move(**newest);
    }
    distribution::Version version{.major = *parsed->version.major,
                                  .minor = *parsed->version.minor,
                                  .patch = *parsed->version.patch};
    auto found =
        distribution::find_build(tx, call.account(), parsed->slug, version, *parsed->build);
    if (!found && found.error().kind == ErrorKind::not_found) return failure(image_not_found(arn));
    return found;
}

Result<distribution::ImageBuild> find_visible_image(const Call& call, catalog::Transaction& tx,
                                                    std::string_view arn,
                                                    std::string_view operation) {
    auto parsed = distribution::parse_image_arn(arn);
    if (!parsed) return failure(invalid_request(parsed.error().message));
    Status here = check_region(call, parsed->place, arn);
    if (!here) return failure(here.error());
    if (parsed->place.owner == call.account()) return find_image(call, tx, arn);
    auto builds = distribution::list_foreign_builds_with_policy(tx, call.account());
    if (!builds) return failure(builds.error());
    std::optional<distribution::ImageBuild> newest;
    for (distribution::ImageBuild& build : *builds) {  // in order, so the last one is the newest
        if (!is_meant(*parsed, build)) continue;
        auto visible = is_visible(call, build, operation);
        if (!visible) return failure(visible.error());
        if (*visible) newest = std::move(build);
    }
    if (!newest) return failure(not_shared(parsed->place, arn));
    return std::move(*newest);
}

Result<DistributionConfiguration> to_wire(const Call& call,
                                          const distribution::Configuration& configuration) {
    auto stored = wire::from_json<StoredDistributions>(configuration.distributions);
    if (!stored) {
        return failure(ErrorKind::corrupt, "A stored distribution configuration cannot be read.",
                       stored.error().message);
    }
    DistributionConfiguration shown;
    shown.arn = distribution::to_string(
        distribution::ConfigurationArn{.place = place_of(call), .slug = configuration.slug});
    shown.name = configuration.name;
    shown.description = configuration.description;
    shown.distributions = std::move(stored->distributions);
    shown.date_created = to_iso8601(configuration.created);
    if (configuration.updated) shown.date_updated = to_iso8601(*configuration.updated);
    shown.tags = tag_map_of(configuration.tags);
    return shown;
}

}  // namespace amicast::services::imagebuilder
