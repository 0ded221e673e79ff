// Checks that need no copy.
#include "distribution/preflight.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.h"
#include "distribution/name_template.h"

namespace amicast::distribution {
namespace {

constexpr std::string_view step_member = "imageConfigurationStep";

Status unsupported(std::string message, std::string step = {}) {
    Error error{.kind = ErrorKind::unsupported, .message = std::move(message)};
    if (!step.empty()) error.members.emplace_back(step_member, std::move(step));
    return failure(std::move(error));
}

Status check_settings(const AmiOrder& order) {
    for (const auto& [key, value] : order.tags)
        if (names_parameter(value))
            return unsupported(
                fmt::format("The value of the AMI tag {} names a Systems Manager parameter, which "
                            "this server does not serve yet.",
                            key));
    if (!order.unserved.empty())
        return unsupported(fmt::format("{} is not carried out by this server yet. Nothing was "
                                       "copied; remove the setting to distribute to this Region.",
                                       order.unserved.front().setting),
                           order.unserved.front().step);
    return {};
}

bool makes_public(const AmiOrder& order) {
    return std::any_of(order.launch_permissions.begin(), order.launch_permissions.end(),
                       [](const images::Grantee& grantee) {
                           return grantee.kind == images::Grantee::Kind::group;
                       });
}

// EC2's own rule for AMI names.
Status check_name(std::string_view name) {
    constexpr std::string_view punctuation = "()[] ./-'@_";
    auto admitted = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               punctuation.find(c) != std::string_view::npos;
    };
    if (name.size() < 3 || name.size() > 128)
        return failure(ErrorKind::invalid,
                       fmt::format("The AMI name {} has {} characters: expected 3 to 128.", name,
                                   name.size()));
    if (!std::all_of(name.begin(), name.end(), admitted))
        return failure(ErrorKind::invalid,
                       fmt::format("The AMI name {} is not valid: expected letters, digits, "
                                   "spaces and ( ) [ ] . / - ' @ _ only.",
                                   name));
    return {};
}

RoleUse role_use(const ImageBuild& image, const Destination& destination, bool copies) {
    RoleUse use{.account_id = image.account_id,
                .role = image.execution_role,
                .region = destination.region,
                .session_name = "imagebuilder",
                .actions = {}};
    std::string images = fmt::format("arn:aws:ec2:{}::image/*", destination.region);
    if (copies) use.actions.push_back({"ec2:CopyImage", images});
    use.actions.push_back({"ec2:CreateTags", images});
    if (!destination.order.launch_permissions.empty())
        use.actions.push_back({"ec2:ModifyImageAttribute", images});
    return use;
}

}  // namespace

Status check_destination(const DistributeParts& parts, const ImageBuild& image,
                         const Destination& destination) {
    bool copies = destination.region != parts.home.name;
    if (destination.account_id != image.account_id)
        return unsupported(
            fmt::format("Distributing to another account ({}) is not carried out by this server "
                        "yet; only the account of the image ({}) can receive it.",
                        destination.account_id, image.account_id));
    if (!parts.regions.contains(destination.region))
        return unsupported(fmt::format("The Region {} is not served here.", destination.region));
    if (parts.block_public_access && makes_public(destination.order))
        return failure(ErrorKind::denied,
                       fmt::format("You can't publicly share this image because block public "
                                   "access for AMIs is enabled in the Region {}.",
                                   destination.region));
    Status sound = check_settings(destination.order);
    if (sound && copies) sound = check_name(destination.ami_name);
    if (!sound) return sound;
    return parts.authority.check_role(role_use(image, destination, copies));
}

std::optional<std::string> configuration_step_of(const Error& error) {
    for (const auto& [key, value] : error.members)
        if (key == step_member) return value;
    return std::nullopt;
}

}  // namespace amicast::distribution
