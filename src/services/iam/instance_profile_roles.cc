// AddRoleToInstanceProfile, RemoveRoleFromInstanceProfile, ListInstanceProfilesForRole.
#include "iam/instance_profiles.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/instance_profile_shape.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"

namespace amicast::services::iam_api {
namespace {

struct RoleInProfileInput {
    std::string instance_profile_name;
    std::string role_name;

    static std::span<const wire::Member> members() {
        using This = RoleInProfileInput;
        static const wire::Member rows[] = {
            wire::member<&This::instance_profile_name>("InstanceProfileName",
                                                       iam_api::instance_profile_name),
            wire::member<&This::role_name>("RoleName", new_name),
        };
        return rows;
    }
};

// ---- AddRoleToInstanceProfile ----

// Who puts a role into a profile hands it to whatever instance gets the profile.
std::vector<iam::AccessRequest> add_access(Call& call, const RoleInProfileInput& input) {
    auto requests =
        on_instance_profile(call, "iam:AddRoleToInstanceProfile", input.instance_profile_name);
    requests.push_back(on_role(call, "iam:PassRole", input.role_name).front());
    requests.back().context["iam:PassedToService"] = {"ec2.amazonaws.com"};
    return requests;
}

Result<NoOutput> add(Call& call, const RoleInProfileInput& input) {
    Status done = iam::add_role_to_instance_profile(call.site.identity, call.account(),
                                                    input.instance_profile_name, input.role_name);
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- RemoveRoleFromInstanceProfile ----

std::vector<iam::AccessRequest> remove_access(Call& call, const RoleInProfileInput& input) {
    return on_instance_profile(call, "iam:RemoveRoleFromInstanceProfile",
                               input.instance_profile_name);
}

Result<NoOutput> remove(Call& call, const RoleInProfileInput& input) {
    Status done = iam::remove_role_from_instance_profile(
        call.site.identity, call.account(), input.instance_profile_name, input.role_name);
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- ListInstanceProfilesForRole ----

struct ListForRoleInput {
    std::string role_name;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListForRoleInput;
        static const wire::Member rows[] = {
            wire::member<&This::role_name>("RoleName", new_name),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListForRoleInput& input) {
    return on_role(call, "iam:ListInstanceProfilesForRole", input.role_name);
}

Result<InstanceProfilesOutput> list(Call& call, const ListForRoleInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto profiles = iam::list_instance_profiles_for_role(call.site.identity, call.account(),
                                                         input.role_name, *page);
    if (!profiles) return failure(profiles.error());
    return instance_profiles_output(*profiles);
}

}  // namespace

Operation add_role_to_instance_profile_operation() {
    return operation<&add, &add_access>(
        {.name = "AddRoleToInstanceProfile",
         .errors = "EntityAlreadyExists LimitExceeded NoSuchEntity ServiceFailure "
                   "UnmodifiableEntity"});
}
Operation remove_role_from_instance_profile_operation() {
    return operation<&remove, &remove_access>(
        {.name = "RemoveRoleFromInstanceProfile",
         .errors = "LimitExceeded NoSuchEntity ServiceFailure UnmodifiableEntity"});
}
Operation list_instance_profiles_for_role_operation() {
    return operation<&list, &list_access>(
        {.name = "ListInstanceProfilesForRole", .errors = "NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
