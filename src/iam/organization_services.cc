#include "iam/organization_services.h"

#include "iam/identity_rows.h"

namespace amicast::iam {

using catalog::Transaction;

Status enable_service_access(IdentityStore& store, const Organization& organization,
                             std::string_view service_principal) {
    return store.change([&](Transaction& tx) {
        return run(tx,
                   "INSERT INTO organization_service_access (organization_id, service_principal, "
                   "enabled_us) VALUES ($1, $2, $3) "
                   "ON CONFLICT (organization_id, service_principal) DO NOTHING",
                   {organization.id, service_principal, store.now()});
    });
}

Status disable_service_access(IdentityStore& store, const Organization& organization,
                              std::string_view service_principal) {
    return store.change([&](Transaction& tx) {
        return run(tx,
                   "DELETE FROM organization_service_access WHERE organization_id = $1 AND "
                   "service_principal = $2",
                   {organization.id, service_principal});
    });
}

Result<Page<ServiceAccess>> list_service_access(IdentityStore& store,
                                                const Organization& organization,
                                                const PageRequest& page) {
    return store.catalog().read_value([&](Transaction& tx) -> Result<Page<ServiceAccess>> {
        std::vector<ServiceAccess> found;
        Status done = tx.query(
            "SELECT service_principal, enabled_us FROM organization_service_access WHERE "
            "organization_id = $1 AND service_principal > $2 ORDER BY service_principal LIMIT $3",
            {organization.id, page.after, page.max + 1}, [&](const catalog::Row& row) {
                found.push_back({.service_principal = row.string(0), .enabled = row.time(1)});
            });
        if (!done) return failure(done.error());
        return make_page(std::move(found), page.max,
                         [](const ServiceAccess& access) { return access.service_principal; });
    });
}

Status disable_all_service_access(Transaction& tx, const Organization& organization) {
    return run(tx, "DELETE FROM organization_service_access WHERE organization_id = $1",
               {organization.id});
}

}  // namespace amicast::iam
