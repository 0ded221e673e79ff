// ListImages: one entry for each name and version. Only the account's own images exist here; asking
// for those of other owners answers none.
#include <charconv>

#include <fmt/format.h>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/image_view.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/paging.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListImagesInput {
    std::optional<std::string> owner;
    std::vector<Filter> filters;
    std::optional<bool> by_name;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;
    std::optional<bool> include_deprecated;

    static std::span<const wire::Member> members() {
        using This = ListImagesInput;
        static const wire::Member rows[] = {
            wire::member<&This::owner>("owner",
                                       {.one_of = "Self Shared Amazon ThirdParty AWSMarketplace"}),
            wire::member<&This::filters>("filters", {.min = 1, .max = 10}),
            wire::member<&This::by_name>("byName"),
            wire::member<&This::max_results>("maxResults", {.min = 1, .max = page_size_max}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
            wire::member<&This::include_deprecated>("includeDeprecated"),
        };
        return rows;
    }
};

struct ListImagesOutput {
    std::string request_id;
    std::vector<ImageVersion> image_versions;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListImagesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::image_versions>("imageVersionList", {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

using distribution::ImageBuild;
using Rows = std::vector<ImageBuild>;

// Rows come in order of slug and version, so with `by_name` a later row of the same slug replaces
// the one before.
Result<Rows> collect(catalog::Transaction& tx, const Call& call, const ListImagesInput& input,
                     std::optional<distribution::VersionCursor> after, std::size_t count) {
    constexpr std::size_t chunk = 64;
    bool by_name = input.by_name.value_or(false);
    Rows rows;
    while (true) {
        auto some = distribution::list_versions(tx, call.account(), after, chunk);
        if (!some) return some;
        for (ImageBuild& row : *some) {
            if (!passes(input.filters, row)) continue;
            bool replaces = by_name && !rows.empty() && rows.back().slug == row.slug;
            if (!replaces && rows.size() == count) return rows;
            if (replaces) rows.pop_back();
            rows.push_back(std::move(row));
        }
        if (some->size() < chunk) return rows;
        after = {.slug = some->back().slug, .version = some->back().version};
    }
}

distribution::BuildCursor place_of(const ImageBuild& row) {
    return {.created = {}, .slug = row.slug, .version = row.version, .build = 0};
}

Result<ListImagesOutput> list_images(Call& call, const ListImagesInput& input) {
    Status sound =
        check_filters(input.filters, {"name", "osVersion", "platform", "type", "version"});
    if (!sound) return failure(sound.error());
    ListImagesOutput output{.request_id = call.request_id};
    ListImagesInput same = input;
    same.max_results.reset();
    same.next_token.reset();
    Pager pager(call, "ListImages", wire::to_json(same), input.max_results);
    auto key = pager.key_of(input.next_token);
    if (!key) return failure(key.error());
    auto cursor = build_cursor_of(*key);
    if (!cursor) return failure(cursor.error());
    if (input.owner.value_or("Self") != "Self") return output;
    std::optional<distribution::VersionCursor> after;
    if (*cursor) after = {.slug = (*cursor)->slug, .version = (*cursor)->version};
    auto rows = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return collect(tx, call, input, after, pager.page_size() + 1);
    });
    if (!rows) return failure(rows.error());
    if (rows->size() > pager.page_size()) {
        rows->pop_back();
        output.next_token = pager.token_for(imagebuilder::key_of(place_of(rows->back())));
    }
    for (const ImageBuild& row : *rows)
        output.image_versions.push_back(show_version(call, row));
    return output;
}

AccessRequests list_images_access(Call&, const ListImagesInput&) {
    return {on_everything("ListImages")};
}

}  // namespace

Operation list_images_operation() {
    return operation<&list_images, &list_images_access>(
        {.name = "ListImages",
         .method = "POST",
         .uri = "/ListImages",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidPaginationTokenException ForbiddenException "
                   "CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
