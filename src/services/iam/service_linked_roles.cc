// CreateServiceLinkedRole, DeleteServiceLinkedRole, GetServiceLinkedRoleDeletionStatus.
#include "iam/service_linked_roles.h"

#include "iam/roles.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"

namespace amicast::services::iam_api {
namespace {

// ---- CreateServiceLinkedRole ----

struct CreateServiceLinkedRoleInput {
    std::string service_name;
    std::optional<std::string> description;
    std::optional<std::string> custom_suffix;

    static std::span<const wire::Member> members() {
        using This = CreateServiceLinkedRoleInput;
        static const wire::Member rows[] = {
            wire::member<&This::service_name>("AWSServiceName", group_name),
            wire::member<&This::description>("Description",
                                             {.max = 1000, .pattern = description_pattern}),
            wire::member<&This::custom_suffix>("CustomSuffix", optional_new_user_name),
        };
        return rows;
    }
};

struct CreateServiceLinkedRoleOutput {
    Role role;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&CreateServiceLinkedRoleOutput::role>("Role")};
        return rows;
    }
};

std::vector<iam::AccessRequest> create_access(Call& call,
                                              const CreateServiceLinkedRoleInput& input) {
    const iam::LinkedService* service = iam::find_linked_service(input.service_name);
    std::string role = service != nullptr ? service->role_path() + std::string(service->role_name)
                                          : "/aws-service-role/" + input.service_name + "/*";
    return {{.action = "iam:CreateServiceLinkedRole",
             .resource = iam::iam_arn(call.account(), "role" + role),
             .context = {{"iam:AWSServiceName", {input.service_name}}}}};
}

Result<CreateServiceLinkedRoleOutput> create_service_linked_role(
    Call& call, const CreateServiceLinkedRoleInput& input) {
    const iam::LinkedService* service = iam::find_linked_service(input.service_name);
    if (service == nullptr) {
        return failure(invalid_input("AWSServiceName: " + input.service_name +
                                     " has no service-linked role here; "
                                     "imagebuilder.amazonaws.com has one."));
    }
    if (input.custom_suffix) {
        return failure(
            invalid_input("Custom suffix is not allowed for " + input.service_name + "."));
    }
    auto role = iam::create_service_linked_role(call.site.identity, call.account(), *service,
                                                input.description.value_or(""));
    if (!role && role.error().kind == ErrorKind::conflict) {
        return failure(invalid_input("Service role name " + std::string(service->role_name) +
                                     " has been taken in this account, please try a different "
                                     "suffix."));
    }
    if (!role) return failure(role.error());
    return CreateServiceLinkedRoleOutput{.role = role_shape(*role, Detail::full)};
}

// ---- DeleteServiceLinkedRole ----

struct DeleteServiceLinkedRoleInput {
    std::string role_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteServiceLinkedRoleInput::role_name>("RoleName", new_name)};
        return rows;
    }
};

struct DeleteServiceLinkedRoleOutput {
    std::string deletion_task_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteServiceLinkedRoleOutput::deletion_task_id>("DeletionTaskId")};
        return rows;
    }
};

std::vector<iam::AccessRequest> delete_access(Call& call,
                                              const DeleteServiceLinkedRoleInput& input) {
    return on_role(call, "iam:DeleteServiceLinkedRole", input.role_name);
}

Result<DeleteServiceLinkedRoleOutput> delete_service_linked_role(
    Call& call, const DeleteServiceLinkedRoleInput& input) {
    auto task =
        iam::delete_service_linked_role(call.site.identity, call.account(), input.role_name);
    if (!task) return failure(task.error());
    return DeleteServiceLinkedRoleOutput{.deletion_task_id = std::move(*task)};
}

// ---- GetServiceLinkedRoleDeletionStatus ----

struct DeletionStatusInput {
    std::string deletion_task_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&DeletionStatusInput::deletion_task_id>(
            "DeletionTaskId", {.required = true, .min = 1, .max = 1000})};
        return rows;
    }
};

struct DeletionStatusOutput {
    std::string status;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&DeletionStatusOutput::status>("Status")};
        return rows;
    }
};

// A task's id is "task/" and the path and name of its role, and a UUID.
std::string role_arn_of(const Call& call, const std::string& task_id) {
    std::string role = task_id.substr(0, task_id.rfind('/'));
    if (role.starts_with("task/")) role.erase(0, std::string_view("task/").size());
    return iam::iam_arn(call.account(), "role/" + role);
}

std::vector<iam::AccessRequest> status_access(Call& call, const DeletionStatusInput& input) {
    return {{.action = "iam:GetServiceLinkedRoleDeletionStatus",
             .resource = role_arn_of(call, input.deletion_task_id),
             .context = {}}};
}

Result<DeletionStatusOutput> get_deletion_status(Call& call, const DeletionStatusInput& input) {
    auto known = iam::has_deletion(call.site.identity, call.account(), input.deletion_task_id);
    if (!known) return failure(known.error());
    if (!*known) {
        return failure(ErrorKind::not_found,
                       "The deletion task with id " + input.deletion_task_id + " cannot be found.");
    }
    return DeletionStatusOutput{.status = "SUCCEEDED"};
}

}  // namespace

Operation create_service_linked_role_operation() {
    return operation<&create_service_linked_role, &create_access>(
        {.name = "CreateServiceLinkedRole",
         .errors = "InvalidInput LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation delete_service_linked_role_operation() {
    return operation<&delete_service_linked_role, &delete_access>(
        {.name = "DeleteServiceLinkedRole", .errors = "LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation get_service_linked_role_deletion_status_operation() {
    return operation<&get_deletion_status, &status_access>(
        {.name = "GetServiceLinkedRoleDeletionStatus",
         .errors = "InvalidInput NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
