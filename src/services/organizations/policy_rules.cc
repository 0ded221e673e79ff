#include "services/organizations/policy_rules.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "iam/identity_rows.h"
#include "iam/policy_document.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"

namespace amicast::services::organizations {

Status require_available(const iam::Organization& organization, std::string_view type) {
    if (type == service_control_policy && organization.feature_set == "ALL") return {};
    return failure(type_not_available(type));
}

Status check_content(std::string_view content) {
    if (std::size_t size = utf8_length(content); size > iam::service_control_policy_size_max) {
        return failure(constraint_violation(
            "POLICY_CONTENT_LIMIT_EXCEEDED",
            fmt::format("Content has {} characters; a service control policy has at most {}.", size,
                        iam::service_control_policy_size_max)));
    }
    auto parsed = iam::parse_policy(content, iam::PolicyUse::identity);
    if (parsed) return {};
    return failure(Error{.kind = ErrorKind::invalid,
                         .message = "The provided policy document does not meet the requirements "
                                    "of the specified policy type: " +
                                    parsed.error().message,
                         .detail = parsed.error().detail,
                         .code = "MalformedPolicyDocumentException"});
}

Result<iam::OrganizationPolicy> require_policy(catalog::Transaction& tx,
                                               const iam::Organization& organization,
                                               std::string_view id) {
    auto policy = iam::select_organization_policy(tx, organization, id);
    if (!policy) return failure(policy.error());
    if (!*policy) return failure(policy_not_found());
    return std::move(**policy);
}

Result<iam::OrganizationPolicy> require_own_policy(catalog::Transaction& tx,
                                                   const iam::Organization& organization,
                                                   std::string_view id) {
    auto policy = require_policy(tx, organization, id);
    if (policy && policy->is_vendors) {
        return failure(invalid_input("IMMUTABLE_POLICY",
                                     "You specified a policy that is managed by Amazon Web "
                                     "Services and can't be modified."));
    }
    return policy;
}

Result<iam::PolicyTarget> require_target(catalog::Transaction& tx,
                                         const iam::Organization& organization,
                                         std::string_view id) {
    auto target = iam::select_target(tx, organization, id);
    if (!target) return failure(target.error());
    if (!*target) return failure(target_not_found());
    return std::move(**target);
}

Result<iam::Organization> require_type_enabled(catalog::Transaction& tx, const Call& call) {
    auto organization = iam::select_organization_of(tx, call.account());
    if (!organization) return failure(organization.error());
    if (!*organization) return failure(not_in_use());
    if (!(*organization)->service_control) return failure(type_not_enabled());
    return std::move(**organization);
}

}  // namespace amicast::services::organizations
