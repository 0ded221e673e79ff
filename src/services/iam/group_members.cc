// AddUserToGroup, RemoveUserFromGroup, ListGroupsForUser.
#include "iam/groups.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"

namespace amicast::services::iam_api {
namespace {

struct MembershipInput {
    std::string group_name;
    std::string user_name;

    static std::span<const wire::Member> members() {
        using This = MembershipInput;
        static const wire::Member rows[] = {
            wire::member<&This::group_name>("GroupName", iam_api::group_name),
            wire::member<&This::user_name>("UserName", iam_api::user_name),
        };
        return rows;
    }
};

// ---- AddUserToGroup ----

std::vector<iam::AccessRequest> add_access(Call& call, const MembershipInput& input) {
    return on_group(call, "iam:AddUserToGroup", input.group_name);
}

Result<NoOutput> add_user_to_group(Call& call, const MembershipInput& input) {
    Status done = iam::add_group_member(call.site.identity, call.account(), input.group_name,
                                        input.user_name);
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- RemoveUserFromGroup ----

std::vector<iam::AccessRequest> remove_access(Call& call, const MembershipInput& input) {
    return on_group(call, "iam:RemoveUserFromGroup", input.group_name);
}

Result<NoOutput> remove_user_from_group(Call& call, const MembershipInput& input) {
    Status done = iam::remove_group_member(call.site.identity, call.account(), input.group_name,
                                           input.user_name);
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- ListGroupsForUser ----

struct ListGroupsForUserInput {
    std::string user_name;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListGroupsForUserInput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName", iam_api::user_name),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListGroupsForUserOutput {
    std::vector<Group> groups;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListGroupsForUserOutput;
        static const wire::Member rows[] = {
            wire::member<&This::groups>("Groups", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListGroupsForUserInput& input) {
    return on_user(call, "iam:ListGroupsForUser", input.user_name);
}

Result<ListGroupsForUserOutput> list_groups_for_user(Call& call,
                                                     const ListGroupsForUserInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto groups = iam::list_groups_of(call.site.identity, call.account(), input.user_name, *page);
    if (!groups) return failure(groups.error());
    ListGroupsForUserOutput output;
    for (const iam::Group& group : groups->items)
        output.groups.push_back(group_shape(group));
    output.marker = next_marker(groups->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

}  // namespace

Operation add_user_to_group_operation() {
    return operation<&add_user_to_group, &add_access>(
        {.name = "AddUserToGroup", .errors = "LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation remove_user_from_group_operation() {
    return operation<&remove_user_from_group, &remove_access>(
        {.name = "RemoveUserFromGroup", .errors = "LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation list_groups_for_user_operation() {
    return operation<&list_groups_for_user, &list_access>(
        {.name = "ListGroupsForUser", .errors = "NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
