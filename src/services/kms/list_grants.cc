// ListGrants: the grants on a key.
#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/grant_rules.h"
#include "services/kms/operations.h"
#include "services/kms/paging.h"
#include "services/kms/shapes.h"

namespace amicast::services::kms {
namespace {

struct ListGrantsInput {
    std::optional<std::int64_t> limit;
    std::optional<std::string> marker;
    std::string key_id;
    std::optional<std::string> grant_id;
    std::optional<std::string> grantee_principal;
    std::optional<std::string> grantee_service_principal;

    static std::span<const wire::Member> members() {
        using This = ListGrantsInput;
        static const wire::Member rows[] = {
            wire::member<&This::limit>("Limit", kms::limit),
            wire::member<&This::marker>("Marker", kms::marker),
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::grant_id>("GrantId", {.min = 1, .max = 128}),
            wire::member<&This::grantee_principal>("GranteePrincipal", kms::principal),
            wire::member<&This::grantee_service_principal>("GranteeServicePrincipal",
                                                           kms::service_principal),
        };
        return rows;
    }
};

Status check_list(const ListGrantsInput& input) {
    if (input.grantee_principal && input.grantee_service_principal) {
        return failure(
            invalid("GranteePrincipal, GranteeServicePrincipal: expected one of them, not both."));
    }
    return input.grant_id ? check_grant_id(*input.grant_id) : Status();
}

// The one grant with this id, when it is the key's and to the principal that is asked for.
Result<std::vector<keys::Grant>> read_one(const Call& call, const keys::Key& key,
                                          const ListGrantsInput& input) {
    auto grant = find_grant(call, *input.grant_id);
    if (!grant) return failure(grant.error());
    bool fits = *grant && (*grant)->key_id == key.id &&
                input.grantee_principal.value_or((*grant)->grantee) == (*grant)->grantee;
    if (!fits) return std::vector<keys::Grant>();
    return std::vector{std::move(**grant)};
}

Result<std::vector<keys::Grant>> read_grants(const Call& call, const keys::Key& key,
                                             const ListGrantsInput& input, const Page& page) {
    // Services take no grants here.
    if (input.grantee_service_principal) return std::vector<keys::Grant>();
    if (input.grant_id) return read_one(call, key, input);
    const std::string grantee = input.grantee_principal.value_or("");
    keys::Keyring& keyring = keyring_of(call);
    return keyring.catalog().read_value([&](catalog::Transaction& tx) {
        return keys::select_grants(tx, keyring.secrets(),
                                   {.key_id = key.id,
                                    .grantee = grantee,
                                    .after = page.after(),
                                    .max = page.rows_wanted()});
    });
}

Result<ListGrantsOutput> list_grants(Call& call, const ListGrantsInput& input) {
    const Result<SharedKey>& key = key_of(call);
    if (!key) return failure(key.error());
    auto page = Page::read(call, {.operation = "ListGrants",
                                  .parameters = (*key)->id + input.grant_id.value_or("") + "/" +
                                                input.grantee_principal.value_or(""),
                                  .limit = input.limit,
                                  .limit_default = 50,
                                  .marker = input.marker});
    if (!page) return failure(page.error());
    auto grants = read_grants(call, **key, input, *page);
    if (!grants) return failure(grants.error());
    ListGrantsOutput output;
    output.truncated = page->cut(*grants);
    if (output.truncated) output.next_marker = page->marker_after(grants->back().id);
    for (const keys::Grant& grant : *grants)
        output.grants.push_back(describe(grant, (*key)->arn()));
    return output;
}

AccessRequests list_grants_access(Call& call, const ListGrantsInput& input) {
    return on_key(call, input.key_id, KeyScope::any_key, {.operation = "ListGrants"});
}

}  // namespace

Operation list_grants_operation() {
    return operation<&list_grants, &list_grants_access, &check_list>(
        {.name = "ListGrants",
         .errors = "NotFoundException DependencyTimeoutException InvalidMarkerException "
                   "InvalidGrantIdException InvalidArnException KMSInternalException "
                   "KMSInvalidStateException"});
}

}  // namespace amicast::services::kms
