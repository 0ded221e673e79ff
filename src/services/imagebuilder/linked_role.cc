// AWSServiceRoleForImageBuilder on first use.
#include "services/imagebuilder/linked_role.h"

#include <fmt/format.h>

#include "iam/identity_store.h"
#include "iam/service_linked_roles.h"

namespace amicast::services::imagebuilder {
namespace {

constexpr std::string_view service_principal = "imagebuilder.amazonaws.com";

const iam::LinkedService& linked_service() {
    return *iam::find_linked_service(service_principal);
}

Result<bool> has_role(Call& call) {
    auto found = call.site.identity.find_role(call.account(), linked_service().role_name);
    if (!found) return failure(found.error());
    return found->has_value();
}

}  // namespace

AccessRequests linked_role_access(Call& call) {
    auto exists = has_role(call);
    if (!exists || *exists) return {};
    iam::AccessRequest asked{
        .action = "iam:CreateServiceLinkedRole",
        .resource = fmt::format("arn:aws:iam::{}:role{}{}", call.account(),
                                linked_service().role_path(), linked_service().role_name),
        .context = {}};
    asked.context["iam:AWSServiceName"] = {std::string(service_principal)};
    return {std::move(asked)};
}

Status ensure_linked_role(Call& call) {
    auto role =
        iam::ensure_service_linked_role(call.site.identity, call.account(), linked_service());
    if (!role) return failure(role.error());
    return {};
}

}  // namespace amicast::services::imagebuilder
