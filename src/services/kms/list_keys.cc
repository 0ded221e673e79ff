// ListKeys: the account's keys in this Region.
#include <algorithm>

#include "keys/key_rows.h"
#include "services/kms/constraints.h"
#include "services/kms/named_key.h"
#include "services/kms/operations.h"
#include "services/kms/paging.h"

namespace amicast::services::kms {
namespace {

struct ListKeysInput {
    std::optional<std::int64_t> limit;
    std::optional<std::string> marker;
    std::vector<std::string> resource_owners;

    static std::span<const wire::Member> members() {
        using This = ListKeysInput;
        static const wire::Member rows[] = {
            wire::member<&This::limit>("Limit", kms::limit),
            wire::member<&This::marker>("Marker", kms::marker),
            wire::member<&This::resource_owners>(
                "ResourceOwners",
                {.min = 1, .max = 2, .element_one_of = "SELF OTHER_ACCOUNTS_VIA_RAM"}),
        };
        return rows;
    }
};

struct KeyListEntry {
    std::string key_id;
    std::string key_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&KeyListEntry::key_id>("KeyId"),
            wire::member<&KeyListEntry::key_arn>("KeyArn"),
        };
        return rows;
    }
};

struct ListKeysOutput {
    std::vector<KeyListEntry> keys;
    std::optional<std::string> next_marker;
    bool truncated = false;

    static std::span<const wire::Member> members() {
        using This = ListKeysOutput;
        static const wire::Member rows[] = {
            wire::member<&This::keys>("Keys", {.keep_empty = true}),
            wire::member<&This::next_marker>("NextMarker"),
            wire::member<&This::truncated>("Truncated"),
        };
        return rows;
    }
};

// No key is shared by AWS RAM here, so that a request for those alone finds none.
bool wants_own(const std::vector<std::string>& owners) {
    return owners.empty() || std::find(owners.begin(), owners.end(), "SELF") != owners.end();
}

Result<ListKeysOutput> list_keys(Call& call, const ListKeysInput& input) {
    const bool own = wants_own(input.resource_owners);
    auto page = Page::read(call, {.operation = "ListKeys",
                                  .parameters = own ? "own" : "shared",
                                  .limit = input.limit,
                                  .marker = input.marker});
    if (!page) return failure(page.error());
    ListKeysOutput output;
    if (!own) return output;
    auto ids = keyring_of(call).catalog().read_value([&](catalog::Transaction& tx) {
        return keys::select_key_ids(tx, call.account(), page->after(), page->rows_wanted());
    });
    if (!ids) return failure(ids.error());
    output.truncated = page->cut(*ids);
    if (output.truncated) output.next_marker = page->marker_after(ids->back());
    for (const std::string& id : *ids) {
        output.keys.push_back(
            {.key_id = id, .key_arn = keys::key_arn(call.region.name, call.account(), id)});
    }
    return output;
}

AccessRequests list_keys_access(Call& call, const ListKeysInput&) {
    return {on_everything(call, "ListKeys")};
}

}  // namespace

Operation list_keys_operation() {
    return operation<&list_keys, &list_keys_access>(
        {.name = "ListKeys",
         .errors = "DependencyTimeoutException KMSInternalException InvalidMarkerException"});
}

}  // namespace amicast::services::kms
