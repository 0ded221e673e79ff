// CreateGroup, GetGroup, ListGroups, UpdateGroup, DeleteGroup.
#include "iam/groups.h"

#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"

namespace amicast::services::iam_api {
namespace {

// ---- CreateGroup ----

struct CreateGroupInput {
    std::optional<std::string> path;
    std::string group_name;

    static std::span<const wire::Member> members() {
        using This = CreateGroupInput;
        static const wire::Member rows[] = {
            wire::member<&This::path>("Path", iam_api::path),
            wire::member<&This::group_name>("GroupName", iam_api::group_name),
        };
        return rows;
    }
};

struct CreateGroupOutput {
    Group group;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&CreateGroupOutput::group>("Group")};
        return rows;
    }
};

std::vector<iam::AccessRequest> create_access(Call& call, const CreateGroupInput& input) {
    return {{.action = "iam:CreateGroup",
             .resource = iam::iam_arn(call.account(),
                                      "group" + input.path.value_or("/") + input.group_name),
             .context = {}}};
}

Result<CreateGroupOutput> create_group(Call& call, const CreateGroupInput& input) {
    iam::Group wanted;
    wanted.account_id = call.account();
    wanted.name = input.group_name;
    wanted.path = input.path.value_or("/");
    auto group = iam::create_group(call.site.identity, std::move(wanted));
    if (!group) return failure(already_exists(group.error()));
    return CreateGroupOutput{.group = group_shape(*group)};
}

// ---- GetGroup ----

struct GetGroupInput {
    std::string group_name;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = GetGroupInput;
        static const wire::Member rows[] = {
            wire::member<&This::group_name>("GroupName", iam_api::group_name),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct GetGroupOutput {
    Group group;
    std::vector<User> users;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = GetGroupOutput;
        static const wire::Member rows[] = {
            wire::member<&This::group>("Group"),
            wire::member<&This::users>("Users", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> get_access(Call& call, const GetGroupInput& input) {
    return on_group(call, "iam:GetGroup", input.group_name);
}

Result<GetGroupOutput> get_group(Call& call, const GetGroupInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto users =
        iam::list_group_members(call.site.identity, call.account(), input.group_name, *page);
    if (!users) return failure(users.error());
    auto group = iam::find_group(call.site.identity, call.account(), input.group_name);
    if (!group) return failure(group.error());
    if (!*group) {
        return failure(ErrorKind::not_found,
                       "The group with name " + input.group_name + " cannot be found.");
    }
    GetGroupOutput output{.group = group_shape(**group)};
    for (const iam::User& user : users->items)
        output.users.push_back(user_shape(user, Detail::brief));
    output.marker = next_marker(users->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

// ---- ListGroups ----

struct ListGroupsInput {
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListGroupsInput;
        static const wire::Member rows[] = {
            wire::member<&This::path_prefix>("PathPrefix", iam_api::path_prefix),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListGroupsOutput {
    std::vector<Group> groups;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListGroupsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::groups>("Groups", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListGroupsInput& input) {
    return on_list(call, "iam:ListGroups", "group", input.path_prefix.value_or("/"));
}

Result<ListGroupsOutput> list_groups(Call& call, const ListGroupsInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto groups = iam::list_groups(call.site.identity, call.account(),
                                   input.path_prefix.value_or("/"), *page);
    if (!groups) return failure(groups.error());
    ListGroupsOutput output;
    for (const iam::Group& group : groups->items)
        output.groups.push_back(group_shape(group));
    output.marker = next_marker(groups->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

// ---- UpdateGroup ----

struct UpdateGroupInput {
    std::string group_name;
    std::optional<std::string> new_path;
    std::optional<std::string> new_group_name;

    static std::span<const wire::Member> members() {
        using This = UpdateGroupInput;
        static const wire::Member rows[] = {
            wire::member<&This::group_name>("GroupName", iam_api::group_name),
            wire::member<&This::new_path>("NewPath", iam_api::path),
            wire::member<&This::new_group_name>("NewGroupName", optional_user_name),
        };
        return rows;
    }
};

// A group may be moved by who may change what it is and what it becomes.
std::vector<iam::AccessRequest> update_access(Call& call, const UpdateGroupInput& input) {
    auto requests = on_group(call, "iam:UpdateGroup", input.group_name);
    auto group = iam::find_group(call.site.identity, call.account(), input.group_name);
    if (!group || !*group) return requests;
    iam::Group renamed = **group;
    renamed.name = input.new_group_name.value_or(renamed.name);
    renamed.path = input.new_path.value_or(renamed.path);
    requests.push_back({.action = "iam:UpdateGroup", .resource = renamed.arn(), .context = {}});
    return requests;
}

Result<NoOutput> update_group(Call& call, const UpdateGroupInput& input) {
    Status done = iam::update_group(call.site.identity, call.account(), input.group_name,
                                    input.new_group_name, input.new_path);
    if (!done) return failure(already_exists(done.error()));
    return NoOutput{};
}

// ---- DeleteGroup ----

struct DeleteGroupInput {
    std::string group_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteGroupInput::group_name>("GroupName", iam_api::group_name)};
        return rows;
    }
};

std::vector<iam::AccessRequest> delete_access(Call& call, const DeleteGroupInput& input) {
    return on_group(call, "iam:DeleteGroup", input.group_name);
}

Result<NoOutput> delete_group(Call& call, const DeleteGroupInput& input) {
    Status deleted = iam::delete_group(call.site.identity, call.account(), input.group_name);
    if (!deleted) return failure(in_use(deleted.error()));
    return NoOutput{};
}

}  // namespace

Operation create_group_operation() {
    return operation<&create_group, &create_access>(
        {.name = "CreateGroup",
         .errors = "EntityAlreadyExists LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation get_group_operation() {
    return operation<&get_group, &get_access>(
        {.name = "GetGroup", .errors = "NoSuchEntity ServiceFailure"});
}
Operation list_groups_operation() {
    return operation<&list_groups, &list_access>(
        {.name = "ListGroups", .errors = "ServiceFailure"});
}
Operation update_group_operation() {
    return operation<&update_group, &update_access>(
        {.name = "UpdateGroup",
         .errors = "EntityAlreadyExists LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation delete_group_operation() {
    return operation<&delete_group, &delete_access>(
        {.name = "DeleteGroup",
         .errors = "DeleteConflict LimitExceeded NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
