// CreateLifecyclePolicy: what is to become of images, by age or count. An enabled policy runs
// regularly from then on.
#include <fmt/format.h>

#include "lifecycle/start_execution.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/lifecycle_rules.h"
#include "services/imagebuilder/linked_role.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/plan_of.h"

namespace amicast::services::imagebuilder {
namespace {

// How many an account may have in a region.
constexpr std::int64_t policies_max = 1'000;

struct CreateLifecyclePolicyInput {
    std::string name;
    std::optional<std::string> description;
    std::optional<std::string> status;
    std::string execution_role;
    std::string resource_type;
    std::vector<PolicyDetail> policy_details;
    ResourceSelection resource_selection;
    std::optional<TagMap> tags;
    std::string client_token;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = CreateLifecyclePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::name>("name", {.required = true, .pattern = resource_name_pattern}),
            wire::member<&This::description>("description", text_1_to_1024),
            wire::member<&This::status>("status", {.one_of = lifecycle_policy_statuses}),
            wire::member<&This::execution_role>(
                "executionRole",
                {.required = true, .min = 1, .max = 2048, .pattern = role_pattern}),
            wire::member<&This::resource_type>(
                "resourceType", {.required = true, .one_of = lifecycle_resource_types}),
            wire::member<&This::policy_details>("policyDetails",
                                                {.required = true, .min = 1, .max = 3}),
            wire::member<&This::resource_selection>("resourceSelection", {.required = true}),
            wire::member<&This::tags>("tags", tag_map),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
            wire::member<&This::dry_run>("dryRun"),
        };
        return rows;
    }
};

struct CreateLifecyclePolicyOutput {
    std::string client_token;
    std::string lifecycle_policy_arn;

    static std::span<const wire::Member> members() {
        using This = CreateLifecyclePolicyOutput;
        static const wire::Member rows[] = {
            wire::member<&This::client_token>("clientToken",
                                              {.min = 1, .max = client_token_characters_max}),
            wire::member<&This::lifecycle_policy_arn>(
                "lifecyclePolicyArn", {.max = 1024, .pattern = lifecycle_policy_arn_pattern}),
        };
        return rows;
    }
};

std::string arn_of(const Call& call, std::string_view name) {
    return lifecycle_policy_arn(call.region.name, call.account(), distribution::slug_of(name));
}

lifecycle::Policy row_of(const Call& call, const CreateLifecyclePolicyInput& input) {
    lifecycle::Policy policy;
    policy.account_id = call.account();
    policy.slug = distribution::slug_of(input.name);
    policy.name = input.name;
    policy.description = input.description;
    policy.enabled = input.status.value_or("ENABLED") == "ENABLED";
    policy.execution_role = input.execution_role;
    policy.tags = tags_of(input.tags.value_or(TagMap()));
    policy.created = call.now;
    fill(policy, {input.resource_type, input.policy_details, input.resource_selection});
    return policy;
}

Status create(catalog::Transaction& tx, const Call& call, const CreateLifecyclePolicyInput& input) {
    auto count = lifecycle::count_policies(tx, call.account());
    if (!count) return failure(count.error());
    if (*count >= policies_max) {
        return failure(ErrorKind::limit,
                       fmt::format("The account has {} lifecycle policies in this Region, which is "
                                   "as many as it may have.",
                                   *count));
    }
    lifecycle::Policy policy = row_of(call, input);
    Status inserted = lifecycle::insert(tx, policy);
    if (!inserted && inserted.error().kind == ErrorKind::conflict) {
        return failure(already_exists(
            fmt::format("The lifecycle policy {} exists already. Names that differ only in case, "
                        "spaces or underscores are the same.",
                        arn_of(call, input.name))));
    }
    if (!inserted || !policy.enabled) return inserted;
    return lifecycle::schedule(tx, policy, call.now, call.now);
}

Result<CreateLifecyclePolicyOutput> create_lifecycle_policy(
    Call& call, const CreateLifecyclePolicyInput& input) {
    TokenUse token{.operation = "CreateLifecyclePolicy",
                   .token = input.client_token,
                   .fingerprint = fingerprint_of(input)};
    auto arn = once(call, token, [&](catalog::Transaction& tx) -> Result<std::string> {
        Status created =
            check_policy({input.resource_type, input.policy_details, input.resource_selection});
        if (created) created = check_lifecycle_role(call, input.execution_role);
        if (created) created = create(tx, call, input);
        // A dry run fails at the end, which takes everything back.
        if (created && input.dry_run.value_or(false)) created = failure(dry_run_succeeded());
        if (!created) return failure(created.error());
        return arn_of(call, input.name);
    });
    if (!arn) return failure(arn.error());
    Status role = ensure_linked_role(call);
    if (!role) return failure(role.error());
    call.site.jobs.notify(call.region.name);
    return CreateLifecyclePolicyOutput{.client_token = input.client_token,
                                       .lifecycle_policy_arn = std::move(*arn)};
}

AccessRequests create_lifecycle_policy_access(Call& call, const CreateLifecyclePolicyInput& input) {
    std::string arn = arn_of(call, input.name);
    AccessRequests asked = {on_new_resource("CreateLifecyclePolicy", arn, input.tags),
                            on_passed_role(call, input.execution_role)};
    if (input.tags && !input.tags->empty())
        asked.push_back(on_new_resource("TagResource", arn, input.tags));
    for (iam::AccessRequest& each : linked_role_access(call))
        asked.push_back(std::move(each));
    return asked;
}

}  // namespace

Operation create_lifecycle_policy_operation() {
    return operation<&create_lifecycle_policy, &create_lifecycle_policy_access>(
        {.name = "CreateLifecyclePolicy",
         .method = "PUT",
         .uri = "/CreateLifecyclePolicy",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException IdempotentParameterMismatchException "
                   "ForbiddenException CallRateLimitExceededException ResourceInUseException "
                   "ResourceAlreadyExistsException ServiceQuotaExceededException "
                   "DryRunOperationException"});
}

}  // namespace amicast::services::imagebuilder
