// The rules of distribution configurations that the service checks itself.
#include "services/imagebuilder/configuration_rules.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "distribution/name_template.h"
#include "services/imagebuilder/errors.h"
#include "wire/xml_encode.h"

namespace amicast::services::imagebuilder {
namespace {

Status check_region(const Call& call, const Distribution& distribution, const std::string& path,
                    std::set<std::string_view>& seen) {
    std::string region_path = path + ".region";
    if (call.site.find_region(distribution.region) == nullptr) {
        std::vector<std::string_view> known;
        known.reserve(call.site.regions.size());
        for (const auto& [name, region] : call.site.regions)
            known.push_back(name);
        return failure(invalid_value(
            region_path, fmt::format("The Region {} is not known here: expected one of {}.",
                                     distribution.region, fmt::join(known, ", "))));
    }
    if (!seen.insert(distribution.region).second) {
        return failure(invalid_value(
            region_path, fmt::format("The Region {} occurs more than once: each Region can have "
                                     "one distribution only.",
                                     distribution.region)));
    }
    return {};
}

Status check_outputs(const Distribution& distribution, const std::string& path) {
    if (!distribution.ami && !distribution.container) {
        return failure(invalid_value(
            path, fmt::format("The distribution to the Region {} has no output: each Region needs "
                              "an amiDistributionConfiguration or a "
                              "containerDistributionConfiguration.",
                              distribution.region)));
    }
    if (distribution.ami && distribution.container) {
        return failure(invalid_combination(
            path,
            "amiDistributionConfiguration and containerDistributionConfiguration cannot be "
            "used together: a distribution is for AMIs or for containers."));
    }
    if (distribution.ami) return {};
    const std::pair<bool, std::string_view> ami_only[] = {
        {distribution.license_configuration_arns.has_value(), "licenseConfigurationArns"},
        {distribution.launch_templates.has_value(), "launchTemplateConfigurations"},
        {distribution.s3_export.has_value(), "s3ExportConfiguration"},
        {distribution.fast_launches.has_value(), "fastLaunchConfigurations"},
        {distribution.ssm_parameters.has_value(), "ssmParameterConfigurations"},
    };
    for (const auto& [present, name] : ami_only) {
        if (present) {
            return failure(invalid_combination(fmt::format("{}.{}", path, name),
                                               "It applies to AMIs only and cannot be used with a "
                                               "containerDistributionConfiguration."));
        }
    }
    return {};
}

Status check_ami_name(const std::optional<std::string>& name, const std::string& path) {
    if (!name) return {};
    std::string name_path = path + ".name";
    auto expanded = distribution::expand_template(*name, {}, distribution::UnknownVariable::refuse);
    if (!expanded) return failure(invalid_value(name_path, expanded.error().message));
    if (!distribution::names_build_date(*name)) {
        return failure(invalid_value(
            name_path,
            "The AMI name must contain {{ imagebuilder:buildDate }}, so that the names "
            "of AMIs are unique."));
    }
    return {};
}

// EC2 answers in XML, which cannot carry every character that JSON can.
Status check_ami_texts(const AmiDistributionConfiguration& ami, const std::string& path) {
    constexpr std::string_view expected =
        "It holds a character that EC2's answers cannot carry: of control characters only tab, "
        "line "
        "feed and carriage return are allowed.";
    if (ami.description && !wire::is_xml_text(*ami.description))
        return failure(invalid_value(path + ".description", std::string(expected)));
    if (!ami.ami_tags) return {};
    for (const auto& [key, value] : *ami.ami_tags) {
        if (!wire::is_xml_text(value)) {
            return failure(
                invalid_value(fmt::format("{}.amiTags[{}]", path, key), std::string(expected)));
        }
    }
    return {};
}

Status check_ami(const AmiDistributionConfiguration& ami, const std::string& path) {
    Status name = check_ami_name(ami.name, path);
    if (!name) return name;
    if (Status texts = check_ami_texts(ami, path); !texts) return texts;
    for (const char* reserved : {"CreatedBy", "Ec2ImageBuilderArn"}) {
        if (ami.ami_tags && ami.ami_tags->contains(reserved)) {
            return failure(invalid_value(
                path + ".amiTags",
                fmt::format("The tag key {} is reserved: the service sets it itself.", reserved)));
        }
    }
    if (!ami.launch_permission || !ami.launch_permission->user_groups) return {};
    const Texts& groups = *ami.launch_permission->user_groups;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i] != "all") {
            return failure(invalid_value(fmt::format("{}.launchPermission.userGroups[{}]", path, i),
                                         "The only group is 'all'."));
        }
    }
    return {};
}

Status check_parameters(const Call& call, const Distribution& distribution,
                        const std::string& path) {
    if (!distribution.ssm_parameters) return {};
    const auto& targets = distribution.ami->target_account_ids;
    for (std::size_t i = 0; i < distribution.ssm_parameters->size(); ++i) {
        const auto& account = (*distribution.ssm_parameters)[i].ami_account_id;
        bool fits =
            !account || *account == call.account() ||
            (targets && std::find(targets->begin(), targets->end(), *account) != targets->end());
        if (!fits) {
            return failure(invalid_value(
                fmt::format("{}.ssmParameterConfigurations[{}].amiAccountId", path, i),
                fmt::format("The account {} is not a target of this distribution: expected one of "
                            "its targetAccountIds or your own account.",
                            *account)));
        }
    }
    return {};
}

Status check_fast_launch(const Distribution& distribution, const std::string& path) {
    if (!distribution.fast_launches) return {};
    for (std::size_t i = 0; i < distribution.fast_launches->size(); ++i) {
        const auto& wanted = (*distribution.fast_launches)[i].launch_template;
        std::string where = fmt::format("{}.fastLaunchConfigurations[{}].launchTemplate", path, i);
        if (!wanted) continue;
        if (wanted->launch_template_id && wanted->launch_template_name) {
            return failure(invalid_combination(
                where, "launchTemplateId and launchTemplateName cannot be used together."));
        }
        if (!wanted->launch_template_id && !wanted->launch_template_name) {
            return failure(
                invalid_value(where, "Expected a launchTemplateId or a launchTemplateName."));
        }
    }
    return {};
}

}  // namespace

Status check_distributions(const Call& call, const std::vector<Distribution>& distributions) {
    if (distributions.empty())
        return failure(invalid_value("distributions", "Expected at least one distribution."));
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < distributions.size(); ++i) {
        const Distribution& distribution = distributions[i];
        std::string path = fmt::format("distributions[{}]", i);
        Status sound = check_region(call, distribution, path, seen);
        if (sound) sound = check_outputs(distribution, path);
        if (sound && distribution.ami) {
            sound = check_ami(*distribution.ami, path + ".amiDistributionConfiguration");
            if (sound) sound = check_parameters(call, distribution, path);
            if (sound) sound = check_fast_launch(distribution, path);
        }
        if (!sound) return sound;
    }
    return {};
}

}  // namespace amicast::services::imagebuilder
