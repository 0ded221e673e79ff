#include "distribution/ami_tags.h"

#include <utility>

#include <fmt/format.h>

#include "distribution/name_template.h"
#include "distribution/preflight.h"
#include "parameters/name.h"
#include "parameters/parameter.h"

namespace amicast::distribution {
namespace {

Result<std::string> read_parameter(const DistributeParts& parts, const ImageBuild& image,
                                   std::string_view name) {
    const std::string& region = parts.home.name;
    Status may = parts.authority.check_role(
        {.actor = actor_in(parts, image, image.account_id, region),
         .actions = {
             {"ssm:GetParameter", parameters::parameter_arn(region, image.account_id, name)}}});
    if (!may) return failure(may.error());
    auto found = parts.home.catalog.read_value([&](catalog::Transaction& tx) {
        return parameters::resolve(tx, image.account_id, region, name);
    });
    if (!found) return failure(found.error());
    if (found->type == parameters::Type::secure_string) {
        return failure(ErrorKind::invalid,
                       fmt::format("The parameter {} is a SecureString, which a tag would show to "
                                   "everybody: expected a String.",
                                   name));
    }
    return std::move(found->value);
}

}  // namespace

Result<images::Tags> tags_of_ami(const DistributeParts& parts, const ImageBuild& image,
                                 const AmiOrder& order) {
    images::Tags tags = order.tags;
    for (auto& [key, value] : tags) {
        if (!names_parameter(value)) continue;
        auto expanded = expand_parameters(
            value, [&](std::string_view name) { return read_parameter(parts, image, name); });
        if (!expanded) return failure(expanded.error());
        value = std::move(*expanded);
    }
    tags.emplace_back("CreatedBy", "EC2 Image Builder");
    tags.emplace_back("Ec2ImageBuilderArn", image.arn(parts.home.name));
    return tags;
}

}  // namespace amicast::distribution
