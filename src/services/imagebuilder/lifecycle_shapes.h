// Lifecycle policies and executions as they travel. Details and selection of a policy are stored in
// this form too, so that what a client sent comes back exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/imagebuilder/distribution_shapes.h"
#include "wire/schema.h"

namespace amicast::services::imagebuilder {

struct IncludeResources {
    std::optional<bool> amis;
    std::optional<bool> snapshots;
    std::optional<bool> containers;
    static std::span<const wire::Member> members();
};

struct LastLaunched {
    std::int64_t value = 0;
    std::string unit;
    static std::span<const wire::Member> members();
};

struct AmiExclusionRules {
    std::optional<bool> is_public;
    std::optional<Texts> regions;
    std::optional<Texts> shared_accounts;
    std::optional<LastLaunched> last_launched;
    std::optional<TagMap> tag_map;
    static std::span<const wire::Member> members();
};

struct ExclusionRules {
    std::optional<TagMap> tag_map;
    std::optional<AmiExclusionRules> amis;
    static std::span<const wire::Member> members();
};

struct PolicyAction {
    std::string type;
    std::optional<IncludeResources> include_resources;
    static std::span<const wire::Member> members();
};

struct PolicyFilter {
    std::string type;
    std::int64_t value = 0;
    std::optional<std::string> unit;
    std::optional<std::int64_t> retain_at_least;
    static std::span<const wire::Member> members();
};

struct PolicyDetail {
    PolicyAction action;
    PolicyFilter filter;
    std::optional<ExclusionRules> exclusion_rules;
    static std::span<const wire::Member> members();
};

struct SelectedRecipe {
    std::string name;
    std::string semantic_version;
    static std::span<const wire::Member> members();
};

struct ResourceSelection {
    std::optional<std::vector<SelectedRecipe>> recipes;
    std::optional<TagMap> tag_map;
    static std::span<const wire::Member> members();
};

// The part of a policy that its row keeps as JSON.
struct StoredDetails {
    std::vector<PolicyDetail> details;
    static std::span<const wire::Member> members();
};

struct LifecyclePolicySummary {
    std::string arn;
    std::string name;
    std::optional<std::string> description;
    std::string status;
    std::string execution_role;
    std::string resource_type;
    Time date_created{};
    std::optional<Time> date_updated;
    std::optional<Time> date_last_run;
    TagMap tags;
    static std::span<const wire::Member> members();
};

struct LifecyclePolicy {
    std::string arn;
    std::string name;
    std::optional<std::string> description;
    std::string status;
    std::string execution_role;
    std::string resource_type;
    std::vector<PolicyDetail> policy_details;
    ResourceSelection resource_selection;
    Time date_created{};
    std::optional<Time> date_updated;
    std::optional<Time> date_last_run;
    TagMap tags;
    static std::span<const wire::Member> members();
};

struct LifecycleState {
    std::string status;
    std::optional<std::string> reason;
    static std::span<const wire::Member> members();
};

struct ResourcesImpactedSummary {
    bool has_impacted_resources = false;
    static std::span<const wire::Member> members();
};

struct LifecycleExecution {
    std::string lifecycle_execution_id;
    std::optional<std::string> lifecycle_policy_arn;
    ResourcesImpactedSummary resources_impacted_summary;
    LifecycleState state;
    Time start_time{};
    std::optional<Time> end_time;
    static std::span<const wire::Member> members();
};

struct LifecycleResourceState {
    std::string status;
    std::optional<std::string> reason;
    static std::span<const wire::Member> members();
};

struct LifecycleResourceAction {
    std::string name;
    std::optional<std::string> reason;
    static std::span<const wire::Member> members();
};

struct LifecycleSnapshot {
    std::string snapshot_id;
    LifecycleResourceState state;
    static std::span<const wire::Member> members();
};

struct LifecycleResource {
    std::string account_id;
    std::string resource_id;
    LifecycleResourceState state;
    LifecycleResourceAction action;
    std::string region;
    std::vector<LifecycleSnapshot> snapshots;
    Time start_time{};
    std::optional<Time> end_time;
    static std::span<const wire::Member> members();
};

inline constexpr std::string_view lifecycle_policy_statuses = "DISABLED ENABLED";
inline constexpr std::string_view lifecycle_resource_types = "AMI_IMAGE CONTAINER_IMAGE";

}  // namespace amicast::services::imagebuilder
