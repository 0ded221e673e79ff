// Rules and translation of lifecycle policies.
#include "services/imagebuilder/lifecycle_rules.h"

#include <set>

#include <fmt/format.h>

#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/execution_role.h"
#include "services/imagebuilder/plan_of.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {
namespace {

constexpr std::string_view ami_image = "AMI_IMAGE";

Error refused(std::string_view path, std::string_view reason) {
    return invalid_request(
        fmt::format("The value supplied for parameter '{}' is not valid. {}", path, reason));
}

Status check_included(const std::string& path, const PolicyAction& action) {
    if (!action.include_resources) return {};
    const IncludeResources& included = *action.include_resources;
    if (included.containers.value_or(false))
        return failure(refused(path + ".containers", "Expected false for images of type AMI."));
    bool snapshots = included.snapshots.value_or(false);
    if (snapshots && action.type != "DELETE")
        return failure(refused(path + ".snapshots", "Only DELETE can include snapshots."));
    if (snapshots && !included.amis.value_or(false)) {
        return failure(refused(path + ".snapshots",
                               "Snapshots can only be deleted together with the AMIs: "
                               "expected amis to be true, too."));
    }
    return {};
}

Status check_filter(const std::string& path, const PolicyFilter& filter) {
    bool age = filter.type == "AGE";
    if (age && !filter.unit)
        return failure(refused(path + ".unit", "A filter by AGE needs a unit of time."));
    if (!age && filter.unit)
        return failure(refused(path + ".unit", "A filter by COUNT has no unit."));
    if (!age && filter.retain_at_least) {
        return failure(refused(path + ".retainAtLeast",
                               "Only a filter by AGE has it; with COUNT, value is what is kept."));
    }
    return {};
}

lifecycle::Age age_of(std::int64_t value, std::string_view unit) {
    return {.value = value, .unit = lifecycle::unit_named(unit).value_or(lifecycle::Unit::days)};
}

lifecycle::Action action_of(std::string_view type) {
    if (type == "DELETE") return lifecycle::Action::erase;
    return type == "DISABLE" ? lifecycle::Action::disable : lifecycle::Action::deprecate;
}

lifecycle::Rule rule_of(const PolicyDetail& detail) {
    lifecycle::Rule rule;
    rule.action = action_of(detail.action.type);
    IncludeResources included = detail.action.include_resources.value_or(IncludeResources());
    rule.amis = included.amis.value_or(false);
    rule.snapshots = included.snapshots.value_or(false);
    if (detail.filter.type == "COUNT") {
        rule.count = detail.filter.value;
    } else {
        rule.age = age_of(detail.filter.value, detail.filter.unit.value_or("DAYS"));
    }
    rule.retain_at_least = detail.filter.retain_at_least.value_or(0);
    ExclusionRules excluded = detail.exclusion_rules.value_or(ExclusionRules());
    rule.excluded_tags = tags_of(excluded.tag_map.value_or(TagMap()));
    rule.exclusions = exclusions_of(excluded.amis);
    return rule;
}

std::string_view status_of(const lifecycle::Policy& policy) {
    return policy.enabled ? "ENABLED" : "DISABLED";
}

}  // namespace

Status check_policy(const PolicyRequest& request) {
    if (request.resource_type != ami_image) {
        return failure(refused("resourceType",
                               "Expected AMI_IMAGE: there are no container images "
                               "here."));
    }
    const ResourceSelection& selection = request.selection;
    bool tags = selection.tag_map && !selection.tag_map->empty();
    if (tags == selection.recipes.has_value())
        return failure(refused("resourceSelection", "Expected either tagMap or recipes."));
    std::set<std::string> actions;
    for (std::size_t i = 0; i < request.details.size(); ++i) {
        const PolicyDetail& detail = request.details[i];
        std::string path = fmt::format("policyDetails[{}]", i);
        if (!actions.insert(detail.action.type).second)
            return failure(refused(path + ".action.type", "Each action can appear once."));
        Status sound = check_included(path + ".action.includeResources", detail.action);
        if (sound) sound = check_filter(path + ".filter", detail.filter);
        if (!sound) return sound;
    }
    return {};
}

Status check_lifecycle_role(const Call& call, const std::string& named) {
    auto role = find_execution_role(call.site.identity, call.account(), named);
    if (!role) return failure(role.error());
    if (*role) return {};
    return failure(unknown_execution_role(named, call.account()));
}

std::vector<lifecycle::Rule> rules_of(const std::vector<PolicyDetail>& details) {
    std::vector<lifecycle::Rule> rules;
    rules.reserve(details.size());
    for (const PolicyDetail& detail : details)
        rules.push_back(rule_of(detail));
    return rules;
}

lifecycle::AmiExclusions exclusions_of(const std::optional<AmiExclusionRules>& amis) {
    lifecycle::AmiExclusions exclusions;
    if (!amis) return exclusions;
    exclusions.is_public = amis->is_public.value_or(false);
    exclusions.regions = amis->regions.value_or(Texts());
    exclusions.shared_accounts = amis->shared_accounts.value_or(Texts());
    exclusions.tags = tags_of(amis->tag_map.value_or(TagMap()));
    if (amis->last_launched)
        exclusions.last_launched = age_of(amis->last_launched->value, amis->last_launched->unit);
    return exclusions;
}

void fill(lifecycle::Policy& policy, const PolicyRequest& request) {
    policy.details = wire::to_json(StoredDetails{.details = request.details});
    policy.selection = wire::to_json(request.selection);
    policy.rules = rules_of(request.details);
    policy.selected_tags.reset();
    if (request.selection.tag_map) policy.selected_tags = tags_of(*request.selection.tag_map);
}

std::string lifecycle_policy_arn(std::string_view region, std::string_view account_id,
                                 std::string_view slug) {
    return fmt::format("arn:aws:imagebuilder:{}:{}:lifecycle-policy/{}", region, account_id, slug);
}

Result<std::string> read_lifecycle_policy_arn(const Call& call, std::string_view arn) {
    std::string slug(arn.substr(arn.rfind('/') + 1));
    if (arn == lifecycle_policy_arn(call.region.name, call.account(), slug)) return slug;
    if (arn.find(fmt::format(":imagebuilder:{}:", call.region.name)) == std::string_view::npos) {
        return failure(invalid_request(
            fmt::format("{} is not of the Region {}: a request can use resources of its own Region "
                        "only.",
                        arn, call.region.name)));
    }
    return failure(forbidden(fmt::format("{} does not belong to your account.", arn)));
}

Result<lifecycle::Policy> find_lifecycle_policy(const Call& call, catalog::Transaction& tx,
                                                std::string_view arn) {
    auto slug = read_lifecycle_policy_arn(call, arn);
    if (!slug) return failure(slug.error());
    auto policy = lifecycle::find_policy(tx, call.account(), *slug);
    if (!policy && policy.error().kind == ErrorKind::not_found)
        return failure(not_found(fmt::format("The lifecycle policy {} does not exist.", arn)));
    return policy;
}

Result<LifecyclePolicy> show_policy(const Call& call, const lifecycle::Policy& policy) {
    auto details = wire::from_json<StoredDetails>(policy.details);
    auto selection = wire::from_json<ResourceSelection>(policy.selection);
    if (!details || !selection) {
        return failure(ErrorKind::corrupt, "A stored lifecycle policy cannot be read.",
                       policy.slug);
    }
    LifecyclePolicy shown;
    shown.arn = lifecycle_policy_arn(call.region.name, policy.account_id, policy.slug);
    shown.name = policy.name;
    shown.description = policy.description;
    shown.status = status_of(policy);
    shown.execution_role = policy.execution_role;
    shown.resource_type = ami_image;
    shown.policy_details = std::move(details->details);
    shown.resource_selection = std::move(*selection);
    shown.date_created = policy.created;
    shown.date_updated = policy.updated;
    shown.date_last_run = policy.last_run;
    shown.tags = tag_map_of(policy.tags);
    return shown;
}

LifecyclePolicySummary summarize_policy(const Call& call, const lifecycle::Policy& policy) {
    return {.arn = lifecycle_policy_arn(call.region.name, policy.account_id, policy.slug),
            .name = policy.name,
            .description = policy.description,
            .status = std::string(status_of(policy)),
            .execution_role = policy.execution_role,
            .resource_type = std::string(ami_image),
            .date_created = policy.created,
            .date_updated = policy.updated,
            .date_last_run = policy.last_run,
            .tags = tag_map_of(policy.tags)};
}

}  // namespace amicast::services::imagebuilder
