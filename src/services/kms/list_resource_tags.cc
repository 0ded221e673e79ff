// ListResourceTags: the tags of a key, in order of their keys.
#include "services/kms/constraints.h"
#include "services/kms/named_key.h"
#include "services/kms/operations.h"
#include "services/kms/paging.h"
#include "services/kms/tags.h"

namespace amicast::services::kms {
namespace {

struct ListResourceTagsInput {
    std::string key_id;
    std::optional<std::int64_t> limit;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListResourceTagsInput;
        static const wire::Member rows[] = {
            wire::member<&This::key_id>("KeyId", kms::key_id),
            wire::member<&This::limit>("Limit", kms::limit),
            wire::member<&This::marker>("Marker", kms::marker),
        };
        return rows;
    }
};

struct ListResourceTagsOutput {
    std::vector<Tag> tags;
    std::optional<std::string> next_marker;
    bool truncated = false;

    static std::span<const wire::Member> members() {
        using This = ListResourceTagsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::tags>("Tags", {.keep_empty = true}),
            wire::member<&This::next_marker>("NextMarker"),
            wire::member<&This::truncated>("Truncated"),
        };
        return rows;
    }
};

Result<ListResourceTagsOutput> list_resource_tags(Call& call, const ListResourceTagsInput& input) {
    const Result<SharedKey>& key = key_of(call);
    if (!key) return failure(key.error());
    auto page = Page::read(call, {.operation = "ListResourceTags",
                                  .parameters = (*key)->id,
                                  .limit = input.limit,
                                  .limit_default = tags_per_key_max,
                                  .marker = input.marker});
    if (!page) return failure(page.error());
    const keys::Pairs& all = (*key)->tags;
    ListResourceTagsOutput output;
    for (auto tag = all.upper_bound(page->after()); tag != all.end(); ++tag)
        output.tags.push_back({.key = tag->first, .value = tag->second});
    output.truncated = page->cut(output.tags);
    if (output.truncated) output.next_marker = page->marker_after(output.tags.back().key);
    return output;
}

AccessRequests list_resource_tags_access(Call& call, const ListResourceTagsInput& input) {
    return on_key(call, input.key_id, KeyScope::own_key, {.operation = "ListResourceTags"});
}

}  // namespace

Operation list_resource_tags_operation() {
    return operation<&list_resource_tags, &list_resource_tags_access>(
        {.name = "ListResourceTags",
         .errors = "KMSInternalException NotFoundException InvalidArnException "
                   "InvalidMarkerException"});
}

}  // namespace amicast::services::kms
