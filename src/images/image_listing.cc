// Listing images: the narrowest index proposes ids, every condition is then checked on the image.
#include <algorithm>

#include "images/id_listing.h"
#include "images/image.h"
#include "images/image_rows.h"
#include "images/permissions.h"
#include "images/statement.h"

namespace amicast::images {
namespace {

constexpr std::string_view all_images = "SELECT id FROM images WHERE id > $1 ORDER BY id LIMIT $2";
constexpr std::string_view by_owner =
    "SELECT id FROM images WHERE owner_id = $3 AND id > $1 ORDER BY id LIMIT $2";
constexpr std::string_view all_public =
    "SELECT id FROM images WHERE is_public = 1 AND id > $1 ORDER BY id LIMIT $2";
constexpr std::string_view public_by_owner =
    "SELECT id FROM images WHERE is_public = 1 AND owner_id = $3 AND id > $1 ORDER BY id LIMIT $2";
constexpr std::string_view by_name =
    "SELECT id FROM images WHERE name = $3 AND id > $1 ORDER BY id LIMIT $2";

// What was granted to the selection's viewer and to the organizations and units they are in.
void add_granted(const ImageSelection& selection, std::vector<IdSource>& list) {
    list.push_back(granted_to_account("ami-", *selection.visible_to));
    for (const std::string& arn : selection.visible_to_arns) {
        list.push_back(granted_to_organization("ami-", arn));
        list.push_back(granted_to_unit("ami-", arn));
    }
}

// What the selection's owners have that its viewer may see.
std::vector<IdSource> visible_of_owners(const ImageSelection& selection) {
    std::vector<IdSource> list;
    bool others = false;
    for (const std::string& owner : selection.owner_ids) {
        if (owner == *selection.visible_to) {
            list.push_back({by_owner, {owner}});
        } else {
            list.push_back({public_by_owner, {owner}});
            others = true;
        }
    }
    if (others) add_granted(selection, list);
    return list;
}

// Indexes that together hold every image the selection wants, and perhaps others.
std::vector<IdSource> sources(const ImageSelection& selection) {
    if (selection.name) return {{by_name, {*selection.name}}};
    if (selection.tag && selection.visible_to) {
        const auto& [key, value] = *selection.tag;
        return {tagged_by_account("ami-", *selection.visible_to, key, value)};
    }
    if (selection.visible_to && selection.owner_ids.empty()) {
        std::vector<IdSource> list{{by_owner, {*selection.visible_to}}, {all_public, {}}};
        add_granted(selection, list);
        return list;
    }
    if (selection.visible_to) return visible_of_owners(selection);
    if (selection.owner_ids.empty()) return {{all_images, {}}};
    std::vector<IdSource> list;
    list.reserve(selection.owner_ids.size());
    for (const std::string& owner : selection.owner_ids)
        list.push_back({by_owner, {owner}});
    return list;
}

Result<bool> is_visible(catalog::Transaction& tx, const Image& image,
                        const ImageSelection& selection) {
    if (image.owner_id == *selection.visible_to || image.is_public) return true;
    return is_granted(tx, image.id, *selection.visible_to, selection.visible_to_arns);
}

Result<bool> matches(catalog::Transaction& tx, const ImageSelection& selection,
                     const Image& image) {
    const auto& owners = selection.owner_ids;
    if (!owners.empty() &&
        std::find(owners.begin(), owners.end(), image.owner_id) == owners.end()) {
        return false;
    }
    if (selection.name && image.name != *selection.name) return false;
    if (!selection.visible_to) return !selection.tag;
    auto visible = is_visible(tx, image, selection);
    if (!visible || !*visible || !selection.tag) return visible;
    const auto& [key, value] = *selection.tag;
    return is_tagged(tx, image.id, *selection.visible_to, key, value);
}

// Ids whose images are loaded together. The first batches are small, so that a listing that is
// stopped early reads little.
class Batches {
  public:
    Batches(catalog::Transaction& tx, const ImageSelection& selection,
            const std::function<bool(const Image&)>& visit)
        : tx_(tx), selection_(selection), visit_(visit) {}

    // False once the listing is to end.
    Result<bool> add(std::string_view id) {
        ids_.emplace_back(id);
        if (ids_.size() < size_) return true;
        size_ = std::min(2 * size_, ids_in_query_max);
        return flush();
    }
    Result<bool> flush() {
        auto images = load_images(tx_, ids_);
        ids_.clear();
        if (!images) return failure(images.error());
        for (const Image& image : *images) {
            if (ended_) break;
            auto wanted = matches(tx_, selection_, image);
            if (!wanted) return failure(wanted.error());
            if (*wanted && !visit_(image)) ended_ = true;
        }
        return !ended_;
    }

  private:
    catalog::Transaction& tx_;
    const ImageSelection& selection_;
    const std::function<bool(const Image&)>& visit_;
    std::vector<std::string> ids_;
    std::size_t size_ = 8;
    bool ended_ = false;
};

}  // namespace

Status each_image(catalog::Transaction& tx, const ImageSelection& selection,
                  const std::function<bool(const Image&)>& visit) {
    Batches batches(tx, selection, visit);
    auto on_id = [&](std::string_view id) { return batches.add(id); };
    Status listed = selection.ids.empty()
                        ? each_id(tx, sources(selection), selection.after_id, on_id)
                        : each_named_id(selection.ids, selection.after_id, on_id);
    if (!listed) return listed;
    auto rest = batches.flush();
    if (!rest) return failure(rest.error());
    return {};
}

}  // namespace amicast::images
