// Launch templates and their versions as the answers show them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "images/tags.h"
#include "launch_templates/template.h"
#include "services/ec2/launch_template_data.h"
#include "services/ec2/shapes.h"

namespace amicast::services::ec2 {

struct LaunchTemplateItem {
    std::string launch_template_id;
    std::string launch_template_name;
    Time create_time{};
    std::string created_by;
    std::int64_t default_version_number = 0;
    std::int64_t latest_version_number = 0;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members();
};

struct LaunchTemplateVersionItem {
    std::string launch_template_id;
    std::string launch_template_name;
    std::int64_t version_number = 0;
    std::optional<std::string> version_description;
    Time create_time{};
    std::string created_by;
    bool default_version = false;
    launch_template::Data launch_template_data;

    static std::span<const wire::Member> members();
};

struct ValidationError {
    std::string code;
    std::string message;

    static std::span<const wire::Member> members();
};

// What was accepted and will not work as it stands.
struct ValidationWarning {
    std::vector<ValidationError> errors;

    static std::span<const wire::Member> members();
};

LaunchTemplateItem to_item(const launch_templates::Template& one, const images::Tags& tags);
// Errors: corrupt.
Result<LaunchTemplateVersionItem> to_item(const launch_templates::Template& of,
                                          const launch_templates::Version& version);

}  // namespace amicast::services::ec2
