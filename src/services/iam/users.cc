// CreateUser, GetUser, ListUsers, DeleteUser.
#include "iam/users.h"

#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"

namespace amicast::services::iam_api {
namespace {

// ---- CreateUser ----

struct CreateUserInput {
    std::optional<std::string> path;
    std::string user_name;
    std::optional<std::string> permissions_boundary;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = CreateUserInput;
        static const wire::Member rows[] = {
            wire::member<&This::path>("Path", iam_api::path),
            wire::member<&This::user_name>("UserName", new_name),
            wire::member<&This::permissions_boundary>("PermissionsBoundary", boundary_arn),
            wire::member<&This::tags>("Tags", iam_api::tags),
        };
        return rows;
    }
};

struct UserOutput {
    User user;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&UserOutput::user>("User")};
        return rows;
    }
};

std::vector<iam::AccessRequest> create_access(Call& call, const CreateUserInput& input) {
    iam::AccessRequest request{
        .action = "iam:CreateUser",
        .resource =
            iam::iam_arn(call.account(), "user" + input.path.value_or("/") + input.user_name),
        .context = {}};
    add_request_tags(input.tags, request.context);
    if (input.permissions_boundary)
        request.context["iam:PermissionsBoundary"] = {*input.permissions_boundary};
    std::vector<iam::AccessRequest> requests{request};
    if (!input.tags.empty()) {
        request.action = "iam:TagUser";
        requests.push_back(std::move(request));
    }
    return requests;
}

Result<UserOutput> create_user(Call& call, const CreateUserInput& input) {
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    iam::User wanted;
    wanted.account_id = call.account();
    wanted.name = input.user_name;
    wanted.path = input.path.value_or("/");
    wanted.permissions_boundary = input.permissions_boundary.value_or("");
    wanted.tags = std::move(*tags);
    auto user = iam::create_user(call.site.identity, std::move(wanted));
    if (!user) return failure(already_exists(user.error()));
    return UserOutput{.user = user_shape(*user, Detail::full)};
}

// ---- GetUser ----

struct GetUserInput {
    std::optional<std::string> user_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetUserInput::user_name>("UserName", optional_user_name)};
        return rows;
    }
};

std::vector<iam::AccessRequest> get_access(Call& call, const GetUserInput& input) {
    return on_user(call, "iam:GetUser", user_or_empty(call, input.user_name));
}

Result<UserOutput> get_user(Call& call, const GetUserInput& input) {
    auto name = user_or_caller(call, input.user_name);
    if (!name) return failure(name.error());
    auto user = call.site.identity.find_user(call.account(), *name);
    if (!user) return failure(user.error());
    if (!*user)
        return failure(ErrorKind::not_found, "The user with name " + *name + " cannot be found.");
    return UserOutput{.user = user_shape(**user, Detail::full)};
}

// ---- ListUsers ----

struct ListUsersInput {
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListUsersInput;
        static const wire::Member rows[] = {
            wire::member<&This::path_prefix>("PathPrefix", iam_api::path_prefix),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListUsersOutput {
    std::vector<User> users;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListUsersOutput;
        static const wire::Member rows[] = {
            wire::member<&This::users>("Users", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListUsersInput& input) {
    return on_list(call, "iam:ListUsers", "user", input.path_prefix.value_or("/"));
}

Result<ListUsersOutput> list_users(Call& call, const ListUsersInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto users =
        iam::list_users(call.site.identity, call.account(), input.path_prefix.value_or("/"), *page);
    if (!users) return failure(users.error());
    ListUsersOutput output;
    for (const iam::User& user : users->items)
        output.users.push_back(user_shape(user, Detail::brief));
    output.marker = next_marker(users->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

// ---- DeleteUser ----

struct DeleteUserInput {
    std::string user_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteUserInput::user_name>("UserName", iam_api::user_name)};
        return rows;
    }
};

std::vector<iam::AccessRequest> delete_access(Call& call, const DeleteUserInput& input) {
    return on_user(call, "iam:DeleteUser", input.user_name);
}

Result<NoOutput> delete_user(Call& call, const DeleteUserInput& input) {
    Status deleted = iam::delete_user(call.site.identity, call.account(), input.user_name);
    if (!deleted) return failure(in_use(deleted.error()));
    return NoOutput{};
}

}  // namespace

Operation create_user_operation() {
    return operation<&create_user, &create_access>(
        {.name = "CreateUser",
         .errors = "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded "
                   "NoSuchEntity ServiceFailure"});
}
Operation get_user_operation() {
    return operation<&get_user, &get_access>(
        {.name = "GetUser", .errors = "NoSuchEntity ServiceFailure"});
}
Operation list_users_operation() {
    return operation<&list_users, &list_access>({.name = "ListUsers", .errors = "ServiceFailure"});
}
Operation delete_user_operation() {
    return operation<&delete_user, &delete_access>(
        {.name = "DeleteUser",
         .errors = "ConcurrentModification DeleteConflict LimitExceeded NoSuchEntity "
                   "ServiceFailure"});
}

}  // namespace amicast::services::iam_api
