// UpdateRole and UpdateRoleDescription, its older form.
#include "iam/roles.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"

namespace amicast::services::iam_api {
namespace {

// ---- UpdateRole ----

struct UpdateRoleInput {
    std::string role_name;
    std::optional<std::string> description;
    std::optional<std::int64_t> max_session_duration;
    std::optional<std::int64_t> max_signin_session_duration;
    std::optional<bool> reset_max_signin_session_duration;

    static std::span<const wire::Member> members() {
        using This = UpdateRoleInput;
        static const wire::Member rows[] = {
            wire::member<&This::role_name>("RoleName", new_name),
            wire::member<&This::description>("Description",
                                             {.max = 1000, .pattern = description_pattern}),
            wire::member<&This::max_session_duration>("MaxSessionDuration",
                                                      iam_api::max_session_duration),
            wire::member<&This::max_signin_session_duration>("MaxSigninSessionDuration",
                                                             iam_api::max_signin_session_duration),
            wire::member<&This::reset_max_signin_session_duration>("ResetMaxSigninSessionDuration"),
        };
        return rows;
    }
};

// The model has an output without members.
struct UpdateRoleOutput {
    static std::span<const wire::Member> members() { return {}; }
};

std::vector<iam::AccessRequest> update_access(Call& call, const UpdateRoleInput& input) {
    return on_role(call, "iam:UpdateRole", input.role_name);
}

Result<UpdateRoleOutput> update_role(Call& call, const UpdateRoleInput& input) {
    bool reset = input.reset_max_signin_session_duration.value_or(false);
    if (reset && input.max_signin_session_duration) {
        return failure(invalid_input(
            "MaxSigninSessionDuration and ResetMaxSigninSessionDuration exclude each other."));
    }
    auto role = iam::update_role(call.site.identity, call.account(), input.role_name,
                                 {.description = input.description,
                                  .max_session_seconds = input.max_session_duration,
                                  .max_signin_session_seconds = input.max_signin_session_duration,
                                  .reset_max_signin_session = reset});
    if (!role) return failure(role.error());
    return UpdateRoleOutput{};
}

// ---- UpdateRoleDescription ----

struct UpdateRoleDescriptionInput {
    std::string role_name;
    std::string description;

    static std::span<const wire::Member> members() {
        using This = UpdateRoleDescriptionInput;
        static const wire::Member rows[] = {
            wire::member<&This::role_name>("RoleName", new_name),
            wire::member<&This::description>(
                "Description", {.required = true, .max = 1000, .pattern = description_pattern}),
        };
        return rows;
    }
};

struct UpdateRoleDescriptionOutput {
    Role role;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&UpdateRoleDescriptionOutput::role>("Role")};
        return rows;
    }
};

std::vector<iam::AccessRequest> describe_access(Call& call,
                                                const UpdateRoleDescriptionInput& input) {
    return on_role(call, "iam:UpdateRoleDescription", input.role_name);
}

Result<UpdateRoleDescriptionOutput> update_role_description(
    Call& call, const UpdateRoleDescriptionInput& input) {
    auto role = iam::update_role(call.site.identity, call.account(), input.role_name,
                                 {.description = input.description});
    if (!role) return failure(role.error());
    return UpdateRoleDescriptionOutput{.role = role_shape(*role, Detail::full)};
}

}  // namespace

Operation update_role_operation() {
    return operation<&update_role, &update_access>(
        {.name = "UpdateRole",
         .errors = "InvalidInput NoSuchEntity ServiceFailure UnmodifiableEntity"});
}
Operation update_role_description_operation() {
    return operation<&update_role_description, &describe_access>(
        {.name = "UpdateRoleDescription",
         .errors = "NoSuchEntity ServiceFailure UnmodifiableEntity"});
}

}  // namespace amicast::services::iam_api
