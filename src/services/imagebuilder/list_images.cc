// ListImages: one entry for each name and version, of the account's own images or of those that
// other accounts share with it. No images of vendors exist here; asking for them answers none.
#include <map>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/image_policy.h"
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

bool is_wanted(const ListImagesInput& input, const ImageBuild& row) {
    bool deprecated = row.status == distribution::ImageStatus::deprecated;
    return (!deprecated || input.include_deprecated.value_or(false)) && passes(input.filters, row);
}

// The newest build of each shared version, in order of version ARN. `by_name` has an effect within
// an account: names of different accounts are different images.
Result<std::map<std::string, ImageBuild>> collect_shared(catalog::Transaction& tx, const Call& call,
                                                         const ListImagesInput& input) {
    auto builds = distribution::list_foreign_builds_with_policy(tx, call.account());
    if (!builds) return failure(builds.error());
    std::map<std::string, ImageBuild> newest;
    std::map<std::string, std::string> version_of_name;
    for (ImageBuild& build : *builds) {
        if (!is_wanted(input, build)) continue;
        auto visible = is_visible(call, build, "ListImages");
        if (!visible) return failure(visible.error());
        if (!*visible) continue;
        std::string arn = distribution::version_arn(
            {.region = call.region.name, .owner = build.account_id}, build.slug, build.version);
        std::string& last = version_of_name[build.account_id + "/" + build.slug];
        if (input.by_name.value_or(false) && last != arn) newest.erase(last);
        last = arn;
        newest.insert_or_assign(std::move(arn), std::move(build));
    }
    return newest;
}

Result<ListImagesOutput> list_shared_images(Call& call, const ListImagesInput& input,
                                            const Pager& pager, const std::string& after) {
    auto shared = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return collect_shared(tx, call, input); });
    if (!shared) return failure(shared.error());
    ListImagesOutput output{.request_id = call.request_id};
    std::string last;
    for (auto next = shared->upper_bound(after); next != shared->end(); ++next) {
        if (output.image_versions.size() == pager.page_size()) {
            output.next_token = pager.token_for(last);
            break;
        }
        output.image_versions.push_back(show_version(call, next->second));
        last = next->first;
    }
    return output;
}

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
            if (!is_wanted(input, row)) continue;
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
    std::string owner = input.owner.value_or("Self");
    if (owner == "Shared") return list_shared_images(call, input, pager, *key);
    if (owner != "Self") return output;
    auto cursor = build_cursor_of(*key);
    if (!cursor) return failure(cursor.error());
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
