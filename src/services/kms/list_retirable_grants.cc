// ListRetirableGrants: the grants, on keys of whatever account, that a principal of the caller's
// account may retire.
#include <fmt/format.h>

#include "keys/key_rows.h"
#include "services/kms/constraints.h"
#include "services/kms/errors.h"
#include "services/kms/named_key.h"
#include "services/kms/operations.h"
#include "services/kms/paging.h"
#include "services/kms/shapes.h"

namespace amicast::services::kms {
namespace {

struct ListRetirableGrantsInput {
    std::optional<std::int64_t> limit;
    std::optional<std::string> marker;
    std::optional<std::string> retiring_principal;
    std::optional<std::string> retiring_service_principal;

    static std::span<const wire::Member> members() {
        using This = ListRetirableGrantsInput;
        static const wire::Member rows[] = {
            wire::member<&This::limit>("Limit", kms::limit),
            wire::member<&This::marker>("Marker", kms::marker),
            wire::member<&This::retiring_principal>("RetiringPrincipal", kms::principal),
            wire::member<&This::retiring_service_principal>("RetiringServicePrincipal",
                                                            kms::service_principal),
        };
        return rows;
    }
};

Status check_list(const ListRetirableGrantsInput& input) {
    if (input.retiring_principal.has_value() == input.retiring_service_principal.has_value())
        return failure(invalid("Expected either RetiringPrincipal or RetiringServicePrincipal."));
    return {};
}

// The account in the ARN of a principal.
bool is_of_account(std::string_view principal, std::string_view account_id) {
    return principal.starts_with(fmt::format("arn:aws:iam::{}:", account_id)) ||
           principal.starts_with(fmt::format("arn:aws:sts::{}:", account_id));
}

using Entries = std::vector<GrantListEntry>;

Result<Entries> read_entries(const Call& call, std::string_view retiring, const Page& page) {
    keys::Keyring& keyring = keyring_of(call);
    return keyring.catalog().read_value([&](catalog::Transaction& tx) -> Result<Entries> {
        auto grants = keys::select_grants(
            tx, keyring.secrets(),
            {.retiring = retiring, .after = page.after(), .max = page.rows_wanted()});
        if (!grants) return failure(grants.error());
        Entries entries;
        for (const keys::Grant& grant : *grants) {
            auto key = keys::require_key(tx, keyring.secrets(), grant.key_id);
            if (!key) return failure(key.error());
            entries.push_back(describe(grant, key->arn()));
        }
        return entries;
    });
}

Result<ListGrantsOutput> list_retirable_grants(Call& call, const ListRetirableGrantsInput& input) {
    const std::string retiring = input.retiring_principal.value_or("");
    auto page = Page::read(call, {.operation = "ListRetirableGrants",
                                  .parameters = retiring,
                                  .limit = input.limit,
                                  .limit_default = 50,
                                  .marker = input.marker});
    if (!page) return failure(page.error());
    ListGrantsOutput output;
    // Services take no grants here.
    if (retiring.empty()) return output;
    if (!is_of_account(retiring, call.account())) {
        return failure(invalid_arn("RetiringPrincipal '" + retiring +
                                   "': expected the ARN of a principal of your account."));
    }
    auto entries = read_entries(call, retiring, *page);
    if (!entries) return failure(entries.error());
    output.truncated = page->cut(*entries);
    if (output.truncated) output.next_marker = page->marker_after(entries->back().grant_id);
    output.grants = std::move(*entries);
    return output;
}

AccessRequests list_retirable_grants_access(Call& call, const ListRetirableGrantsInput&) {
    return {on_everything(call, "ListRetirableGrants")};
}

}  // namespace

Operation list_retirable_grants_operation() {
    return operation<&list_retirable_grants, &list_retirable_grants_access, &check_list>(
        {.name = "ListRetirableGrants",
         .errors = "DependencyTimeoutException InvalidMarkerException InvalidArnException "
                   "NotFoundException KMSInternalException"});
}

}  // namespace amicast::services::kms
