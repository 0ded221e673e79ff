#include "services/ssm/shapes.h"

#include <set>

#include <fmt/format.h>

#include "base/encoding.h"
#include "services/ssm/constraints.h"
#include "services/ssm/errors.h"

namespace amicast::services::ssm {

std::span<const wire::Member> Tag::members() {
    static const wire::Member rows[] = {
        wire::member<&Tag::key>("Key",
                                {.required = true, .min = 1, .max = 128, .pattern = tag_pattern}),
        wire::member<&Tag::value>("Value",
                                  {.required = true, .min = 0, .max = 256, .pattern = tag_pattern}),
    };
    return rows;
}

std::span<const wire::Member> Parameter::members() {
    using This = Parameter;
    static const wire::Member rows[] = {
        wire::member<&This::name>("Name"),
        wire::member<&This::type>("Type"),
        wire::member<&This::value>("Value"),
        wire::member<&This::version>("Version"),
        wire::member<&This::selector>("Selector"),
        wire::member<&This::last_modified_date>("LastModifiedDate"),
        wire::member<&This::arn>("ARN"),
        wire::member<&This::data_type>("DataType"),
    };
    return rows;
}

std::span<const wire::Member> ParameterStringFilter::members() {
    using This = ParameterStringFilter;
    static const wire::Member rows[] = {
        wire::member<&This::key>(
            "Key", {.required = true,
                    .min = 1,
                    .max = 132,
                    .pattern = "^(tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)$"}),
        wire::member<&This::option>("Option", {.min = 1, .max = 10}),
        wire::member<&This::values>("Values",
                                    {.min = 1, .max = 50, .element_min = 1, .element_max = 1024}),
    };
    return rows;
}

Result<images::Tags> read_tags(const std::vector<Tag>& tags) {
    images::Tags read;
    std::set<std::string, std::less<>> keys;
    for (const Tag& tag : tags) {
        if (tag.key.starts_with("aws:")) {
            return failure(invalid(fmt::format(
                "The tag key '{}' is not valid: keys that begin with aws: are reserved.",
                tag.key)));
        }
        if (!keys.insert(tag.key).second) {
            return failure(
                invalid(fmt::format("The tag key '{}' is given more than once.", tag.key)));
        }
        read.emplace_back(tag.key, tag.value);
    }
    return read;
}

std::string encrypted_value(const parameters::ParameterVersion& version) {
    if (version.type != parameters::Type::secure_string) return version.value;
    return to_base64(as_bytes(version.value));
}

Parameter show(const Call& call, const parameters::ParameterVersion& version, std::string value,
               std::string_view selector) {
    Parameter shown{
        .name = version.name,
        .type = std::string(parameters::to_string(version.type)),
        .value = std::move(value),
        .version = version.version,
        .last_modified_date = version.modified,
        .arn = parameters::parameter_arn(call.region.name, version.account_id, version.name),
        .data_type = version.data_type};
    if (!selector.empty()) shown.selector = fmt::format(":{}", selector);
    return shown;
}

}  // namespace amicast::services::ssm
