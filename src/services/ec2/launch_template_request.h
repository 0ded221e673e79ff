// How requests name launch templates and their versions, and what the policies are asked about
// them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/access.h"
#include "images/tags.h"
#include "launch_templates/template.h"
#include "services/call.h"
#include "services/ec2/launch_template_item.h"

namespace amicast::services::ec2 {

// 3 to 128 letters, digits and ( ) . / _ -. InvalidLaunchTemplateName.MalformedException.
Status check_template_name(std::string_view name);

// A template by id or by name, exactly one of which a request must give.
struct TemplateName {
    const std::optional<std::string>& id;
    const std::optional<std::string>& name;
};

// The form alone: MissingParameter, InvalidParameterCombination, the codes of malformed ids and
// names.
Status check_named(const TemplateName& named);
// The caller's template. Errors: those of check_named(), InvalidLaunchTemplateId.NotFound,
// InvalidLaunchTemplateName.NotFoundException.
Result<launch_templates::Template> find_named(catalog::Transaction& tx, const Call& call,
                                              const TemplateName& named);

// "$Latest", "$Default" or a number. InvalidParameterValue for anything else; that the version
// exists is not looked up.
Result<std::int64_t> version_number(const launch_templates::Template& of, std::string_view text);
// InvalidLaunchTemplateId.VersionNotFound when it does not.
Result<launch_templates::Version> find_version_of(catalog::Transaction& tx,
                                                  const launch_templates::Template& of,
                                                  std::string_view text);

// The image a version names, when the caller cannot see it here: accepted, but told.
Result<std::optional<ValidationWarning>> warn_of_image(catalog::Transaction& tx, Call& call,
                                                       const std::optional<std::string>& image_id);

// The caller's own, with its tags as condition keys; one that is not known is asked for by the id
// that was given, or as `launch-template/*`.
iam::AccessRequest template_access(Call& call, std::string_view action, const TemplateName& named);
iam::AccessRequest template_access(Call& call, std::string_view action, const std::string& id);

}  // namespace amicast::services::ec2
