// What is done with launch template data besides reading and writing it on the wire.
#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/encoding.h"
#include "services/ec2/errors.h"
#include "services/ec2/launch_template_data.h"
#include "services/ec2/lookups.h"
#include "services/ec2/tagging.h"
#include "wire/operation.h"

namespace amicast::services::ec2::launch_template {
namespace {

// What AWS allows for user data before it is encoded.
constexpr std::size_t user_data_bytes_max = 16'384;
// A bound on what one version takes in the catalog; user data is the largest part.
constexpr std::size_t data_bytes_max = 128U << 10;

Status check_image(const std::optional<std::string>& image_id) {
    // AWS also takes the name of a parameter that holds the id, to be looked up at launch.
    if (!image_id || image_id->starts_with("resolve:ssm:")) return {};
    return check_image_id(*image_id);
}

Status check_user_data(const std::optional<std::string>& user_data) {
    if (!user_data) return {};
    auto bytes = from_base64(*user_data);
    if (!bytes) {
        return failure(Error{.kind = ErrorKind::invalid,
                             .message = "Invalid BASE64 encoding of user data",
                             .code = "InvalidUserData.Malformed"});
    }
    if (bytes->size() <= user_data_bytes_max) return {};
    return failure(invalid_value(fmt::format("User data is limited to {} bytes; this has {}",
                                             user_data_bytes_max, bytes->size())));
}

Status check_tags(const std::vector<TagsOfType>& specifications) {
    for (const TagsOfType& specification : specifications) {
        if (specification.resource_type.value_or("").empty())
            return failure(invalid_parameter("Tag specification resource type must have a value"));
        auto tags = read_tags(specification.tags);
        if (!tags) return failure(tags.error());
    }
    return {};
}

Error unreadable() {
    return Error{.kind = ErrorKind::corrupt,
                 .message = "The data of a launch template version cannot be read."};
}

}  // namespace

Status check_data(const Data& data) {
    Status checked = check_image(data.image_id);
    if (checked) checked = check_user_data(data.user_data);
    if (checked) checked = check_tags(data.tag_specifications);
    if (!checked) return checked;
    std::size_t size = wire::to_json(data).size();
    if (size <= data_bytes_max) return {};
    return failure(invalid_value(fmt::format(
        "The launch template data takes {} bytes; at most {} are allowed", size, data_bytes_max)));
}

StoredData store(const Data& data) {
    Data rest = data;
    rest.image_id.reset();
    return {.image_id = data.image_id, .rest = wire::to_json(rest)};
}

Result<Data> restore(const std::optional<std::string>& image_id, std::string_view rest) {
    auto data = wire::from_json<Data>(rest);
    if (!data) return failure(unreadable());
    data->image_id = image_id;
    return data;
}

Result<Data> overlay(const Data& base, const Data& given) {
    boost::system::error_code failed;
    auto over = boost::json::parse(wire::to_json(base), failed);
    if (failed || !over.is_object()) return failure(unreadable());
    auto under = boost::json::parse(wire::to_json(given), failed);
    if (failed || !under.is_object()) return failure(unreadable());
    for (auto& [key, value] : under.get_object())
        over.get_object()[key] = std::move(value);
    return wire::from_json<Data>(boost::json::serialize(over));
}

}  // namespace amicast::services::ec2::launch_template
