// CreateAccessKey, ListAccessKeys, UpdateAccessKey, DeleteAccessKey. Without a user name they mean
// the calling user.
#include "iam/access_keys.h"

#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"
#include "services/query_errors.h"

namespace amicast::services::iam_api {
namespace {

std::string status_text(bool active) {
    return active ? "Active" : "Inactive";
}

// ---- CreateAccessKey ----

struct CreateAccessKeyInput {
    std::optional<std::string> user_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&CreateAccessKeyInput::user_name>("UserName", optional_user_name)};
        return rows;
    }
};

struct AccessKey {
    std::string user_name;
    std::string access_key_id;
    std::string status;
    std::string secret_access_key;
    Time create_date{};

    static std::span<const wire::Member> members() {
        using This = AccessKey;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName"),
            wire::member<&This::access_key_id>("AccessKeyId"),
            wire::member<&This::status>("Status"),
            wire::member<&This::secret_access_key>("SecretAccessKey"),
            wire::member<&This::create_date>("CreateDate"),
        };
        return rows;
    }
};

struct CreateAccessKeyOutput {
    AccessKey access_key;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&CreateAccessKeyOutput::access_key>("AccessKey")};
        return rows;
    }
};

std::vector<iam::AccessRequest> create_access(Call& call, const CreateAccessKeyInput& input) {
    return on_user(call, "iam:CreateAccessKey", user_or_empty(call, input.user_name));
}

Result<CreateAccessKeyOutput> create_access_key(Call& call, const CreateAccessKeyInput& input) {
    auto name = user_or_caller(call, input.user_name);
    if (!name) return failure(name.error());
    auto key = iam::create_access_key(call.site.identity, call.account(), *name);
    if (!key) return failure(key.error());
    return CreateAccessKeyOutput{.access_key = {.user_name = *name,
                                                .access_key_id = key->id,
                                                .status = status_text(key->active),
                                                .secret_access_key = key->secret,
                                                .create_date = key->created}};
}

// ---- ListAccessKeys ----

struct ListAccessKeysInput {
    std::optional<std::string> user_name;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListAccessKeysInput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName", optional_user_name),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct AccessKeyMetadata {
    std::string user_name;
    std::string access_key_id;
    std::string status;
    Time create_date{};

    static std::span<const wire::Member> members() {
        using This = AccessKeyMetadata;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName"),
            wire::member<&This::access_key_id>("AccessKeyId"),
            wire::member<&This::status>("Status"),
            wire::member<&This::create_date>("CreateDate"),
        };
        return rows;
    }
};

struct ListAccessKeysOutput {
    std::vector<AccessKeyMetadata> keys;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListAccessKeysOutput;
        static const wire::Member rows[] = {
            wire::member<&This::keys>("AccessKeyMetadata", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListAccessKeysInput& input) {
    return on_user(call, "iam:ListAccessKeys", user_or_empty(call, input.user_name));
}

Result<ListAccessKeysOutput> list_access_keys(Call& call, const ListAccessKeysInput& input) {
    auto name = user_or_caller(call, input.user_name);
    if (!name) return failure(name.error());
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto keys = iam::list_access_keys(call.site.identity, call.account(), *name, *page);
    if (!keys) return failure(keys.error());
    ListAccessKeysOutput output;
    for (const iam::AccessKey& key : keys->items) {
        output.keys.push_back({.user_name = *name,
                               .access_key_id = key.id,
                               .status = status_text(key.active),
                               .create_date = key.created});
    }
    output.marker = next_marker(keys->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

// ---- UpdateAccessKey ----

struct UpdateAccessKeyInput {
    std::optional<std::string> user_name;
    std::string access_key_id;
    std::string status;

    static std::span<const wire::Member> members() {
        using This = UpdateAccessKeyInput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName", optional_user_name),
            wire::member<&This::access_key_id>("AccessKeyId", iam_api::access_key_id),
            wire::member<&This::status>("Status",
                                        {.required = true, .one_of = "Active Inactive Expired"}),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> update_access(Call& call, const UpdateAccessKeyInput& input) {
    return on_user(call, "iam:UpdateAccessKey", user_or_empty(call, input.user_name));
}

Result<NoOutput> update_access_key(Call& call, const UpdateAccessKeyInput& input) {
    auto name = user_or_caller(call, input.user_name);
    if (!name) return failure(name.error());
    // Keys expire by themselves in AWS; nobody can say so of one.
    if (input.status == "Expired") {
        return failure(Error{.kind = ErrorKind::invalid,
                             .message = "Status must be Active or Inactive.",
                             .code = "InvalidInput"});
    }
    Status done = iam::set_access_key_active(call.site.identity, call.account(), *name,
                                             input.access_key_id, input.status == "Active");
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- DeleteAccessKey ----

struct DeleteAccessKeyInput {
    std::optional<std::string> user_name;
    std::string access_key_id;

    static std::span<const wire::Member> members() {
        using This = DeleteAccessKeyInput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName", optional_user_name),
            wire::member<&This::access_key_id>("AccessKeyId", iam_api::access_key_id),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> delete_access(Call& call, const DeleteAccessKeyInput& input) {
    return on_user(call, "iam:DeleteAccessKey", user_or_empty(call, input.user_name));
}

Result<NoOutput> delete_access_key(Call& call, const DeleteAccessKeyInput& input) {
    auto name = user_or_caller(call, input.user_name);
    if (!name) return failure(name.error());
    Status done =
        iam::delete_access_key(call.site.identity, call.account(), *name, input.access_key_id);
    if (!done) return failure(done.error());
    return NoOutput{};
}

}  // namespace

Operation create_access_key_operation() {
    return operation<&create_access_key, &create_access>(
        {.name = "CreateAccessKey", .errors = "LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation list_access_keys_operation() {
    return operation<&list_access_keys, &list_access>(
        {.name = "ListAccessKeys", .errors = "NoSuchEntity ServiceFailure"});
}
Operation update_access_key_operation() {
    return operation<&update_access_key, &update_access>(
        {.name = "UpdateAccessKey",
         .errors = "InvalidInput LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation delete_access_key_operation() {
    return operation<&delete_access_key, &delete_access>(
        {.name = "DeleteAccessKey", .errors = "LimitExceeded NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
