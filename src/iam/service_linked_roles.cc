#include "iam/service_linked_roles.h"

#include <algorithm>
#include <array>

#include "base/ids.h"
#include "iam/attachments.h"
#include "iam/identity_rows.h"
#include "iam/messages.h"
#include "iam/policy_owner.h"
#include "iam/roles.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

constexpr std::array services = {LinkedService{
    .principal = "imagebuilder.amazonaws.com",
    .role_name = "AWSServiceRoleForImageBuilder",
    .policy_arn = "arn:aws:iam::aws:policy/aws-service-role/AWSServiceRoleForImageBuilder"}};

std::string trust_in(const LinkedService& service) {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":")" +
           std::string(service.principal) + R"("},"Action":"sts:AssumeRole"}]})";
}

}  // namespace

std::string LinkedService::role_path() const {
    return "/aws-service-role/" + std::string(principal) + "/";
}

const LinkedService* find_linked_service(std::string_view principal) {
    const auto* found =
        std::find_if(services.begin(), services.end(),
                     [&](const LinkedService& service) { return service.principal == principal; });
    return found == services.end() ? nullptr : found;
}

Result<Role> create_service_linked_role(IdentityStore& store, std::string_view account_id,
                                        const LinkedService& service,
                                        std::string_view description) {
    Role role;
    role.account_id = account_id;
    role.name = service.role_name;
    role.path = service.role_path();
    role.id = new_unique_id("AROA", 21, store.random());
    role.trust_policy = trust_in(service);
    role.description = description;
    role.created = store.now();
    return store.change_value([&](Transaction& tx) -> Result<Role> {
        if (Status done = insert_role(tx, role); !done) return failure(done.error());
        Status attached = insert_attachment(
            tx, {.kind = OwnerKind::role, .account_id = account_id, .name = role.name},
            service.policy_arn);
        if (!attached) return failure(attached.error());
        return role;
    });
}

Result<Role> ensure_service_linked_role(IdentityStore& store, std::string_view account_id,
                                        const LinkedService& service) {
    auto found = store.find_role(account_id, service.role_name);
    if (!found) return failure(found.error());
    if (*found) return std::move(**found);
    auto made = create_service_linked_role(store, account_id, service, "");
    if (made || made.error().kind != ErrorKind::conflict) return made;
    // Somebody else made it in between.
    return store.catalog().read_value(
        [&](Transaction& tx) { return require_role(tx, account_id, service.role_name); });
}

Result<std::string> delete_service_linked_role(IdentityStore& store, std::string_view account_id,
                                               std::string_view name) {
    return store.change_value([&](Transaction& tx) -> Result<std::string> {
        auto role = require_role(tx, account_id, name);
        if (!role) return failure(role.error());
        if (!is_service_linked_path(role->path)) return no_such_entity("service-linked role", name);
        Status done = run(tx,
                          "DELETE FROM policy_attachments WHERE account_id = $1 AND "
                          "owner_kind = 'role' AND owner_name = $2",
                          {account_id, name});
        if (done) done = erase_role(tx, *role);
        if (!done) return failure(done.error());
        std::string id = "task" + role->path + role->name + "/" + new_uuid(store.random());
        done = run(tx,
                   "INSERT INTO service_linked_role_deletions (id, account_id, finished_us) "
                   "VALUES ($1, $2, $3)",
                   {id, account_id, store.now()});
        if (!done) return failure(done.error());
        return id;
    });
}

Result<bool> has_deletion(IdentityStore& store, std::string_view account_id, std::string_view id) {
    auto count = store.catalog().read_value([&](Transaction& tx) {
        return select_count(
            tx,
            "SELECT count(*) FROM service_linked_role_deletions WHERE id = $1 AND account_id = $2",
            {id, account_id});
    });
    if (!count) return failure(count.error());
    return *count > 0;
}

}  // namespace amicast::iam
