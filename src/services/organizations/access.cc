#include "services/organizations/access.h"

#include "iam/identity_rows.h"
#include "iam/identity_store.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tags.h"

namespace amicast::services::organizations {
namespace {

Result<iam::TagList> tags_of(Call& call, const iam::Organization& organization,
                             std::string_view id) {
    TagFile file = tag_file(organization, id);
    return call.site.identity.catalog().read_value([&](catalog::Transaction& tx) {
        return iam::select_tags(tx, file.kind, file.account_id, file.name);
    });
}

}  // namespace

std::vector<iam::AccessRequest> on_target(Call& call, std::string_view action,
                                          std::string_view id) {
    iam::AccessRequest request{.action = std::string(action), .resource = "*", .context = {}};
    auto organization = call.site.identity.organization_of(call.account());
    if (!organization || !*organization) return {std::move(request)};
    request.resource = resource_arn(**organization, id);
    // Only the management account can do anything here; nobody else's question shows a tag.
    if ((*organization)->management_account_id != call.account()) return {std::move(request)};
    auto tags = tags_of(call, **organization, id);
    if (!tags) return {std::move(request)};
    for (const auto& [key, value] : *tags)
        request.context["aws:ResourceTag/" + key] = {value};
    return {std::move(request)};
}

std::vector<iam::AccessRequest> on_everything(std::string_view action) {
    return {{.action = std::string(action), .resource = "*", .context = {}}};
}

std::vector<iam::AccessRequest> on_policy_of_type(Call& call, std::string_view action,
                                                  std::string_view id, std::string_view type) {
    std::vector<iam::AccessRequest> requests = on_target(call, action, id);
    for (iam::AccessRequest& request : requests)
        request.context["organizations:PolicyType"] = {std::string(type)};
    return requests;
}

}  // namespace amicast::services::organizations
