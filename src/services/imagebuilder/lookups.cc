// Configurations and images by ARN.
#include "services/imagebuilder/lookups.h"

#include <fmt/format.h>

#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/plan_of.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {
namespace {

Status check_place(const Call& call, const distribution::Place& place, std::string_view arn) {
    if (place.region != call.region.name)
        return failure(invalid_request(
            fmt::format("{} is in the Region {}: a request in {} can use resources of that Region "
                        "only.",
                        arn, place.region, call.region.name)));
    if (place.owner != call.account())
        return failure(forbidden(fmt::format(
            "{} belongs to {} and is not shared with your account.", arn, place.owner)));
    return {};
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
    if (!found && found.error().kind == ErrorKind::not_found)
        return failure(
            not_found(fmt::format("The distribution configuration {} does not exist.", arn)));
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

Result<DistributionConfiguration> to_wire(const Call& call,
                                          const distribution::Configuration& configuration) {
    auto stored = wire::from_json<StoredDistributions>(configuration.distributions);
    if (!stored)
        return failure(ErrorKind::corrupt, "A stored distribution configuration cannot be read.",
                       stored.error().message);
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
