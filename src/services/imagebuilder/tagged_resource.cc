// Tags of whatever an ARN names.
#include "services/imagebuilder/tagged_resource.h"

#include <fmt/format.h>

#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/lifecycle_rules.h"
#include "services/imagebuilder/lookups.h"

namespace amicast::services::imagebuilder {
namespace {

Error no_such_resource(std::string_view arn) {
    return not_found(fmt::format("The resource {} does not exist.", arn));
}

Result<distribution::Configuration> configuration_of(const Call& call, catalog::Transaction& tx,
                                                     std::string_view arn) {
    auto parsed = distribution::parse_configuration_arn(arn);
    if (!parsed || parsed->place.region != call.region.name ||
        parsed->place.owner != call.account())
        return failure(no_such_resource(arn));
    auto found = distribution::find_configuration(tx, call.account(), parsed->slug);
    if (!found && found.error().kind == ErrorKind::not_found) return failure(no_such_resource(arn));
    return found;
}

// Tags belong to a build, so a version ARN names nothing that could carry them.
Result<distribution::ImageBuild> build_of(const Call& call, catalog::Transaction& tx,
                                          std::string_view arn) {
    auto parsed = distribution::parse_image_arn(arn);
    if (!parsed || !parsed->build || parsed->place.region != call.region.name ||
        parsed->place.owner != call.account())
        return failure(no_such_resource(arn));
    auto found = find_image(call, tx, arn);
    if (!found && found.error().kind == ErrorKind::not_found) return failure(no_such_resource(arn));
    return found;
}

Result<lifecycle::Policy> policy_of(const Call& call, catalog::Transaction& tx,
                                    std::string_view arn) {
    auto found = find_lifecycle_policy(call, tx, arn);
    // Of another region or account, or none: all the same here.
    if (!found && !found.error().code.empty()) return failure(no_such_resource(arn));
    return found;
}

bool names_policy(std::string_view arn) {
    return arn.find(":lifecycle-policy/") != std::string_view::npos;
}

bool names_image(std::string_view arn) {
    return arn.find(":image/") != std::string_view::npos;
}

}  // namespace

Result<images::Tags> find_resource_tags(const Call& call, catalog::Transaction& tx,
                                        std::string_view arn) {
    if (names_image(arn)) {
        auto build = build_of(call, tx, arn);
        if (!build) return failure(build.error());
        return std::move(build->tags);
    }
    if (names_policy(arn)) {
        auto policy = policy_of(call, tx, arn);
        if (!policy) return failure(policy.error());
        return std::move(policy->tags);
    }
    auto configuration = configuration_of(call, tx, arn);
    if (!configuration) return failure(configuration.error());
    return std::move(configuration->tags);
}

Status write_resource_tags(const Call& call, catalog::Transaction& tx, std::string_view arn,
                           const images::Tags& tags) {
    if (names_image(arn)) {
        auto build = build_of(call, tx, arn);
        if (!build) return failure(build.error());
        build->tags = tags;
        return distribution::update_tags(tx, *build);
    }
    if (names_policy(arn)) {
        auto policy = policy_of(call, tx, arn);
        if (!policy) return failure(policy.error());
        policy->tags = tags;
        return lifecycle::update(tx, *policy);
    }
    auto configuration = configuration_of(call, tx, arn);
    if (!configuration) return failure(configuration.error());
    configuration->tags = tags;
    return distribution::update(tx, *configuration);
}

}  // namespace amicast::services::imagebuilder
