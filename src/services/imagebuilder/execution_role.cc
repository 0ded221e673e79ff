// Finds roles by ARN or name.
#include "services/imagebuilder/execution_role.h"

#include <fmt/format.h>

#include "services/imagebuilder/errors.h"

namespace amicast::services::imagebuilder {
namespace {

constexpr std::string_view service_linked_name = "AWSServiceRoleForImageBuilder";
constexpr std::string_view service_linked_path = "/aws-service-role/imagebuilder.amazonaws.com/";

std::string_view last_segment(std::string_view text) {
    auto slash = text.rfind('/');
    return slash == std::string_view::npos ? text : text.substr(slash + 1);
}

bool is_arn(std::string_view named) {
    return named.starts_with("arn:");
}

iam::Role service_linked_role(std::string_view account_id) {
    iam::Role role;
    role.account_id = account_id;
    role.name = service_linked_name;
    role.path = service_linked_path;
    return role;
}

}  // namespace

bool is_service_linked(const iam::Role& role) {
    return role.name == service_linked_name && role.path == service_linked_path;
}

Result<std::optional<ExecutionRole>> find_execution_role(iam::IdentityStore& identity,
                                                         std::string_view account_id,
                                                         std::string_view named) {
    std::optional<ExecutionRole> none;
    std::string_view name = last_segment(named);
    auto found = identity.find_role(account_id, name);
    if (!found) return failure(found.error());
    if (*found) {
        bool meant = !is_arn(named) || (*found)->arn() == named;
        if (!meant) return none;
        return std::optional(
            ExecutionRole{.role = **found, .service_linked = is_service_linked(**found)});
    }
    if (name != service_linked_name) return none;
    ExecutionRole linked{.role = service_linked_role(account_id), .service_linked = true};
    if (is_arn(named) && linked.role.arn() != named) return none;
    return std::optional(std::move(linked));
}

Error unknown_execution_role(std::string_view named, std::string_view account_id) {
    return client_error(
        fmt::format("The value supplied for parameter 'executionRole' is not valid. The role {} "
                    "does not exist in account {}.",
                    named, account_id));
}

std::string role_arn_of(iam::IdentityStore& identity, std::string_view account_id,
                        std::string_view named) {
    if (is_arn(named)) return std::string(named);
    auto found = find_execution_role(identity, account_id, named);
    if (found && *found) return (*found)->role.arn();
    return fmt::format("arn:aws:iam::{}:role/{}", account_id, named);
}

}  // namespace amicast::services::imagebuilder
