// ListAliases: the account's aliases in this Region, or those of one key. The aliases of services
// are there before their keys are.
#include <algorithm>

#include "services/kms/alias_rules.h"
#include "services/kms/constraints.h"
#include "services/kms/operations.h"
#include "services/kms/paging.h"
#include "services/kms/service_keys.h"

namespace amicast::services::kms {
namespace {

struct ListAliasesInput {
    std::optional<std::string> key_id;
    std::optional<std::int64_t> limit;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListAliasesInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", optional_key_id),
            wire::member<&This::limit>("Limit", kms::limit),
            wire::member<&This::marker>("Marker", kms::marker),
        };
        return rows;
    }
};

struct AliasListEntry {
    std::string alias_name;
    std::string alias_arn;
    std::optional<std::string> target_key_id;
    std::optional<Time> creation_date;
    std::optional<Time> last_updated_date;

    static std::span<const wire::Member> members() {
        using This = AliasListEntry;
        static const wire::Member rows[] = {
            wire::member<&This::alias_name>("AliasName"),
            wire::member<&This::alias_arn>("AliasArn"),
            wire::member<&This::target_key_id>("TargetKeyId"),
            wire::member<&This::creation_date>("CreationDate"),
            wire::member<&This::last_updated_date>("LastUpdatedDate"),
        };
        return rows;
    }
};

struct ListAliasesOutput {
    std::vector<AliasListEntry> aliases;
    std::optional<std::string> next_marker;
    bool truncated = false;

    static std::span<const wire::Member> members() {
        using This = ListAliasesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::aliases>("Aliases", {.keep_empty = true}),
            wire::member<&This::next_marker>("NextMarker"),
            wire::member<&This::truncated>("Truncated"),
        };
        return rows;
    }
};

AliasListEntry entry_of(const Call& call, const keys::Alias& alias) {
    return {.alias_name = alias.name,
            .alias_arn = alias_arn_of(call, alias.name),
            .target_key_id = alias.key_id,
            .creation_date = alias.created,
            .last_updated_date = alias.updated};
}

// The services' aliases behind `after` that have no key yet, added in order.
Status add_unused(const Call& call, catalog::Transaction& tx, std::string_view after,
                  std::vector<AliasListEntry>& entries) {
    for (const keys::ServiceKey* service : service_keys) {
        if (service->alias <= after) continue;
        auto alias =
            keys::select_alias(tx, keyring_of(call).secrets(), call.account(), service->alias);
        if (!alias) return failure(alias.error());
        if (*alias) continue;
        entries.push_back({.alias_name = std::string(service->alias),
                           .alias_arn = alias_arn_of(call, service->alias)});
    }
    std::sort(entries.begin(), entries.end(), [](const auto& left, const auto& right) {
        return left.alias_name < right.alias_name;
    });
    return {};
}

Result<std::vector<AliasListEntry>> read_entries(const Call& call, const Page& page,
                                                 const std::string& key_id) {
    keys::Keyring& keyring = keyring_of(call);
    using Entries = std::vector<AliasListEntry>;
    return keyring.catalog().read_value([&](catalog::Transaction& tx) -> Result<Entries> {
        auto aliases = keys::select_aliases(tx, keyring.secrets(),
                                            {.account_id = call.account(),
                                             .key_id = key_id,
                                             .after = page.after(),
                                             .max = page.rows_wanted()});
        if (!aliases) return failure(aliases.error());
        Entries entries;
        for (const keys::Alias& alias : *aliases)
            entries.push_back(entry_of(call, alias));
        if (!key_id.empty()) return entries;
        Status added = add_unused(call, tx, page.after(), entries);
        if (!added) return failure(added.error());
        return entries;
    });
}

Result<ListAliasesOutput> list_aliases(Call& call, const ListAliasesInput& input) {
    std::string key_id;
    if (input.key_id) {
        NamedKey named = find_named(call, *input.key_id, KeyScope::own_key);
        if (!named.key) return failure(named.key.error());
        key_id = (*named.key)->id;
    }
    auto page = Page::read(call, {.operation = "ListAliases",
                                  .parameters = key_id,
                                  .limit = input.limit,
                                  .limit_default = 50,
                                  .marker = input.marker});
    if (!page) return failure(page.error());
    auto entries = read_entries(call, *page, key_id);
    if (!entries) return failure(entries.error());
    ListAliasesOutput output;
    output.truncated = page->cut(*entries);
    if (output.truncated) output.next_marker = page->marker_after(entries->back().alias_name);
    output.aliases = std::move(*entries);
    return output;
}

AccessRequests list_aliases_access(Call& call, const ListAliasesInput&) {
    return {on_everything(call, "ListAliases")};
}

}  // namespace

Operation list_aliases_operation() {
    return operation<&list_aliases, &list_aliases_access>(
        {.name = "ListAliases",
         .errors = "DependencyTimeoutException InvalidMarkerException KMSInternalException "
                   "InvalidArnException NotFoundException"});
}

}  // namespace amicast::services::kms
