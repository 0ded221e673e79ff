// ListImageBuildVersions: builds of one version, or all of the account's, newest first. The cheap
// way to watch many distributions.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/image_view.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/paging.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListImageBuildVersionsInput {
    std::optional<std::string> image_version_arn;
    std::vector<Filter> filters;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListImageBuildVersionsInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_version_arn>("imageVersionArn",
                                                   {.pattern = version_arn_pattern}),
            wire::member<&This::filters>("filters", {.min = 1, .max = 10}),
            wire::member<&This::max_results>("maxResults", {.min = 1, .max = page_size_max}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

struct ListImageBuildVersionsOutput {
    std::string request_id;
    std::vector<ImageSummary> image_summaries;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListImageBuildVersionsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::image_summaries>("imageSummaryList", {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

using distribution::BuildCursor;
using distribution::BuildSelection;
using distribution::ImageBuild;
using Rows = std::vector<ImageBuild>;

BuildCursor place_of(const ImageBuild& row) {
    return {.created = row.created, .slug = row.slug, .version = row.version, .build = row.build};
}

Result<BuildSelection> selection_of(const Call& call, const ListImageBuildVersionsInput& input) {
    BuildSelection selection;
    selection.account_id = call.account();
    if (!input.image_version_arn) return selection;
    auto arn = read_image_arn(call, *input.image_version_arn);
    if (!arn) return failure(arn.error());
    selection.slug = arn->slug;
    selection.version = distribution::Version{
        .major = *arn->version.major, .minor = *arn->version.minor, .patch = *arn->version.patch};
    return selection;
}

Result<Rows> collect(catalog::Transaction& tx, BuildSelection selection,
                     const std::vector<Filter>& filters, std::size_t count) {
    selection.limit = filters.empty() ? count : 64;
    Rows rows;
    while (rows.size() < count) {
        auto some = distribution::list_builds(tx, selection);
        if (!some) return some;
        for (const ImageBuild& row : *some)
            if (rows.size() < count && passes(filters, row)) rows.push_back(row);
        if (some->size() < selection.limit) break;
        selection.after = place_of(some->back());
    }
    return rows;
}

Result<ListImageBuildVersionsOutput> show_page(const Call& call, catalog::Transaction& tx,
                                               const BuildSelection& selection,
                                               const ListImageBuildVersionsInput& input,
                                               const Pager& pager) {
    auto rows = collect(tx, selection, input.filters, pager.page_size() + 1);
    if (!rows) return failure(rows.error());
    ListImageBuildVersionsOutput output{.request_id = call.request_id};
    if (rows->size() > pager.page_size()) {
        rows->pop_back();
        output.next_token = pager.token_for(imagebuilder::key_of(place_of(rows->back())));
    }
    for (const ImageBuild& row : *rows) {
        auto summary = summarize_image(call, tx, row);
        if (!summary) return failure(summary.error());
        output.image_summaries.push_back(std::move(*summary));
    }
    return output;
}

Result<ListImageBuildVersionsOutput> list_image_build_versions(
    Call& call, const ListImageBuildVersionsInput& input) {
    Status sound =
        check_filters(input.filters, {"name", "osVersion", "platform", "type", "version"});
    if (!sound) return failure(sound.error());
    auto selection = selection_of(call, input);
    if (!selection) return failure(selection.error());
    ListImageBuildVersionsInput same = input;
    same.max_results.reset();
    same.next_token.reset();
    Pager pager(call, "ListImageBuildVersions", wire::to_json(same), input.max_results);
    auto key = pager.key_of(input.next_token);
    if (!key) return failure(key.error());
    auto cursor = build_cursor_of(*key);
    if (!cursor) return failure(cursor.error());
    selection->after = std::move(*cursor);
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return show_page(call, tx, *selection, input, pager); });
}

AccessRequests list_image_build_versions_access(Call&, const ListImageBuildVersionsInput& input) {
    iam::AccessRequest asked = on_everything("ListImageBuildVersions");
    if (input.image_version_arn) asked.resource = *input.image_version_arn;
    return {asked};
}

}  // namespace

Operation list_image_build_versions_operation() {
    return operation<&list_image_build_versions, &list_image_build_versions_access>(
        {.name = "ListImageBuildVersions",
         .method = "POST",
         .uri = "/ListImageBuildVersions",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidPaginationTokenException ForbiddenException "
                   "CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
