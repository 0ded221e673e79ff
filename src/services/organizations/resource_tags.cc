// TagResource, UntagResource, ListTagsForResource: tags of roots, units, accounts and policies.
#include "iam/identity_store.h"
#include "iam/identity_tags.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tags.h"

namespace amicast::services::organizations {
namespace {

// ---- what all three share ----

// Which resource, and that the organization has it.
Result<TagFile> find_tagged(catalog::Transaction& tx, const iam::Organization& organization,
                            const std::string& id) {
    if (id == iam::full_access_policy().id) {
        return failure(invalid_input("TARGET_NOT_SUPPORTED",
                                     "A policy that is managed by Amazon Web Services has no "
                                     "tags."));
    }
    bool exists = false;
    if (id.starts_with("p-")) {
        auto policy = iam::select_organization_policy(tx, organization, id);
        if (!policy) return failure(policy.error());
        exists = policy->has_value();
    } else {
        auto target = iam::select_target(tx, organization, id);
        if (!target) return failure(target.error());
        exists = target->has_value();
    }
    if (!exists) return failure(target_not_found());
    return tag_file(organization, id);
}

iam::TagOwner owner_of(const TagFile& file) {
    return {.kind = file.kind, .account_id = file.account_id, .name = file.name};
}

// ---- TagResource ----

struct TagResourceInput {
    std::string resource_id;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = TagResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_id>("ResourceId", taggable_id),
            wire::member<&This::tags>("Tags", {.required = true}),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> tag_access(Call& call, const TagResourceInput& input) {
    std::vector<iam::AccessRequest> requests =
        on_target(call, "organizations:TagResource", input.resource_id);
    add_request_tags(input.tags, requests.front().context);
    return requests;
}

Result<NoOutput> tag_resource(Call& call, const TagResourceInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    Status tagged = call.site.identity.change([&](catalog::Transaction& tx) -> Status {
        auto file = find_tagged(tx, *organization, input.resource_id);
        if (!file) return failure(file.error());
        return iam::merge_tags(tx, owner_of(*file), *tags);
    });
    if (!tagged && tagged.error().kind == ErrorKind::limit) {
        return failure(constraint_violation("MAX_TAG_LIMIT_EXCEEDED",
                                            "You have exceeded the number of tags allowed on "
                                            "this resource: 50."));
    }
    if (!tagged) return failure(tagged.error());
    return NoOutput{};
}

// ---- UntagResource ----

struct UntagResourceInput {
    std::string resource_id;
    std::vector<std::string> tag_keys;

    static std::span<const wire::Member> members() {
        using This = UntagResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_id>("ResourceId", taggable_id),
            wire::member<&This::tag_keys>("TagKeys", {.required = true,
                                                      .element_min = 1,
                                                      .element_max = 128,
                                                      .element_pattern = tag_text}),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> untag_access(Call& call, const UntagResourceInput& input) {
    std::vector<iam::AccessRequest> requests =
        on_target(call, "organizations:UntagResource", input.resource_id);
    requests.front().context["aws:TagKeys"] = input.tag_keys;
    return requests;
}

Result<NoOutput> untag_resource(Call& call, const UntagResourceInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    Status untagged = call.site.identity.change([&](catalog::Transaction& tx) -> Status {
        auto file = find_tagged(tx, *organization, input.resource_id);
        if (!file) return failure(file.error());
        return iam::drop_tags(tx, owner_of(*file), input.tag_keys);
    });
    if (!untagged) return failure(untagged.error());
    return NoOutput{};
}

// ---- ListTagsForResource ----

struct ListTagsForResourceInput {
    std::string resource_id;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListTagsForResourceInput;
        static const wire::Member rows[] = {
            wire::member<&This::resource_id>("ResourceId", taggable_id),
            wire::member<&This::next_token>("NextToken", organizations::next_token),
        };
        return rows;
    }
};

struct ListTagsForResourceOutput {
    std::vector<Tag> tags;
    std::optional<std::string> next_token;  // never: all fifty fit into an answer

    static std::span<const wire::Member> members() {
        using This = ListTagsForResourceOutput;
        static const wire::Member rows[] = {
            wire::member<&This::tags>("Tags", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListTagsForResourceInput& input) {
    return on_target(call, "organizations:ListTagsForResource", input.resource_id);
}

Result<ListTagsForResourceOutput> list_tags_for_resource(Call& call,
                                                         const ListTagsForResourceInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    if (input.next_token) {
        return failure(
            invalid_input("INVALID_NEXT_TOKEN", "NextToken: no answer of this operation has one."));
    }
    auto tags = call.site.identity.catalog().read_value(
        [&](catalog::Transaction& tx) -> Result<iam::TagList> {
            auto file = find_tagged(tx, *organization, input.resource_id);
            if (!file) return failure(file.error());
            return iam::select_tags(tx, file->kind, file->account_id, file->name);
        });
    if (!tags) return failure(tags.error());
    return ListTagsForResourceOutput{.tags = tag_shapes(*tags), .next_token = {}};
}

}  // namespace

Operation tag_resource_operation() {
    return operation<&tag_resource, &tag_access>(
        {.name = "TagResource",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "InvalidInputException ServiceException TargetNotFoundException "
                   "TooManyRequestsException"});
}

Operation untag_resource_operation() {
    return operation<&untag_resource, &untag_access>(
        {.name = "UntagResource",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "InvalidInputException ServiceException TargetNotFoundException "
                   "TooManyRequestsException"});
}

Operation list_tags_for_resource_operation() {
    return operation<&list_tags_for_resource, &list_access>(
        {.name = "ListTagsForResource",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException ServiceException TargetNotFoundException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
