// DescribeTags: the tags the caller has set on images and snapshots of this region.
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "images/tags.h"
#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/filters.h"
#include "services/ec2/operations.h"
#include "services/ec2/paging.h"
#include "services/ec2/tagged_resource.h"
#include "wire/operation.h"

namespace amicast::services::ec2 {
namespace {

using images::TaggedResource;

struct DescribeTagsInput {
    std::optional<bool> dry_run;
    std::vector<Filter> filters;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = DescribeTagsInput;
        static const wire::Member rows[] = {
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
            wire::member<&This::filters>("Filters", {.location_name = "Filter"}),
            wire::member<&This::max_results>("MaxResults", {.location_name = "maxResults"}),
            wire::member<&This::next_token>("NextToken", {.location_name = "nextToken"}),
        };
        return rows;
    }
};

struct TagDescription {
    std::string key;
    std::string resource_id;
    std::string resource_type;
    std::string value;

    static std::span<const wire::Member> members() {
        using This = TagDescription;
        static const wire::Member rows[] = {
            wire::member<&This::key>("Key", {.location_name = "key"}),
            wire::member<&This::resource_id>("ResourceId", {.location_name = "resourceId"}),
            wire::member<&This::resource_type>("ResourceType", {.location_name = "resourceType"}),
            wire::member<&This::value>("Value", {.location_name = "value"}),
        };
        return rows;
    }
};

struct DescribeTagsOutput {
    std::optional<std::string> next_token;
    std::vector<TagDescription> tags;

    static std::span<const wire::Member> members() {
        using This = DescribeTagsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::next_token>("NextToken", {.location_name = "nextToken"}),
            wire::member<&This::tags>("Tags", {.location_name = "tagSet", .keep_empty = true}),
        };
        return rows;
    }
};

constexpr FilterField<TaggedResource> filter_fields[] = {
    {"key", [](const TaggedResource& t, FilterTexts& out) { out.push_back(t.key); }},
    {"resource-id",
     [](const TaggedResource& t, FilterTexts& out) { out.push_back(t.resource_id); }},
    {"resource-type", [](const TaggedResource& t,
                         FilterTexts& out) { out.emplace_back(resource_type(t.resource_id)); }},
    {"value", [](const TaggedResource& t, FilterTexts& out) { out.push_back(t.value); }},
};

using TagFilters = FilterSet<TaggedResource>;
using Visit = std::function<bool(const TaggedResource&)>;
using Position = std::pair<std::string, std::string>;  // resource id, key

// Keys and ids hold no NUL, so one text can stand for the pair.
std::string position_text(const TaggedResource& tag) {
    return tag.resource_id + '\0' + tag.key;
}
Position position_from(const std::string& text) {
    std::size_t end = text.find('\0');
    if (end == std::string::npos) return {text, {}};
    return {text.substr(0, end), text.substr(end + 1)};
}

// With resource ids given exactly, only those are looked at.
Status list_of_resources(catalog::Transaction& tx, const std::string& account,
                         std::vector<std::string> ids, const Position& after, const Visit& visit) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (const std::string& id : ids) {
        if (id < after.first) continue;
        auto tags = images::find_tags(tx, account, id);
        if (!tags) return failure(tags.error());
        std::sort(tags->begin(), tags->end());
        for (const auto& [key, value] : *tags) {
            if (Position(id, key) <= after) continue;
            if (!visit({.resource_id = id, .key = key, .value = value})) return {};
        }
    }
    return {};
}

Status list_tags(catalog::Transaction& tx, const std::string& account, const TagFilters& filters,
                 const std::string& after, const Visit& visit) {
    if (const CompiledFilter* filter = filters.find("resource-id")) {
        if (auto ids = filter->literals())
            return list_of_resources(tx, account, std::move(*ids), position_from(after), visit);
    }
    return images::each_tag(tx, account, position_from(after), visit);
}

Result<std::optional<TagDescription>> keep(const TagFilters& filters, const TaggedResource& tag) {
    std::optional<TagDescription> none;
    if (!filters.matches(tag) || !filters.matches_tags({{tag.key, tag.value}})) return none;
    return std::optional(
        TagDescription{.key = tag.key,
                       .resource_id = tag.resource_id,
                       .resource_type = std::string(resource_type(tag.resource_id)),
                       .value = tag.value});
}

std::string binding_of(const Call& call, const DescribeTagsInput& input) {
    DescribeTagsInput same = input;
    same.max_results.reset();
    same.next_token.reset();
    same.dry_run.reset();
    return page_binding(call, "DescribeTags", wire::to_json(same));
}

Result<DescribeTagsOutput> describe_tags(Call& call, const DescribeTagsInput& input) {
    auto limit = page_size(input.max_results, {.clamp = false});
    if (!limit) return failure(limit.error());
    auto filters = TagFilters::compile(input.filters, filter_fields);
    if (!filters) return failure(filters.error());
    std::string binding = binding_of(call, input);
    Result<std::string> after = decode_page_token(binding, input.next_token);
    if (!after) return failure(after.error());
    auto page = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        auto list = [&](const std::string& from, const Visit& visit) {
            return list_tags(tx, call.account(), *filters, from, visit);
        };
        return collect_page<TaggedResource, TagDescription>(
            *after, *limit, list, [&](const TaggedResource& tag) { return keep(*filters, tag); },
            position_text);
    });
    if (!page) return failure(page.error());
    DescribeTagsOutput output{.tags = std::move(page->items)};
    if (page->last_key) output.next_token = encode_page_token(binding, *page->last_key);
    return output;
}

std::vector<iam::AccessRequest> describe_tags_access(Call& call, const DescribeTagsInput&) {
    return unscoped_access(call, "ec2:DescribeTags");
}

}  // namespace

Operation describe_tags_operation() {
    return operation<&describe_tags, &describe_tags_access>({.name = "DescribeTags"});
}

}  // namespace amicast::services::ec2
