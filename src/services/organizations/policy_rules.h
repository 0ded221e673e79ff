// What the operations on policies share: which types there are, what a document must be, and
// finding one.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/organization_policies.h"
#include "services/call.h"

namespace amicast::services::organizations {

// PolicyTypeNotAvailableForOrganizationException for a type that is not evaluated here, or an
// organization without all features.
Status require_available(const iam::Organization& organization, std::string_view type);
// MalformedPolicyDocumentException, or ConstraintViolationException for one that is too long.
Status check_content(std::string_view content);
// PolicyNotFoundException.
Result<iam::OrganizationPolicy> require_policy(catalog::Transaction& tx,
                                               const iam::Organization& organization,
                                               std::string_view id);
// The same; InvalidInputException IMMUTABLE_POLICY for the vendor's.
Result<iam::OrganizationPolicy> require_own_policy(catalog::Transaction& tx,
                                                   const iam::Organization& organization,
                                                   std::string_view id);
// TargetNotFoundException.
Result<iam::PolicyTarget> require_target(catalog::Transaction& tx,
                                         const iam::Organization& organization,
                                         std::string_view id);
// The caller's organization as it stands in this transaction. PolicyTypeNotEnabledException when
// service control policies are not enabled in it.
Result<iam::Organization> require_type_enabled(catalog::Transaction& tx, const Call& call);

}  // namespace amicast::services::organizations
