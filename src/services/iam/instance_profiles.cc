// CreateInstanceProfile, GetInstanceProfile, ListInstanceProfiles, DeleteInstanceProfile.
#include "iam/instance_profiles.h"

#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/instance_profile_shape.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"

namespace amicast::services::iam_api {
namespace {

struct InstanceProfileOutput {
    InstanceProfile instance_profile;

    static std::span<const wire::Member> members() {
        using This = InstanceProfileOutput;
        static const wire::Member rows[] = {
            wire::member<&This::instance_profile>("InstanceProfile")};
        return rows;
    }
};

// ---- CreateInstanceProfile ----

struct CreateInstanceProfileInput {
    std::string instance_profile_name;
    std::optional<std::string> path;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = CreateInstanceProfileInput;
        static const wire::Member rows[] = {
            wire::member<&This::instance_profile_name>("InstanceProfileName",
                                                       iam_api::instance_profile_name),
            wire::member<&This::path>("Path", iam_api::path),
            wire::member<&This::tags>("Tags", iam_api::tags),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> create_access(Call& call, const CreateInstanceProfileInput& input) {
    iam::AccessRequest request{
        .action = "iam:CreateInstanceProfile",
        .resource = iam::iam_arn(call.account(), "instance-profile" + input.path.value_or("/") +
                                                     input.instance_profile_name),
        .context = {}};
    add_request_tags(input.tags, request.context);
    std::vector<iam::AccessRequest> requests{request};
    if (!input.tags.empty()) {
        request.action = "iam:TagInstanceProfile";
        requests.push_back(std::move(request));
    }
    return requests;
}

Result<InstanceProfileOutput> create(Call& call, const CreateInstanceProfileInput& input) {
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    iam::InstanceProfile wanted;
    wanted.account_id = call.account();
    wanted.name = input.instance_profile_name;
    wanted.path = input.path.value_or("/");
    wanted.tags = std::move(*tags);
    auto profile = iam::create_instance_profile(call.site.identity, std::move(wanted));
    if (!profile) return failure(already_exists(profile.error()));
    return InstanceProfileOutput{.instance_profile =
                                     instance_profile_shape(*profile, Detail::full)};
}

// ---- GetInstanceProfile ----

struct NamedInput {
    std::string instance_profile_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&NamedInput::instance_profile_name>(
            "InstanceProfileName", iam_api::instance_profile_name)};
        return rows;
    }
};

std::vector<iam::AccessRequest> get_access(Call& call, const NamedInput& input) {
    return on_instance_profile(call, "iam:GetInstanceProfile", input.instance_profile_name);
}

Result<InstanceProfileOutput> get(Call& call, const NamedInput& input) {
    auto profile = call.site.identity.catalog().read_value([&](catalog::Transaction& tx) {
        return iam::require_instance_profile(tx, call.account(), input.instance_profile_name);
    });
    if (!profile) return failure(profile.error());
    return InstanceProfileOutput{.instance_profile =
                                     instance_profile_shape(*profile, Detail::full)};
}

// ---- ListInstanceProfiles ----

struct ListInstanceProfilesInput {
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListInstanceProfilesInput;
        static const wire::Member rows[] = {
            wire::member<&This::path_prefix>("PathPrefix", iam_api::path_prefix),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListInstanceProfilesInput& input) {
    return on_list(call, "iam:ListInstanceProfiles", "instance-profile",
                   input.path_prefix.value_or("/"));
}

Result<InstanceProfilesOutput> list(Call& call, const ListInstanceProfilesInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto profiles = iam::list_instance_profiles(call.site.identity, call.account(),
                                                input.path_prefix.value_or("/"), *page);
    if (!profiles) return failure(profiles.error());
    return instance_profiles_output(*profiles);
}

// ---- DeleteInstanceProfile ----

std::vector<iam::AccessRequest> delete_access(Call& call, const NamedInput& input) {
    return on_instance_profile(call, "iam:DeleteInstanceProfile", input.instance_profile_name);
}

Result<NoOutput> remove(Call& call, const NamedInput& input) {
    Status deleted = iam::delete_instance_profile(call.site.identity, call.account(),
                                                  input.instance_profile_name);
    if (!deleted) return failure(in_use(deleted.error()));
    return NoOutput{};
}

}  // namespace

Operation create_instance_profile_operation() {
    return operation<&create, &create_access>(
        {.name = "CreateInstanceProfile",
         .errors = "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded "
                   "ServiceFailure"});
}
Operation get_instance_profile_operation() {
    return operation<&get, &get_access>(
        {.name = "GetInstanceProfile", .errors = "NoSuchEntity ServiceFailure"});
}
Operation list_instance_profiles_operation() {
    return operation<&list, &list_access>(
        {.name = "ListInstanceProfiles", .errors = "ServiceFailure"});
}
Operation delete_instance_profile_operation() {
    return operation<&remove, &delete_access>(
        {.name = "DeleteInstanceProfile",
         .errors = "DeleteConflict LimitExceeded NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
