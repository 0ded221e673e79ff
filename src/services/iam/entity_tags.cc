// Tag, Untag and ListTags of users, roles, managed policies and instance profiles.
#include "iam/identity_tags.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"
#include "services/iam/policy_arn.h"

namespace amicast::services::iam_api {
namespace {

// What carries tags, and how the model names it.
struct TaggedUser {
    static constexpr iam::OwnerKind kind = iam::OwnerKind::user;
    static constexpr std::string_view noun = "User";
    static constexpr std::string_view member = "UserName";
    static constexpr wire::MemberOptions options = user_name;
};
struct TaggedRole {
    static constexpr iam::OwnerKind kind = iam::OwnerKind::role;
    static constexpr std::string_view noun = "Role";
    static constexpr std::string_view member = "RoleName";
    static constexpr wire::MemberOptions options = new_name;
};
struct TaggedPolicy {
    static constexpr iam::OwnerKind kind = iam::OwnerKind::policy;
    static constexpr std::string_view noun = "Policy";
    static constexpr std::string_view member = "PolicyArn";
    static constexpr wire::MemberOptions options = policy_arn;
};
struct TaggedInstanceProfile {
    static constexpr iam::OwnerKind kind = iam::OwnerKind::instance_profile;
    static constexpr std::string_view noun = "InstanceProfile";
    static constexpr std::string_view member = "InstanceProfileName";
    static constexpr wire::MemberOptions options = instance_profile_name;
};

template <class Tagged>
iam::TagOwner owner_of(const Call& call, const std::string& name) {
    return {.kind = Tagged::kind, .account_id = call.account(), .name = name};
}

template <class Tagged>
Status check_name(const std::string& name) {
    if constexpr (Tagged::kind == iam::OwnerKind::policy) return check_policy_arn(name);
    return {};
}

template <class Tagged>
std::vector<iam::AccessRequest> access_to(Call& call, std::string_view verb,
                                          std::string_view object, const std::string& name) {
    std::string action = "iam:";
    action.append(verb).append(Tagged::noun).append(object);
    if constexpr (Tagged::kind == iam::OwnerKind::policy) return on_policy(call, action, name);
    return on_owner(call, Tagged::kind, action, name);
}

// ---- Tag ----

template <class Tagged>
struct TagInput {
    std::string name;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&TagInput::name>(Tagged::member, Tagged::options),
            wire::member<&TagInput::tags>("Tags", new_tags),
        };
        return rows;
    }
};

template <class Tagged>
std::vector<iam::AccessRequest> tag_access(Call& call, const TagInput<Tagged>& input) {
    auto requests = access_to<Tagged>(call, "Tag", "", input.name);
    add_request_tags(input.tags, requests.front().context);
    return requests;
}

template <class Tagged>
Result<NoOutput> tag(Call& call, const TagInput<Tagged>& input) {
    if (Status valid = check_name<Tagged>(input.name); !valid) return failure(valid.error());
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    Status done = iam::tag_entity(call.site.identity, owner_of<Tagged>(call, input.name), *tags);
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- Untag ----

template <class Tagged>
struct UntagInput {
    std::string name;
    std::vector<std::string> tag_keys;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&UntagInput::name>(Tagged::member, Tagged::options),
            wire::member<&UntagInput::tag_keys>("TagKeys", iam_api::tag_keys),
        };
        return rows;
    }
};

template <class Tagged>
std::vector<iam::AccessRequest> untag_access(Call& call, const UntagInput<Tagged>& input) {
    auto requests = access_to<Tagged>(call, "Untag", "", input.name);
    if (!input.tag_keys.empty()) requests.front().context["aws:TagKeys"] = input.tag_keys;
    return requests;
}

template <class Tagged>
Result<NoOutput> untag(Call& call, const UntagInput<Tagged>& input) {
    if (Status valid = check_name<Tagged>(input.name); !valid) return failure(valid.error());
    Status done =
        iam::untag_entity(call.site.identity, owner_of<Tagged>(call, input.name), input.tag_keys);
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- ListTags ----

template <class Tagged>
struct ListTagsInput {
    std::string name;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListTagsInput;
        static const wire::Member rows[] = {
            wire::member<&This::name>(Tagged::member, Tagged::options),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListTagsOutput {
    std::vector<Tag> tags;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListTagsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::tags>("Tags", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

template <class Tagged>
std::vector<iam::AccessRequest> list_access(Call& call, const ListTagsInput<Tagged>& input) {
    return access_to<Tagged>(call, "List", "Tags", input.name);
}

template <class Tagged>
Result<ListTagsOutput> list(Call& call, const ListTagsInput<Tagged>& input) {
    if (Status valid = check_name<Tagged>(input.name); !valid) return failure(valid.error());
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto tags =
        iam::list_entity_tags(call.site.identity, owner_of<Tagged>(call, input.name), *page);
    if (!tags) return failure(tags.error());
    ListTagsOutput output;
    output.tags = tag_shapes(tags->items);
    output.marker = next_marker(tags->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

constexpr std::string_view tag_errors =
    "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure";

}  // namespace

Operation tag_user_operation() {
    return operation<&tag<TaggedUser>, &tag_access<TaggedUser>>(
        {.name = "TagUser", .errors = tag_errors});
}
Operation tag_role_operation() {
    return operation<&tag<TaggedRole>, &tag_access<TaggedRole>>(
        {.name = "TagRole", .errors = tag_errors});
}
Operation tag_policy_operation() {
    return operation<&tag<TaggedPolicy>, &tag_access<TaggedPolicy>>(
        {.name = "TagPolicy", .errors = tag_errors});
}
Operation tag_instance_profile_operation() {
    return operation<&tag<TaggedInstanceProfile>, &tag_access<TaggedInstanceProfile>>(
        {.name = "TagInstanceProfile", .errors = tag_errors});
}

Operation untag_user_operation() {
    return operation<&untag<TaggedUser>, &untag_access<TaggedUser>>(
        {.name = "UntagUser", .errors = "ConcurrentModification NoSuchEntity ServiceFailure"});
}
Operation untag_role_operation() {
    return operation<&untag<TaggedRole>, &untag_access<TaggedRole>>(
        {.name = "UntagRole", .errors = "ConcurrentModification NoSuchEntity ServiceFailure"});
}
Operation untag_policy_operation() {
    return operation<&untag<TaggedPolicy>, &untag_access<TaggedPolicy>>(
        {.name = "UntagPolicy",
         .errors = "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure"});
}
Operation untag_instance_profile_operation() {
    return operation<&untag<TaggedInstanceProfile>, &untag_access<TaggedInstanceProfile>>(
        {.name = "UntagInstanceProfile",
         .errors = "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure"});
}

Operation list_user_tags_operation() {
    return operation<&list<TaggedUser>, &list_access<TaggedUser>>(
        {.name = "ListUserTags", .errors = "NoSuchEntity ServiceFailure"});
}
Operation list_role_tags_operation() {
    return operation<&list<TaggedRole>, &list_access<TaggedRole>>(
        {.name = "ListRoleTags", .errors = "NoSuchEntity ServiceFailure"});
}
Operation list_policy_tags_operation() {
    return operation<&list<TaggedPolicy>, &list_access<TaggedPolicy>>(
        {.name = "ListPolicyTags", .errors = "InvalidInput NoSuchEntity ServiceFailure"});
}
Operation list_instance_profile_tags_operation() {
    return operation<&list<TaggedInstanceProfile>, &list_access<TaggedInstanceProfile>>(
        {.name = "ListInstanceProfileTags", .errors = "NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
