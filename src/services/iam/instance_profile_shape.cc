#include "services/iam/instance_profile_shape.h"

#include "services/iam/paging.h"

namespace amicast::services::iam_api {

std::span<const wire::Member> InstanceProfile::members() {
    using This = InstanceProfile;
    static const wire::Member rows[] = {
        wire::member<&This::path>("Path"),
        wire::member<&This::instance_profile_name>("InstanceProfileName"),
        wire::member<&This::instance_profile_id>("InstanceProfileId"),
        wire::member<&This::arn>("Arn"),
        wire::member<&This::create_date>("CreateDate"),
        wire::member<&This::roles>("Roles", {.keep_empty = true}),
        wire::member<&This::tags>("Tags"),
    };
    return rows;
}

std::span<const wire::Member> InstanceProfilesOutput::members() {
    using This = InstanceProfilesOutput;
    static const wire::Member rows[] = {
        wire::member<&This::instance_profiles>("InstanceProfiles", {.keep_empty = true}),
        wire::member<&This::is_truncated>("IsTruncated"),
        wire::member<&This::marker>("Marker"),
    };
    return rows;
}

InstanceProfile instance_profile_shape(const iam::InstanceProfile& profile, Detail detail) {
    InstanceProfile shape{.path = profile.path,
                          .instance_profile_name = profile.name,
                          .instance_profile_id = profile.id,
                          .arn = profile.arn(),
                          .create_date = profile.created,
                          .roles = {},
                          .tags = {}};
    if (profile.role) shape.roles.push_back(role_shape(*profile.role, Detail::brief));
    if (detail == Detail::full) shape.tags = tag_shapes(profile.tags);
    return shape;
}

InstanceProfilesOutput instance_profiles_output(const iam::Page<iam::InstanceProfile>& page) {
    InstanceProfilesOutput output;
    for (const iam::InstanceProfile& profile : page.items)
        output.instance_profiles.push_back(instance_profile_shape(profile, Detail::brief));
    output.marker = next_marker(page.next);
    output.is_truncated = output.marker.has_value();
    return output;
}

}  // namespace amicast::services::iam_api
