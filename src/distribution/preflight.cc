// Checks that need no copy.
#include "distribution/preflight.h"

#include <algorithm>

#include <fmt/format.h>

#include "images/public_access.h"
#include "parameters/name.h"

namespace amicast::distribution {
namespace {

// EC2's own rule for AMI names.
Status check_name(std::string_view name) {
    constexpr std::string_view punctuation = "()[] ./-'@_";
    auto admitted = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               punctuation.find(c) != std::string_view::npos;
    };
    if (name.size() < 3 || name.size() > 128) {
        return failure(ErrorKind::invalid,
                       fmt::format("The AMI name {} has {} characters: expected 3 to 128.", name,
                                   name.size()));
    }
    if (!std::all_of(name.begin(), name.end(), admitted)) {
        return failure(ErrorKind::invalid,
                       fmt::format("The AMI name {} is not valid: expected letters, digits, "
                                   "spaces and ( ) [ ] . / - ' @ _ only.",
                                   name));
    }
    return {};
}

RoleUse ami_use(const DistributeParts& parts, const ImageBuild& image,
                const Destination& destination, bool copies) {
    RoleUse use{.actor = actor_in(parts, image, destination.account_id, destination.region),
                .actions = {}};
    std::string images = fmt::format("arn:aws:ec2:{}::image/*", destination.region);
    if (copies) use.actions.push_back({"ec2:CopyImage", images});
    use.actions.push_back({"ec2:CreateTags", images});
    if (is_shared(destination)) use.actions.push_back({"ec2:ModifyImageAttribute", images});
    return use;
}

const std::string& account_or(const std::string& named, const ImageBuild& image) {
    return named.empty() ? image.account_id : named;
}

RoleUse template_use(const DistributeParts& parts, const ImageBuild& image,
                     const Destination& destination, const LaunchTemplateOrder& order) {
    const std::string& account = account_or(order.account_id, image);
    std::string arn = fmt::format("arn:aws:ec2:{}:{}:launch-template/{}", destination.region,
                                  account, order.template_id);
    RoleUse use{.actor = actor_in(parts, image, account, destination.region),
                .actions = {{"ec2:CreateLaunchTemplateVersion", arn}}};
    if (order.set_default) use.actions.push_back({"ec2:ModifyLaunchTemplate", arn});
    return use;
}

RoleUse parameter_use(const DistributeParts& parts, const ImageBuild& image,
                      const Destination& destination, const ParameterOrder& order) {
    const std::string& account = account_or(order.account_id, image);
    return {.actor = actor_in(parts, image, account, destination.region),
            .actions = {{"ssm:PutParameter",
                         parameters::parameter_arn(destination.region, account, order.name)}}};
}

// The role that VM Import/Export assumes to write into the bucket.
RoleUse export_role_use(const ImageBuild& image, const Destination& destination) {
    const ExportOrder& order = *destination.order.export_order;
    return {.actor = {.account_id = image.account_id,
                      .role = order.role,
                      .region = destination.region,
                      .service = "vmie.amazonaws.com",
                      .assumed_by = {}},
            .actions = {
                {"s3:PutObject", fmt::format("arn:aws:s3:::{}/{}*", order.bucket, order.prefix)}}};
}

// Of the source, where it is itself what a destination gets.
std::vector<EncryptedContent> sealed_contents(const ImageBuild& image) {
    std::vector<EncryptedContent> sealed;
    for (const transfer::Content& content : image.source_contents)
        if (content.kms_key_arn) sealed.push_back({*content.kms_key_arn, {}});
    return sealed;
}

std::string key_of(const RoleUse& use) {
    std::string key = use.actor.account_id + " " + use.actor.role + " " + use.actor.region;
    for (const RoleUse::Action& action : use.actions)
        key += " " + action.action + " " + action.resource;
    return key;
}

// What the receiving account has set in the destination's region, else the site's default.
Result<bool> blocks_public_sharing(const DistributeParts& parts, const Destination& destination) {
    catalog::Database& catalog = parts.regions.find(destination.region)->second->catalog;
    auto state = catalog.read_value([&](catalog::Transaction& tx) {
        return images::find_public_access(tx, destination.account_id, images::PublicKind::image);
    });
    if (!state) return failure(state.error());
    if (!*state) return parts.block_public_access;
    return **state != images::PublicAccess::unblocked;
}

}  // namespace

bool is_made_public(const AmiOrder& order) {
    return std::any_of(order.launch_permissions.begin(), order.launch_permissions.end(),
                       [](const images::Grantee& grantee) {
                           return grantee.kind == images::Grantee::Kind::group;
                       });
}

bool is_shared(const Destination& destination) {
    const auto& permissions = destination.order.launch_permissions;
    return std::any_of(permissions.begin(), permissions.end(), [&](const images::Grantee& grantee) {
        return grantee != images::Grantee{images::Grantee::Kind::user, destination.account_id};
    });
}

bool makes_copy(const ImageBuild& image, std::string_view home_region,
                const Destination& destination) {
    return destination.region != home_region || destination.account_id != image.account_id;
}

Actor actor_in(const DistributeParts& parts, const ImageBuild& image, std::string_view account_id,
               std::string_view region) {
    if (account_id == image.account_id) {
        return {.account_id = image.account_id,
                .role = image.execution_role,
                .region = std::string(region),
                .image_arn = image.arn(parts.home.name),
                .assumed_by = {}};
    }
    return {.account_id = std::string(account_id),
            .role = std::string(cross_account_role),
            .region = std::string(region),
            .image_arn = image.arn(parts.home.name),
            .assumed_by = Actor::Assumer{image.account_id, image.execution_role}};
}

Status check_export_keys(const DistributeParts& parts, const ImageBuild& image,
                         const Destination& destination,
                         const std::vector<EncryptedContent>& contents) {
    Actor actor = actor_in(parts, image, destination.account_id, destination.region);
    for (const EncryptedContent& content : contents) {
        Status may = parts.authority.check_readable(actor, content);
        if (may) continue;
        Error error = may.error();
        error.message = fmt::format(
            "What lies under the key {} cannot be exported, as an export is in the clear and takes "
            "kms:Decrypt: {}",
            content.kms_key_arn, error.message);
        return failure(std::move(error));
    }
    return {};
}

void Preflight::check(DestinationRun& run) {
    Verdict verdict = check_all(run);
    if (verdict) run.stop(verdict->action, verdict->error, parts_.clock.now());
}

Preflight::Verdict Preflight::check_all(DestinationRun& run) {
    const Destination& destination = run.destination;
    Status sound = check_place(destination);
    if (sound && makes_copy(image_, parts_.home.name, destination))
        sound = check_name(destination.ami_name);
    if (sound) sound = check_roles(destination);
    if (!sound) return Refusal{Action::copy, sound.error()};
    return check_settings(run);
}

Status Preflight::check_place(const Destination& destination) const {
    if (!parts_.regions.contains(destination.region)) {
        return failure(ErrorKind::unsupported,
                       fmt::format("The Region {} is not served here.", destination.region));
    }
    if (!is_made_public(destination.order)) return {};
    auto blocked = blocks_public_sharing(parts_, destination);
    if (!blocked) return failure(blocked.error());
    if (!*blocked) return {};
    return failure(ErrorKind::denied,
                   fmt::format("You can't publicly share this image because block public "
                               "access for AMIs is enabled in the Region {}.",
                               destination.region));
}

Status Preflight::check_roles(const Destination& destination) {
    return check_role(
        ami_use(parts_, image_, destination, makes_copy(image_, parts_.home.name, destination)));
}

Preflight::Verdict Preflight::check_settings(const DestinationRun& run) {
    const Destination& destination = run.destination;
    const AmiOrder& order = destination.order;
    Actor own = actor_in(parts_, image_, image_.account_id, destination.region);
    for (const std::string& arn : order.license_arns) {
        Status may = check_role(
            {.actor = own,
             .actions = {{"license-manager:UpdateLicenseSpecificationsForResource", arn}}});
        if (!may) return Refusal{Action::associate_licenses, may.error()};
    }
    for (const LaunchTemplateOrder& each : order.launch_templates) {
        Status may = check_role(template_use(parts_, image_, destination, each));
        if (!may) return Refusal{Action::update_launch_templates, may.error()};
    }
    for (const ParameterOrder& each : order.parameters) {
        Status may = check_role(parameter_use(parts_, image_, destination, each));
        if (!may) return Refusal{Action::put_parameters, may.error()};
    }
    if (!order.fast_launches.empty() && image_.platform != "Windows") {
        return Refusal{Action::update_fast_launch,
                       {.kind = ErrorKind::invalid,
                        .message = fmt::format("EC2 Fast Launch is for Windows AMIs only; this one "
                                               "is for {}. Remove fastLaunchConfigurations.",
                                               image_.platform)}};
    }
    if (!order.export_order) return std::nullopt;
    Status sound = check_export(run);
    if (!sound) return Refusal{Action::export_ami, sound.error()};
    return std::nullopt;
}

// EC2's rules for ExportImage, and those of its role. The keys of a copy are known when it begins.
Status Preflight::check_export(const DestinationRun& run) {
    const std::string& region = run.destination.region;
    if (!parts_.exporting_regions.contains(region)) {
        return failure(
            ErrorKind::unsupported,
            fmt::format("s3ExportConfiguration needs an S3-compatible store: give this server one "
                        "for the Region {} (exports.endpoint), or remove the setting.",
                        region));
    }
    Status may = check_role(
        {.actor = actor_in(parts_, image_, image_.account_id, region),
         .actions = {{"ec2:ExportImage", fmt::format("arn:aws:ec2:{}::image/*", region)}}});
    if (may) may = check_role(export_role_use(image_, run.destination));
    if (!may || makes_copy(image_, parts_.home.name, run.destination)) return may;
    return check_export_keys(parts_, image_, run.destination, sealed_contents(image_));
}

Status Preflight::check_role(const RoleUse& use) {
    std::string key = key_of(use);
    auto known = roles_.find(key);
    if (known == roles_.end())
        known = roles_.emplace(std::move(key), parts_.authority.check_role(use)).first;
    return known->second;
}

}  // namespace amicast::distribution
