#include "services/ec2/launch_template_request.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/ids.h"
#include "services/ec2/access.h"
#include "services/ec2/copy_request.h"
#include "services/ec2/errors.h"
#include "services/ec2/lookups.h"

namespace amicast::services::ec2 {
namespace {

using launch_templates::Template;

std::string template_arn(const Call& call, std::string_view id) {
    return fmt::format("arn:aws:ec2:{}:{}:launch-template/{}", call.region.name, call.account(),
                       id);
}

bool is_name_character(char c) {
    bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return alphanumeric || std::string_view("()./_-").find(c) != std::string_view::npos;
}

}  // namespace

Status check_template_name(std::string_view name) {
    bool sound = name.size() >= 3 && name.size() <= 128 &&
                 std::all_of(name.begin(), name.end(), is_name_character);
    if (sound) return {};
    return failure(template_name_malformed(name));
}

Status check_named(const TemplateName& named) {
    bool by_id = is_given(named.id);
    bool by_name = is_given(named.name);
    if (by_id && by_name) {
        return failure(
            invalid_combination("Specify either LaunchTemplateId or LaunchTemplateName, not both"));
    }
    if (!by_id && !by_name) return failure(missing_parameter("LaunchTemplateId"));
    if (by_name) return check_template_name(*named.name);
    if (!is_resource_id(*named.id, "lt-")) return failure(template_id_malformed(*named.id));
    return {};
}

Result<Template> find_named(catalog::Transaction& tx, const Call& call, const TemplateName& named) {
    if (Status checked = check_named(named); !checked) return failure(checked.error());
    bool by_id = is_given(named.id);
    auto found = by_id ? launch_templates::find_template(tx, call.account(), *named.id)
                       : launch_templates::find_template_by_name(tx, call.account(), *named.name);
    if (found || found.error().kind != ErrorKind::not_found) return found;
    return failure(by_id ? template_id_unknown(*named.id) : template_name_unknown(*named.name));
}

Result<std::int64_t> version_number(const Template& of, std::string_view text) {
    if (text == "$Latest") return of.latest_version;
    if (text == "$Default") return of.default_version;
    std::int64_t number = 0;
    auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed == std::errc() && end == text.data() + text.size() && number > 0) return number;
    return failure(invalid_value(text, "launchTemplateVersion",
                                 "Expecting a version number, $Latest or $Default."));
}

Result<launch_templates::Version> find_version_of(catalog::Transaction& tx, const Template& of,
                                                  std::string_view text) {
    auto number = version_number(of, text);
    if (!number) return failure(number.error());
    auto version = launch_templates::find_version(tx, of.id, *number);
    if (!version && version.error().kind == ErrorKind::not_found)
        return failure(template_version_unknown(of.id, std::to_string(*number)));
    return version;
}

Result<std::optional<ValidationWarning>> warn_of_image(catalog::Transaction& tx, Call& call,
                                                       const std::optional<std::string>& image_id) {
    std::optional<ValidationWarning> none;
    if (!image_id || !image_id->starts_with("ami-")) return none;
    Viewer viewer(call);
    auto image = find_visible_image(tx, viewer, *image_id);
    if (image) return none;
    if (image.error().code.empty()) return failure(image.error());
    return std::optional(ValidationWarning{
        .errors = {{.code = image.error().code, .message = image.error().message}}});
}

iam::AccessRequest template_access(Call& call, std::string_view action, const TemplateName& named) {
    iam::AccessRequest asked{.action = std::string(action),
                             .resource = template_arn(call, is_given(named.id) ? *named.id : "*"),
                             .context = region_context(call)};
    (void)call.region.catalog.read([&](catalog::Transaction& tx) -> Status {
        auto found = find_named(tx, call, named);
        if (!found) return failure(found.error());
        asked.resource = template_arn(call, found->id);
        auto tags = images::find_tags(tx, call.account(), found->id);
        if (!tags) return failure(tags.error());
        add_resource_tags(*tags, asked.context);
        return {};
    });
    return asked;
}

iam::AccessRequest template_access(Call& call, std::string_view action, const std::string& id) {
    return template_access(call, action,
                           TemplateName{std::optional(id), std::optional<std::string>()});
}

}  // namespace amicast::services::ec2
