#include "iam/identity_tags.h"

#include <algorithm>

#include "iam/instance_profiles.h"
#include "iam/managed_policies.h"
#include "iam/messages.h"
#include "iam/policy_owner.h"
#include "iam/policy_pattern.h"
#include "iam/vendor_policies.h"

namespace amicast::iam {
namespace {

using catalog::Transaction;

// "TagsPerUser", as IAM's messages name the quota.
std::string quota_name(OwnerKind kind) {
    if (kind == OwnerKind::policy) return "TagsPerPolicy";
    if (kind == OwnerKind::instance_profile) return "TagsPerInstanceProfile";
    return kind == OwnerKind::user ? "TagsPerUser" : "TagsPerRole";
}

// The name under which the owner's tags are filed.
Result<std::string> filed_name(Transaction& tx, const TagOwner& owner) {
    if (owner.kind == OwnerKind::policy) {
        Result<ManagedPolicy> policy = require_own_policy(tx, owner.account_id, owner.name);
        if (!policy) return failure(policy.error());
        return std::move(policy->name);
    }
    if (owner.kind == OwnerKind::instance_profile) {
        auto profile = require_instance_profile(tx, owner.account_id, owner.name);
        if (!profile) return failure(profile.error());
        return std::string(owner.name);
    }
    auto record =
        require_owner(tx, {.kind = owner.kind, .account_id = owner.account_id, .name = owner.name});
    if (!record) return failure(record.error());
    return std::string(owner.name);
}

TagList::iterator find_key(TagList& tags, std::string_view key) {
    std::string folded = ascii_lower(key);
    return std::find_if(tags.begin(), tags.end(),
                        [&](const auto& tag) { return ascii_lower(tag.first) == folded; });
}

// Few tags and rare changes: the whole set is written anew.
Status replace_tags(Transaction& tx, const TagOwner& filed, const TagList& tags) {
    if (Status done = delete_tags(tx, filed.kind, filed.account_id, filed.name); !done) return done;
    return insert_tags(tx, filed.kind, filed.account_id, filed.name, tags);
}

}  // namespace

Status merge_tags(Transaction& tx, const TagOwner& filed, const TagList& tags) {
    auto present = select_tags(tx, filed.kind, filed.account_id, filed.name);
    if (!present) return failure(present.error());
    for (const auto& [key, value] : tags) {
        auto same = find_key(*present, key);
        if (same == present->end()) {
            present->emplace_back(key, value);
        } else {
            same->second = value;
        }
    }
    if (present->size() > tags_per_entity_max) {
        return quota_exceeded(quota_name(filed.kind),
                              static_cast<std::int64_t>(tags_per_entity_max));
    }
    return replace_tags(tx, filed, *present);
}

Status drop_tags(Transaction& tx, const TagOwner& filed, const std::vector<std::string>& keys) {
    auto present = select_tags(tx, filed.kind, filed.account_id, filed.name);
    if (!present) return failure(present.error());
    for (const std::string& key : keys) {
        auto same = find_key(*present, key);
        if (same != present->end()) present->erase(same);
    }
    return replace_tags(tx, filed, *present);
}

Status tag_entity(IdentityStore& store, const TagOwner& owner, const TagList& tags) {
    return store.change([&](Transaction& tx) -> Status {
        auto name = filed_name(tx, owner);
        if (!name) return failure(name.error());
        return merge_tags(tx, {.kind = owner.kind, .account_id = owner.account_id, .name = *name},
                          tags);
    });
}

Status untag_entity(IdentityStore& store, const TagOwner& owner,
                    const std::vector<std::string>& keys) {
    return store.change([&](Transaction& tx) -> Status {
        auto name = filed_name(tx, owner);
        if (!name) return failure(name.error());
        return drop_tags(tx, {.kind = owner.kind, .account_id = owner.account_id, .name = *name},
                         keys);
    });
}

Result<Page<std::pair<std::string, std::string>>> list_entity_tags(IdentityStore& store,
                                                                   const TagOwner& owner,
                                                                   const PageRequest& page) {
    using Tags = Page<std::pair<std::string, std::string>>;
    return store.catalog().read_value([&](Transaction& tx) -> Result<Tags> {
        // The vendor's policies have no tags, which is no reason to refuse.
        if (find_vendor_policy(owner.name) != nullptr) return Tags();
        auto name = filed_name(tx, owner);
        if (!name) return failure(name.error());
        auto tags = select_tags(tx, owner.kind, owner.account_id, *name);
        if (!tags) return failure(tags.error());
        std::erase_if(*tags, [&](const auto& tag) { return tag.first <= page.after; });
        return make_page(std::move(*tags), page.max, [](const auto& tag) { return tag.first; });
    });
}

}  // namespace amicast::iam
