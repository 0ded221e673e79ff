// Orders and tags as JSON text in rows.
#include "distribution/plan.h"

#include <boost/json.hpp>

namespace amicast::distribution {
namespace {

namespace json = boost::json;

constexpr std::string_view unreadable = "A stored distribution order cannot be read.";

json::array pair_of(std::string_view first, std::string_view second) {
    return {json::string(first), json::string(second)};
}

json::array tags_value(const images::Tags& tags) {
    json::array list;
    for (const auto& [key, value] : tags)
        list.push_back(pair_of(key, value));
    return list;
}

struct Pair {
    std::string first;
    std::string second;
};

// Lists of two texts each: all that our rows hold.
std::optional<std::vector<Pair>> read_pairs(const json::value* value) {
    if (value == nullptr || !value->is_array()) return std::nullopt;
    std::vector<Pair> pairs;
    for (const json::value& item : value->get_array()) {
        const json::array* texts = item.if_array();
        if (texts == nullptr || texts->size() != 2 || !(*texts)[0].is_string() ||
            !(*texts)[1].is_string())
            return std::nullopt;
        pairs.push_back(
            {std::string((*texts)[0].get_string()), std::string((*texts)[1].get_string())});
    }
    return pairs;
}

std::string_view kind_name(images::Grantee::Kind kind) {
    switch (kind) {
        case images::Grantee::Kind::user:
            return "user";
        case images::Grantee::Kind::group:
            return "group";
        case images::Grantee::Kind::organization:
            return "organization";
        case images::Grantee::Kind::organizational_unit:
            return "organizational_unit";
    }
    return "user";
}

std::optional<images::Grantee::Kind> kind_named(std::string_view name) {
    using Kind = images::Grantee::Kind;
    for (Kind kind : {Kind::user, Kind::group, Kind::organization, Kind::organizational_unit})
        if (kind_name(kind) == name) return kind;
    return std::nullopt;
}

std::optional<std::string> read_text(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
}

}  // namespace

std::string to_text(const images::Tags& tags) {
    return json::serialize(tags_value(tags));
}

Result<images::Tags> tags_from_text(std::string_view text) {
    boost::system::error_code problem;
    json::value value = json::parse(text, problem);
    auto pairs = problem ? std::nullopt : read_pairs(&value);
    if (!pairs) return failure(ErrorKind::corrupt, "Stored tags cannot be read.");
    images::Tags tags;
    for (Pair& pair : *pairs)
        tags.emplace_back(std::move(pair.first), std::move(pair.second));
    return tags;
}

std::string to_text(const AmiOrder& order) {
    json::object object;
    if (order.name_template) object["name"] = *order.name_template;
    if (order.description) object["description"] = *order.description;
    if (order.kms_key_id) object["kmsKeyId"] = *order.kms_key_id;
    object["tags"] = tags_value(order.tags);
    json::array permissions;
    for (const auto& grantee : order.launch_permissions)
        permissions.push_back(pair_of(kind_name(grantee.kind), grantee.value));
    object["permissions"] = std::move(permissions);
    json::array unserved;
    for (const auto& setting : order.unserved)
        unserved.push_back(pair_of(setting.setting, setting.step));
    object["unserved"] = std::move(unserved);
    return json::serialize(object);
}

Result<AmiOrder> order_from_text(std::string_view text) {
    boost::system::error_code problem;
    json::value value = json::parse(text, problem);
    if (problem || !value.is_object()) return failure(ErrorKind::corrupt, std::string(unreadable));
    const json::object& object = value.get_object();
    auto tags = read_pairs(object.if_contains("tags"));
    auto permissions = read_pairs(object.if_contains("permissions"));
    auto unserved = read_pairs(object.if_contains("unserved"));
    if (!tags || !permissions || !unserved)
        return failure(ErrorKind::corrupt, std::string(unreadable));
    AmiOrder order;
    order.name_template = read_text(object, "name");
    order.description = read_text(object, "description");
    order.kms_key_id = read_text(object, "kmsKeyId");
    for (Pair& tag : *tags)
        order.tags.emplace_back(std::move(tag.first), std::move(tag.second));
    for (Pair& permission : *permissions) {
        auto kind = kind_named(permission.first);
        if (!kind) return failure(ErrorKind::corrupt, std::string(unreadable));
        order.launch_permissions.push_back({*kind, std::move(permission.second)});
    }
    for (Pair& setting : *unserved)
        order.unserved.push_back({std::move(setting.first), std::move(setting.second)});
    return order;
}

}  // namespace amicast::distribution
