// Resolving `sourceImage`.
#include <algorithm>

#include <fmt/format.h>

#include "base/ids.h"
#include "iam/identity_store.h"
#include "parameters/parameter.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/lookups.h"

namespace amicast::services::imagebuilder {
namespace {

using distribution::ImageBuild;

Result<transfer::SourceImage> find_ami(Call& call, const std::string& ami_id) {
    transfer::Peer* here = call.site.peers.find(call.region.name);
    if (here == nullptr)
        return failure(ErrorKind::unavailable, "The images of this Region cannot be read now.");
    auto organizations = call.site.identity.organization_arns(call.account());
    if (!organizations) return failure(organizations.error());
    auto ami = here->describe_image(
        {.account_id = call.account(), .organization_arns = std::move(*organizations)}, ami_id);
    if (!ami && ami.error().kind == ErrorKind::not_found) {
        return failure(not_found(
            fmt::format("The AMI {} does not exist in the Region {}.", ami_id, call.region.name)));
    }
    return ami;
}

Status check_ami(const transfer::SourceImage& ami) {
    const std::string& id = ami.image.id;
    if (ami.image.state == images::ImageState::pending) {
        return failure(
            in_use(fmt::format("The AMI {} is still pending. Retry when it is available.", id)));
    }
    if (ami.image.state != images::ImageState::available) {
        return failure(invalid_request(
            fmt::format("The AMI {} is {}: only an available AMI can be distributed.", id,
                        images::to_string(ami.image.state))));
    }
    bool readable = std::all_of(ami.snapshot_readable.begin(), ami.snapshot_readable.end(),
                                [](bool each) { return each; });
    if (!readable) {
        return failure(forbidden(
            fmt::format("The AMI {} is shared with your account, but its snapshots are not: ask "
                        "its owner for permission to create volumes from them.",
                        id)));
    }
    return {};
}

Result<Source> source_from_ami(Call& call, const std::string& ami_id) {
    if (!is_resource_id(ami_id, "ami-")) {
        return failure(invalid_request(
            fmt::format("The value supplied for parameter 'sourceImage' is not valid. {} is not an "
                        "AMI id: expected ami- and 8 or 17 hexadecimal digits.",
                        ami_id)));
    }
    auto ami = find_ami(call, ami_id);
    if (!ami) return failure(ami.error());
    Status usable = check_ami(*ami);
    if (!usable) return failure(usable.error());
    Source source;
    source.name = distribution::resource_name_of(ami->image.name, ami->image.id);
    source.ami = std::move(*ami);
    return source;
}

// The value is read once, now: later changes of the parameter have no influence.
Result<Source> source_from_parameter(Call& call, std::string_view named) {
    auto parameter = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return parameters::resolve(tx, call.account(), call.region.name, named);
    });
    if (!parameter && parameter.error().kind == ErrorKind::not_found) {
        return failure(
            not_found(fmt::format("The value supplied for parameter 'sourceImage' is not valid. "
                                  "The parameter {} does not exist in the Region {}.",
                                  named, call.region.name)));
    }
    if (!parameter) return failure(parameter.error());
    if (parameter->type != parameters::Type::string || !is_resource_id(parameter->value, "ami-")) {
        return failure(invalid_request(
            fmt::format("The value supplied for parameter 'sourceImage' is not valid. Expected the "
                        "value of the parameter {} to be an AMI id, in a parameter of type String.",
                        named)));
    }
    return source_from_ami(call, parameter->value);
}

// Why a version ARN resolves to nothing: no build at all, or none that is available.
Error no_available_build(const Call& call, catalog::Transaction& tx,
                         const distribution::ImageArn& arn, std::string_view text) {
    distribution::BuildSelection selection;
    selection.account_id = call.account();
    selection.slug = arn.slug;
    auto builds = distribution::list_builds(tx, selection);
    if (!builds) return builds.error();
    auto fits = [&](const ImageBuild& build) { return arn.version.admits(build.version); };
    if (std::none_of(builds->begin(), builds->end(), fits))
        return not_found(fmt::format("The image {} does not exist.", text));
    auto running = [&](const ImageBuild& build) {
        return fits(build) && !distribution::is_final(build.status);
    };
    if (std::any_of(builds->begin(), builds->end(), running))
        return in_use(fmt::format("The image {} is still being created.", text));
    return invalid_request(fmt::format("The image {} has no build that is AVAILABLE.", text));
}

Result<ImageBuild> find_source_build(const Call& call, catalog::Transaction& tx,
                                     std::string_view text) {
    auto build = find_visible_image(call, tx, text, "GetImage");
    if (!build && build.error().kind == ErrorKind::not_found) {
        auto arn = read_image_arn(call, text);
        if (!arn) return failure(arn.error());
        if (!arn->build) return failure(no_available_build(call, tx, *arn, text));
    }
    if (!build) return failure(build.error());
    if (!distribution::is_final(build->status)) {
        return failure(in_use(fmt::format("The image {} is {}. Retry when it is AVAILABLE.", text,
                                          distribution::to_string(build->status))));
    }
    if (build->status != distribution::ImageStatus::available) {
        return failure(invalid_request(
            fmt::format("The image {} is {}: only an AVAILABLE image can be distributed.", text,
                        distribution::to_string(build->status))));
    }
    return build;
}

Result<Source> source_from_image(Call& call, std::string_view text) {
    Source source;
    std::string ami_id;
    Status read = call.region.catalog.read([&](catalog::Transaction& tx) -> Status {
        auto build = find_source_build(call, tx, text);
        if (!build) return failure(build.error());
        auto destinations = distribution::find_destinations(tx, build->id());
        if (!destinations) return failure(destinations.error());
        for (const auto& destination : *destinations) {
            if (destination.region == call.region.name &&
                destination.account_id == build->account_id && destination.ami_id)
                ami_id = *destination.ami_id;
        }
        if (ami_id.empty()) {
            return failure(invalid_request(
                fmt::format("The image {} has no AMI of the account {} in the Region {}.", text,
                            build->account_id, call.region.name)));
        }
        source.name = build->name;
        source.version = build->version;
        source.os_version = build->os_version;
        source.image_source = build->image_source;
        return {};
    });
    if (!read) return failure(read.error());
    auto ami = find_ami(call, ami_id);
    if (!ami) return failure(ami.error());
    Status usable = check_ami(*ami);
    if (!usable) return failure(usable.error());
    source.ami = std::move(*ami);
    return source;
}

}  // namespace

Result<Source> find_source(Call& call, std::string_view source_image) {
    if (source_image.starts_with("ami-")) return source_from_ami(call, std::string(source_image));
    if (source_image.starts_with(parameter_prefix))
        return source_from_parameter(call, source_image.substr(parameter_prefix.size()));
    if (source_image.starts_with("arn:")) return source_from_image(call, source_image);
    return failure(invalid_request(
        "The value supplied for parameter 'sourceImage' is not valid. Expected an AMI id, "
        "`ssm:` and the name or ARN of a parameter, or the ARN of an Image Builder image."));
}

}  // namespace amicast::services::imagebuilder
