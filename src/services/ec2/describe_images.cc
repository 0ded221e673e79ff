// DescribeImages: the images of this region that the caller may see. AWS documentation: "Find an
// AMI", and the API reference for what hides deprecated and disabled ones.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ids.h"
#include "images/image.h"
#include "images/permissions.h"
#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/image_filters.h"
#include "services/ec2/image_item.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/owners.h"
#include "services/ec2/paging.h"
#include "wire/operation.h"

namespace amicast::services::ec2 {
namespace {

struct DescribeImagesInput {
    std::vector<std::string> executable_users;
    std::vector<std::string> image_ids;
    std::vector<std::string> owners;
    std::optional<bool> include_deprecated;
    std::optional<bool> include_disabled;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;
    std::optional<bool> dry_run;
    std::vector<Filter> filters;

    static std::span<const wire::Member> members() {
        using This = DescribeImagesInput;
        static const wire::Member rows[] = {
            wire::member<&This::executable_users>("ExecutableUsers",
                                                  {.location_name = "ExecutableBy"}),
            wire::member<&This::image_ids>("ImageIds", {.location_name = "ImageId"}),
            wire::member<&This::owners>("Owners", {.location_name = "Owner"}),
            wire::member<&This::include_deprecated>("IncludeDeprecated"),
            wire::member<&This::include_disabled>("IncludeDisabled"),
            wire::member<&This::max_results>("MaxResults"),
            wire::member<&This::next_token>("NextToken"),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
            wire::member<&This::filters>("Filters", {.location_name = "Filter"}),
        };
        return rows;
    }
};

struct DescribeImagesOutput {
    std::optional<std::string> next_token;
    std::vector<ImageItem> images;

    static std::span<const wire::Member> members() {
        using This = DescribeImagesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::next_token>("NextToken", {.location_name = "nextToken"}),
            wire::member<&This::images>("Images",
                                        {.location_name = "imagesSet", .keep_empty = true}),
        };
        return rows;
    }
};

// The request after its checks: decides image by image.
class Selection {
  public:
    static Result<Selection> read(Call& call, const DescribeImagesInput& input);

    // What the catalog can narrow by itself.
    images::ImageSelection narrowed() const;
    // The caller's tags on images that keep() is going to be asked about.
    Status load_tags(catalog::Transaction& tx, const std::vector<std::string>& image_ids);
    // Everything else; the image's item when it belongs to the answer.
    Result<std::optional<ImageItem>> keep(catalog::Transaction& tx, const images::Image& image);

    bool names_ids() const { return !ids_.empty(); }
    // No image of this region can be in the answer.
    bool is_void() const { return owners_.is_void(); }
    const std::vector<std::string>& ids() const { return ids_; }

  private:
    explicit Selection(Call& call) : viewer_(call), now_(call.now) {}

    bool hidden(const images::Image& image) const;
    // For listings the catalog has checked visibility already.
    Result<bool> visible(catalog::Transaction& tx, const images::Image& image);

    Viewer viewer_;
    Time now_;
    std::vector<std::string> ids_;
    bool include_deprecated_ = false;
    bool include_disabled_ = false;
    OwnerSelection owners_;
    SharingSelection sharing_;
    FilterSet<images::Image> filters_;
    std::vector<std::string> organization_arns_;             // of the caller
    std::map<std::string, images::Tags, std::less<>> tags_;  // by image id
};

const images::Tags no_tags;

Result<Selection> Selection::read(Call& call, const DescribeImagesInput& input) {
    Selection selection(call);
    for (const std::string& id : input.image_ids) {
        Status checked = check_image_id(id);
        if (!checked) return failure(checked.error());
    }
    selection.ids_ = input.image_ids;
    std::sort(selection.ids_.begin(), selection.ids_.end());
    selection.ids_.erase(std::unique(selection.ids_.begin(), selection.ids_.end()),
                         selection.ids_.end());
    selection.include_deprecated_ = input.include_deprecated.value_or(false);
    selection.include_disabled_ = input.include_disabled.value_or(false);
    auto owners = OwnerSelection::read(input.owners, call.account());
    if (!owners) return failure(owners.error());
    selection.owners_ = std::move(*owners);
    auto sharing = SharingSelection::read(input.executable_users, call.account());
    if (!sharing) return failure(sharing.error());
    selection.sharing_ = std::move(*sharing);
    auto filters = FilterSet<images::Image>::compile(input.filters, image_filter_fields());
    if (!filters) return failure(filters.error());
    selection.filters_ = std::move(*filters);
    bool needs_arns = !selection.names_ids() && !selection.owners_.only(call.account());
    if (needs_arns) {
        auto arns = selection.viewer_.organization_arns();
        if (!arns) return failure(arns.error());
        selection.organization_arns_ = std::move(*arns);
    }
    return selection;
}

images::ImageSelection Selection::narrowed() const {
    images::ImageSelection narrow;
    if (const CompiledFilter* filter = filters_.find("image-id"))
        narrow.ids = filter->literals().value_or(std::vector<std::string>());
    narrow.owner_ids = owners_.ids();
    if (const CompiledFilter* filter = filters_.find("owner-id");
        narrow.owner_ids.empty() && filter) {
        narrow.owner_ids = filter->literals().value_or(std::vector<std::string>());
    }
    narrow.visible_to = viewer_.account();
    narrow.visible_to_arns = organization_arns_;
    if (const CompiledFilter* filter = filters_.find("name")) narrow.name = filter->only_literal();
    narrow.tag = filters_.exact_tag();
    return narrow;
}

bool Selection::hidden(const images::Image& image) const {
    bool own = image.owner_id == viewer_.account();
    if (image.state == images::ImageState::disabled && !(own && include_disabled_)) return true;
    bool deprecated = image.deprecation_time && *image.deprecation_time <= now_;
    return deprecated && !own && !include_deprecated_ && !names_ids();
}

Result<bool> Selection::visible(catalog::Transaction& tx, const images::Image& image) {
    if (!names_ids()) return true;
    return viewer_.may_see(tx, image);
}

Result<std::optional<ImageItem>> Selection::keep(catalog::Transaction& tx,
                                                 const images::Image& image) {
    std::optional<ImageItem> none;
    if (hidden(image) || !owners_.includes(image.owner_id) || !filters_.matches(image)) return none;
    Result<bool> seen = visible(tx, image);
    if (!seen) return failure(seen.error());
    if (!*seen) return none;
    if (sharing_.asked()) {
        auto grantees = images::find_grantees(tx, image.id);
        if (!grantees) return failure(grantees.error());
        auto arns = viewer_.organization_arns();
        if (!arns) return failure(arns.error());
        if (!sharing_.includes(image.owner_id, *grantees, *arns)) return none;
    }
    auto found = tags_.find(image.id);
    const images::Tags& tags = found == tags_.end() ? no_tags : found->second;
    if (!filters_.matches_tags(tags)) return none;
    return std::optional(to_item(image, tags));
}

Status Selection::load_tags(catalog::Transaction& tx, const std::vector<std::string>& image_ids) {
    auto tags = images::find_tags_of(tx, viewer_.account(), image_ids);
    if (!tags) return failure(tags.error());
    tags_ = std::move(*tags);
    return {};
}

// Ids that never existed fail the whole call; deregistered ones and those of others are left out.
Status collect_by_id(catalog::Transaction& tx, Selection& selection,
                     std::vector<ImageItem>& items) {
    std::vector<std::string> missing;
    if (Status loaded = selection.load_tags(tx, selection.ids()); !loaded) return loaded;
    for (const std::string& id : selection.ids()) {
        auto image = images::find_image(tx, id);
        if (!image && image.error().kind == ErrorKind::not_found) {
            auto gone = images::was_deregistered(tx, id);
            if (!gone) return failure(gone.error());
            if (!*gone) missing.push_back(id);
            continue;
        }
        if (!image) return failure(image.error());
        auto item = selection.keep(tx, *image);
        if (!item) return failure(item.error());
        if (*item) items.push_back(std::move(**item));
    }
    if (!missing.empty()) return failure(images_not_found(missing));
    return {};
}

Result<Page<ImageItem>> list_page(catalog::Transaction& tx, Selection& selection,
                                  const std::string& after, std::optional<std::size_t> limit) {
    images::ImageSelection narrow = selection.narrowed();
    auto list = [&](const std::string& from,
                    const std::function<bool(const images::Image&)>& visit) {
        narrow.after_id = from;
        return images::each_image(tx, narrow, visit);
    };
    return collect_page<images::Image, ImageItem>(
        after, limit, list, [&](const images::Image& image) { return selection.keep(tx, image); },
        [](const images::Image& image) { return image.id; },
        [&](const std::vector<images::Image>& rows) {
            std::vector<std::string> ids;
            ids.reserve(rows.size());
            for (const images::Image& image : rows)
                ids.push_back(image.id);
            return selection.load_tags(tx, ids);
        });
}

std::string binding_of(const Call& call, const DescribeImagesInput& input) {
    DescribeImagesInput same = input;
    same.max_results.reset();
    same.next_token.reset();
    same.dry_run.reset();
    return page_binding(call, "DescribeImages", wire::to_json(same));
}

Result<DescribeImagesOutput> describe_page(Call& call, const DescribeImagesInput& input,
                                           Selection& selection, std::optional<std::size_t> limit) {
    bool paged = limit || (input.next_token && !input.next_token->empty());
    std::string binding = paged ? binding_of(call, input) : std::string();
    Result<std::string> after = decode_page_token(binding, input.next_token);
    if (!after) return failure(after.error());
    auto page = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return list_page(tx, selection, *after, limit); });
    if (!page) return failure(page.error());
    DescribeImagesOutput output{.images = std::move(page->items)};
    if (page->last_key) output.next_token = encode_page_token(binding, *page->last_key);
    return output;
}

Result<DescribeImagesOutput> describe_images(Call& call, const DescribeImagesInput& input) {
    if (!input.image_ids.empty() && input.max_results)
        return failure(cannot_combine("imageIdsSet", "maxResults"));
    auto limit = page_size(input.max_results, {});
    if (!limit) return failure(limit.error());
    auto selection = Selection::read(call, input);
    if (!selection) return failure(selection.error());
    if (!selection->names_ids()) {
        if (selection->is_void()) return DescribeImagesOutput();
        return describe_page(call, input, *selection, *limit);
    }
    DescribeImagesOutput output;
    Status read = call.region.catalog.read(
        [&](catalog::Transaction& tx) { return collect_by_id(tx, *selection, output.images); });
    if (!read) return failure(read.error());
    return output;
}

std::vector<iam::AccessRequest> describe_images_access(Call& call, const DescribeImagesInput&) {
    return unscoped_access(call, "ec2:DescribeImages");
}

}  // namespace

Operation describe_images_operation() {
    return operation<&describe_images, &describe_images_access>({.name = "DescribeImages"});
}

}  // namespace amicast::services::ec2
