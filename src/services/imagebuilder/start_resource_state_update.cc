// StartResourceStateUpdate: makes an image and its AMIs available, deprecated, disabled or deleted,
// in all their regions and accounts. It answers at once; the execution shows what became of it.
#include <fmt/format.h>

#include "lifecycle/choose.h"
#include "lifecycle/start_execution.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/lifecycle_rules.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct ResourceState {
    std::optional<std::string> status;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ResourceState::status>(
                "status", {.one_of = "AVAILABLE DELETED DEPRECATED DISABLED"}),
        };
        return rows;
    }
};

struct StateUpdateExclusionRules {
    std::optional<AmiExclusionRules> amis;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&StateUpdateExclusionRules::amis>("amis"),
        };
        return rows;
    }
};

struct StartResourceStateUpdateInput {
    std::string resource_arn;
    ResourceState state;
    std::optional<std::string> execution_role;
    std::optional<IncludeResources> include_resources;
    std::optional<StateUpdateExclusionRules> exclusion_rules;
    std::optional<Time> update_at;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = StartResourceStateUpdateInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_arn>("resourceArn",
                                              {.required = true, .pattern = build_arn_pattern}),
            wire::member<&This::state>("state", {.required = true}),
            wire::member<&This::execution_role>("executionRole",
                                                {.min = 1, .max = 2048, .pattern = role_pattern}),
            wire::member<&This::include_resources>("includeResources"),
            wire::member<&This::exclusion_rules>("exclusionRules"),
            wire::member<&This::update_at>("updateAt"),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
        };
        return rows;
    }
};

struct StartResourceStateUpdateOutput {
    std::string lifecycle_execution_id;
    std::string resource_arn;

    static std::span<const wire::Member> members() {
        using This = StartResourceStateUpdateOutput;
        static const wire::Member rows[] = {
            wire::member<&This::lifecycle_execution_id>(
                "lifecycleExecutionId", {.pattern = lifecycle_execution_id_pattern}),
            wire::member<&This::resource_arn>("resourceArn", {.pattern = build_arn_pattern}),
        };
        return rows;
    }
};

using lifecycle::Action;

Error refused(std::string_view path, std::string_view reason) {
    return invalid_request(
        fmt::format("The value supplied for parameter '{}' is not valid. {}", path, reason));
}

Action action_of(std::string_view status) {
    if (status == "DELETED") return Action::erase;
    if (status == "DISABLED") return Action::disable;
    return status == "DEPRECATED" ? Action::deprecate : Action::make_available;
}

IncludeResources included_in(const StartResourceStateUpdateInput& input) {
    return input.include_resources.value_or(IncludeResources());
}

bool includes_any(const IncludeResources& included) {
    return included.amis.value_or(false) || included.snapshots.value_or(false);
}

Status check_included(const StartResourceStateUpdateInput& input, Action action) {
    IncludeResources included = included_in(input);
    if (included.containers.value_or(false))
        return failure(refused("includeResources.containers", "The image has no containers."));
    if (action == Action::erase && !included.amis.value_or(false)) {
        return failure(refused("includeResources.amis",
                               "Expected true with DELETED; to delete the record of an image only, "
                               "use DeleteImage."));
    }
    if (included.snapshots.value_or(false) && action != Action::erase) {
        return failure(
            refused("includeResources.snapshots", "Only DELETED can include snapshots."));
    }
    if (includes_any(included) && !input.execution_role)
        return failure(refused("executionRole", "It is required with includeResources."));
    return {};
}

Status check(const Call& call, const StartResourceStateUpdateInput& input) {
    if (!input.state.status) {
        return failure(
            refused("state.status", "Expected AVAILABLE, DELETED, DEPRECATED or DISABLED."));
    }
    Action action = action_of(*input.state.status);
    Status sound = check_included(input, action);
    if (!sound) return sound;
    if (input.update_at && action != Action::deprecate)
        return failure(refused("updateAt", "Only DEPRECATED can be set for a later time."));
    if (input.update_at && *input.update_at <= call.now)
        return failure(refused("updateAt", "Expected a time in the future."));
    if (!input.execution_role) return {};
    return check_lifecycle_role(call, *input.execution_role);
}

lifecycle::Rule rule_of(const StartResourceStateUpdateInput& input) {
    IncludeResources included = included_in(input);
    lifecycle::Rule rule;
    rule.action = action_of(*input.state.status);
    rule.amis = included.amis.value_or(false);
    rule.snapshots = included.snapshots.value_or(false);
    if (input.exclusion_rules) rule.exclusions = exclusions_of(input.exclusion_rules->amis);
    rule.deprecate_at = input.update_at;
    return rule;
}

Result<std::string> start(catalog::Transaction& tx, const Call& call,
                          const StartResourceStateUpdateInput& input) {
    Status sound = check(call, input);
    if (!sound) return failure(sound.error());
    auto image = find_image(call, tx, input.resource_arn);
    if (!image) return failure(image.error());
    lifecycle::Rule rule = rule_of(input);
    if (!distribution::is_final(image->status)) {
        return failure(
            in_use(fmt::format("The image {} is {}: cancel it or wait until it has "
                               "ended.",
                               input.resource_arn, distribution::to_string(image->status))));
    }
    if (!lifecycle::applies_to(rule.action, image->status)) {
        return failure(invalid_request(
            fmt::format("The image {} is {} and cannot become {}.", input.resource_arn,
                        distribution::to_string(image->status), *input.state.status)));
    }
    lifecycle::ExecutionOrder order{.account_id = call.account(),
                                    .home_region = call.region.name,
                                    .policy_slug = {},
                                    .execution_role = input.execution_role.value_or(""),
                                    .rules = {rule},
                                    .images = {},
                                    .begin = input.update_at.value_or(call.now)};
    order.images.push_back({.build = std::move(*image), .rule = 0, .reason = {}});
    auto execution = lifecycle::start_execution(tx, order, call.now, call.random);
    if (!execution) return failure(execution.error());
    return execution->id;
}

Result<StartResourceStateUpdateOutput> start_resource_state_update(
    Call& call, const StartResourceStateUpdateInput& input) {
    TokenUse token{.operation = "StartResourceStateUpdate",
                   .token = input.client_token,
                   .fingerprint = fingerprint_of(input)};
    auto id = once(call, token, [&](catalog::Transaction& tx) { return start(tx, call, input); });
    if (!id) return failure(id.error());
    call.site.jobs.notify(call.region.name);
    return StartResourceStateUpdateOutput{.lifecycle_execution_id = std::move(*id),
                                          .resource_arn = input.resource_arn};
}

AccessRequests start_resource_state_update_access(Call& call,
                                                  const StartResourceStateUpdateInput& input) {
    AccessRequests asked = {on_resource(call, "StartResourceStateUpdate", input.resource_arn)};
    if (input.execution_role) asked.push_back(on_passed_role(call, *input.execution_role));
    return asked;
}

}  // namespace

Operation start_resource_state_update_operation() {
    return operation<&start_resource_state_update, &start_resource_state_update_access>(
        {.name = "StartResourceStateUpdate",
         .method = "PUT",
         .uri = "/StartResourceStateUpdate",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException ResourceNotFoundException "
                   "IdempotentParameterMismatchException ForbiddenException "
                   "CallRateLimitExceededException ResourceInUseException"});
}

}  // namespace amicast::services::imagebuilder
