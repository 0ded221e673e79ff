// "Trusted access": the services that the management account lets act in its organization. It is
// kept and shown as it was given; services of this site act as their callers and roles, and need
// none.
#pragma once

#include <string>
#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

struct ServiceAccess {
    std::string service_principal;  // "ram.amazonaws.com"
    Time enabled{};
};

// Enabling again, and disabling what is not enabled, does nothing.
Status enable_service_access(IdentityStore& store, const Organization& organization,
                             std::string_view service_principal);
Status disable_service_access(IdentityStore& store, const Organization& organization,
                              std::string_view service_principal);
// In order of principal.
Result<Page<ServiceAccess>> list_service_access(IdentityStore& store,
                                                const Organization& organization,
                                                const PageRequest& page);
// Part of the end of an organization.
Status disable_all_service_access(catalog::Transaction& tx, const Organization& organization);

}  // namespace amicast::iam
