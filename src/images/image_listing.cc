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
constexpr std::string_view by_tag =
    "SELECT resource_id FROM tags WHERE account_id = $3 AND key = $4 AND value = $5 AND "
    "resource_id > $1 AND resource_id >= 'ami-' AND resource_id < 'ami.' "
    "ORDER BY resource_id LIMIT $2";

// What the selection's owners have that `account` may see.
std::vector<IdSource> visible_of_owners(const std::vector<std::string>& owners,
                                        const std::string& account) {
    std::vector<IdSource> list;
    bool others = false;
    for (const std::string& owner : owners) {
        if (owner == account) {
            list.push_back({by_owner, {owner}});
        } else {
            list.push_back({public_by_owner, {owner}});
            others = true;
        }
    }
    if (others) list.push_back(granted_to_account("ami-", account));
    return list;
}

// Indexes that together hold every image the selection wants, and perhaps others.
std::vector<IdSource> sources(const ImageSelection& selection) {
    if (selection.name) return {{by_name, {*selection.name}}};
    if (selection.tag && selection.visible_to) {
        const auto& [key, value] = *selection.tag;
        return {{by_tag, {*selection.visible_to, key, value}}};
    }
    if (selection.visible_to && selection.owner_ids.empty()) {
        return {{by_owner, {*selection.visible_to}},
                granted_to_account("ami-", *selection.visible_to),
                {all_public, {}}};
    }
    if (selection.visible_to) return visible_of_owners(selection.owner_ids, *selection.visible_to);
    if (selection.owner_ids.empty()) return {{all_images, {}}};
    std::vector<IdSource> list;
    for (const std::string& owner : selection.owner_ids)
        list.push_back({by_owner, {owner}});
    return list;
}

Result<bool> is_visible(catalog::Transaction& tx, const Image& image, const std::string& account) {
    if (image.owner_id == account || image.is_public) return true;
    return is_granted(tx, image.id, account, {});
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
    auto visible = is_visible(tx, image, *selection.visible_to);
    if (!visible || !*visible || !selection.tag) return visible;
    const auto& [key, value] = *selection.tag;
    return exists(tx,
                  "SELECT 1 FROM tags WHERE resource_id = $1 AND account_id = $2 AND key = $3 AND "
                  "value = $4",
                  {image.id, *selection.visible_to, key, value});
}

}  // namespace

Status each_image(catalog::Transaction& tx, const ImageSelection& selection,
                  const std::function<bool(const Image&)>& visit) {
    auto on_id = [&](std::string_view id) -> Result<bool> {
        auto image = load_image(tx, id);
        if (!image) return failure(image.error());
        if (!*image) return true;
        auto wanted = matches(tx, selection, **image);
        if (!wanted) return failure(wanted.error());
        return !*wanted || visit(**image);
    };
    if (!selection.ids.empty()) return each_named_id(selection.ids, selection.after_id, on_id);
    return each_id(tx, sources(selection), selection.after_id, on_id);
}

}  // namespace amicast::images
