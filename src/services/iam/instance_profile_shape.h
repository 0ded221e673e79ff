// Instance profiles as the model has them, alone and in lists.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "iam/instance_profiles.h"
#include "services/iam/shapes.h"

namespace amicast::services::iam_api {

struct InstanceProfile {
    std::string path;
    std::string instance_profile_name;
    std::string instance_profile_id;
    std::string arn;
    Time create_date{};
    std::vector<Role> roles;  // one, or none
    std::vector<Tag> tags;
    static std::span<const wire::Member> members();
};

struct InstanceProfilesOutput {
    std::vector<InstanceProfile> instance_profiles;
    bool is_truncated = false;
    std::optional<std::string> marker;
    static std::span<const wire::Member> members();
};

// Lists leave out tags.
InstanceProfile instance_profile_shape(const iam::InstanceProfile& profile, Detail detail);
InstanceProfilesOutput instance_profiles_output(const iam::Page<iam::InstanceProfile>& page);

}  // namespace amicast::services::iam_api
