// Rows of the lifecycle structures.
#include "services/imagebuilder/lifecycle_shapes.h"

#include "services/imagebuilder/constraints.h"

namespace amicast::services::imagebuilder {
namespace {

constexpr std::string_view time_units = "DAYS WEEKS MONTHS YEARS";
constexpr wire::MemberOptions role_options{.min = 1, .max = 2048, .pattern = role_pattern};

}  // namespace

std::span<const wire::Member> IncludeResources::members() {
    using This = IncludeResources;
    static const wire::Member rows[] = {
        wire::member<&This::amis>("amis"),
        wire::member<&This::snapshots>("snapshots"),
        wire::member<&This::containers>("containers"),
    };
    return rows;
}

std::span<const wire::Member> LastLaunched::members() {
    static const wire::Member rows[] = {
        wire::member<&LastLaunched::value>("value", {.required = true, .min = 1, .max = 365}),
        wire::member<&LastLaunched::unit>("unit", {.required = true, .one_of = time_units}),
    };
    return rows;
}

std::span<const wire::Member> AmiExclusionRules::members() {
    using This = AmiExclusionRules;
    static const wire::Member rows[] = {
        wire::member<&This::is_public>("isPublic"),
        wire::member<&This::regions>("regions", {.element_min = 1, .element_max = 1024}),
        wire::member<&This::shared_accounts>(
            "sharedAccounts", {.min = 1, .max = 1536, .element_pattern = account_id_pattern}),
        wire::member<&This::last_launched>("lastLaunched"),
        wire::member<&This::tag_map>("tagMap", imagebuilder::tag_map),
    };
    return rows;
}

std::span<const wire::Member> ExclusionRules::members() {
    static const wire::Member rows[] = {
        wire::member<&ExclusionRules::tag_map>("tagMap", imagebuilder::tag_map),
        wire::member<&ExclusionRules::amis>("amis"),
    };
    return rows;
}

std::span<const wire::Member> PolicyAction::members() {
    static const wire::Member rows[] = {
        wire::member<&PolicyAction::type>("type",
                                          {.required = true, .one_of = "DELETE DEPRECATE DISABLE"}),
        wire::member<&PolicyAction::include_resources>("includeResources"),
    };
    return rows;
}

std::span<const wire::Member> PolicyFilter::members() {
    using This = PolicyFilter;
    static const wire::Member rows[] = {
        wire::member<&This::type>("type", {.required = true, .one_of = "AGE COUNT"}),
        wire::member<&This::value>("value", {.required = true, .min = 1, .max = 1000}),
        wire::member<&This::unit>("unit", {.one_of = time_units}),
        wire::member<&This::retain_at_least>("retainAtLeast", {.min = 1, .max = 10}),
    };
    return rows;
}

std::span<const wire::Member> PolicyDetail::members() {
    using This = PolicyDetail;
    static const wire::Member rows[] = {
        wire::member<&This::action>("action", {.required = true}),
        wire::member<&This::filter>("filter", {.required = true}),
        wire::member<&This::exclusion_rules>("exclusionRules"),
    };
    return rows;
}

std::span<const wire::Member> SelectedRecipe::members() {
    using This = SelectedRecipe;
    static const wire::Member rows[] = {
        wire::member<&This::name>("name", {.required = true, .pattern = resource_name_pattern}),
        wire::member<&This::semantic_version>(
            "semanticVersion",
            {.required = true, .pattern = "^(?:[0-9]+|x)\\.(?:[0-9]+|x)\\.(?:[0-9]+|x)$"}),
    };
    return rows;
}

std::span<const wire::Member> ResourceSelection::members() {
    using This = ResourceSelection;
    static const wire::Member rows[] = {
        wire::member<&This::recipes>("recipes", {.min = 1, .max = 50}),
        wire::member<&This::tag_map>("tagMap", imagebuilder::tag_map),
    };
    return rows;
}

std::span<const wire::Member> StoredDetails::members() {
    static const wire::Member rows[] = {
        wire::member<&StoredDetails::details>("details", {.required = true}),
    };
    return rows;
}

std::span<const wire::Member> LifecyclePolicySummary::members() {
    using This = LifecyclePolicySummary;
    static const wire::Member rows[] = {
        wire::member<&This::arn>("arn", {.max = 1024, .pattern = lifecycle_policy_arn_pattern}),
        wire::member<&This::name>("name", {.pattern = resource_name_pattern}),
        wire::member<&This::description>("description", text_1_to_1024),
        wire::member<&This::status>("status", {.one_of = lifecycle_policy_statuses}),
        wire::member<&This::execution_role>("executionRole", role_options),
        wire::member<&This::resource_type>("resourceType", {.one_of = lifecycle_resource_types}),
        wire::member<&This::date_created>("dateCreated"),
        wire::member<&This::date_updated>("dateUpdated"),
        wire::member<&This::date_last_run>("dateLastRun"),
        wire::member<&This::tags>("tags", shown_tag_map),
    };
    return rows;
}

std::span<const wire::Member> LifecyclePolicy::members() {
    using This = LifecyclePolicy;
    static const wire::Member rows[] = {
        wire::member<&This::arn>("arn", {.max = 1024, .pattern = lifecycle_policy_arn_pattern}),
        wire::member<&This::name>("name", {.pattern = resource_name_pattern}),
        wire::member<&This::description>("description", text_1_to_1024),
        wire::member<&This::status>("status", {.one_of = lifecycle_policy_statuses}),
        wire::member<&This::execution_role>("executionRole", role_options),
        wire::member<&This::resource_type>("resourceType", {.one_of = lifecycle_resource_types}),
        wire::member<&This::policy_details>("policyDetails", {.min = 1, .max = 3}),
        wire::member<&This::resource_selection>("resourceSelection"),
        wire::member<&This::date_created>("dateCreated"),
        wire::member<&This::date_updated>("dateUpdated"),
        wire::member<&This::date_last_run>("dateLastRun"),
        wire::member<&This::tags>("tags", shown_tag_map),
    };
    return rows;
}

std::span<const wire::Member> LifecycleState::members() {
    static const wire::Member rows[] = {
        wire::member<&LifecycleState::status>(
            "status", {.one_of = "IN_PROGRESS CANCELLED CANCELLING FAILED SUCCESS PENDING"}),
        wire::member<&LifecycleState::reason>("reason", text_1_to_1024),
    };
    return rows;
}

std::span<const wire::Member> ResourcesImpactedSummary::members() {
    static const wire::Member rows[] = {
        wire::member<&ResourcesImpactedSummary::has_impacted_resources>("hasImpactedResources"),
    };
    return rows;
}

std::span<const wire::Member> LifecycleExecution::members() {
    using This = LifecycleExecution;
    static const wire::Member rows[] = {
        wire::member<&This::lifecycle_execution_id>("lifecycleExecutionId",
                                                    {.pattern = lifecycle_execution_id_pattern}),
        wire::member<&This::lifecycle_policy_arn>(
            "lifecyclePolicyArn", {.max = 1024, .pattern = lifecycle_policy_arn_pattern}),
        wire::member<&This::resources_impacted_summary>("resourcesImpactedSummary"),
        wire::member<&This::state>("state"),
        wire::member<&This::start_time>("startTime"),
        wire::member<&This::end_time>("endTime"),
    };
    return rows;
}

std::span<const wire::Member> LifecycleResourceState::members() {
    using This = LifecycleResourceState;
    static const wire::Member rows[] = {
        wire::member<&This::status>("status", {.one_of = "FAILED IN_PROGRESS SKIPPED SUCCESS"}),
        wire::member<&This::reason>("reason", text_1_to_1024),
    };
    return rows;
}

std::span<const wire::Member> LifecycleResourceAction::members() {
    using This = LifecycleResourceAction;
    static const wire::Member rows[] = {
        wire::member<&This::name>("name", {.one_of = "AVAILABLE DELETE DEPRECATE DISABLE"}),
        wire::member<&This::reason>("reason", text_1_to_1024),
    };
    return rows;
}

std::span<const wire::Member> LifecycleSnapshot::members() {
    static const wire::Member rows[] = {
        wire::member<&LifecycleSnapshot::snapshot_id>("snapshotId", text_1_to_1024),
        wire::member<&LifecycleSnapshot::state>("state"),
    };
    return rows;
}

std::span<const wire::Member> LifecycleResource::members() {
    using This = LifecycleResource;
    static const wire::Member rows[] = {
        wire::member<&This::account_id>("accountId", text_1_to_1024),
        wire::member<&This::resource_id>("resourceId", text_1_to_1024),
        wire::member<&This::state>("state"),
        wire::member<&This::action>("action"),
        wire::member<&This::region>("region", text_1_to_1024),
        wire::member<&This::snapshots>("snapshots"),
        wire::member<&This::start_time>("startTime"),
        wire::member<&This::end_time>("endTime"),
    };
    return rows;
}

}  // namespace amicast::services::imagebuilder
