// Orders and tags as JSON text in rows.
#include "distribution/plan.h"

#include <algorithm>

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

std::string text_or_empty(const json::object& object, std::string_view key) {
    return read_text(object, key).value_or("");
}

std::int64_t number_or_zero(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

json::object to_json(const LaunchTemplateOrder& order) {
    return {
        {"id", order.template_id}, {"account", order.account_id}, {"default", order.set_default}};
}
json::object to_json(const ParameterOrder& order) {
    return {{"name", order.name}, {"account", order.account_id}, {"type", order.data_type}};
}
json::object to_json(const FastLaunchOrder& order) {
    return {{"account", order.account_id},
            {"parallel", order.parallel_launches_max},
            {"resources", order.target_resource_count}};
}
json::object to_json(const ExportOrder& order) {
    return {{"role", order.role},
            {"format", order.format},
            {"bucket", order.bucket},
            {"prefix", order.prefix}};
}

void read_one(const json::object& object, LaunchTemplateOrder& order) {
    const json::value* is_default = object.if_contains("default");
    order = {
        .template_id = text_or_empty(object, "id"),
        .account_id = text_or_empty(object, "account"),
        .set_default = is_default != nullptr && is_default->is_bool() && is_default->get_bool()};
}
void read_one(const json::object& object, ParameterOrder& order) {
    order = {.name = text_or_empty(object, "name"),
             .account_id = text_or_empty(object, "account"),
             .data_type = text_or_empty(object, "type")};
}
void read_one(const json::object& object, FastLaunchOrder& order) {
    order = {.account_id = text_or_empty(object, "account"),
             .parallel_launches_max = number_or_zero(object, "parallel"),
             .target_resource_count = number_or_zero(object, "resources")};
}
void read_one(const json::object& object, ExportOrder& order) {
    order = {.role = text_or_empty(object, "role"),
             .format = text_or_empty(object, "format"),
             .bucket = text_or_empty(object, "bucket"),
             .prefix = text_or_empty(object, "prefix")};
}

// A list that is empty is not written.
template <class T>
void write_list(json::object& object, std::string_view key, const std::vector<T>& orders) {
    if (orders.empty()) return;
    json::array list;
    for (const T& order : orders)
        list.push_back(to_json(order));
    object[key] = std::move(list);
}

template <class T>
void read_list(const json::object& object, std::string_view key, std::vector<T>& orders) {
    const json::value* list = object.if_contains(key);
    if (list == nullptr || !list->is_array()) return;
    for (const json::value& item : list->get_array())
        if (item.is_object()) read_one(item.get_object(), orders.emplace_back());
}

// Keeps the orders of the account's; the first account takes those of accounts without an AMI.
template <class T>
void keep_own(std::vector<T>& orders, const std::vector<std::string>& accounts, std::size_t which,
              const std::string& image_account) {
    std::erase_if(orders, [&](const T& order) {
        const std::string& wanted = order.account_id.empty() ? image_account : order.account_id;
        auto holder = std::find(accounts.begin(), accounts.end(), wanted);
        std::size_t chosen =
            holder == accounts.end() ? 0 : static_cast<std::size_t>(holder - accounts.begin());
        return chosen != which;
    });
}

}  // namespace

AmiOrder order_for(const RegionOrder& region, const std::vector<std::string>& accounts,
                   std::size_t which, const std::string& image_account) {
    AmiOrder order = region.ami;
    keep_own(order.launch_templates, accounts, which, image_account);
    keep_own(order.parameters, accounts, which, image_account);
    keep_own(order.fast_launches, accounts, which, image_account);
    auto own = std::find(accounts.begin(), accounts.end(), image_account);
    std::size_t main = own == accounts.end() ? 0 : static_cast<std::size_t>(own - accounts.begin());
    if (which != main) {
        order.license_arns.clear();
        order.export_order.reset();
    }
    return order;
}

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
    if (!order.license_arns.empty())
        object["licenses"] = json::array(order.license_arns.begin(), order.license_arns.end());
    write_list(object, "launchTemplates", order.launch_templates);
    write_list(object, "parameters", order.parameters);
    write_list(object, "fastLaunches", order.fast_launches);
    if (order.export_order) object["export"] = to_json(*order.export_order);
    return json::serialize(object);
}

Result<AmiOrder> order_from_text(std::string_view text) {
    boost::system::error_code problem;
    json::value value = json::parse(text, problem);
    if (problem || !value.is_object()) return failure(ErrorKind::corrupt, std::string(unreadable));
    const json::object& object = value.get_object();
    auto tags = read_pairs(object.if_contains("tags"));
    auto permissions = read_pairs(object.if_contains("permissions"));
    if (!tags || !permissions) return failure(ErrorKind::corrupt, std::string(unreadable));
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
    if (const json::value* arns = object.if_contains("licenses"); arns && arns->is_array()) {
        for (const json::value& arn : arns->get_array())
            if (arn.is_string()) order.license_arns.emplace_back(arn.get_string());
    }
    read_list(object, "launchTemplates", order.launch_templates);
    read_list(object, "parameters", order.parameters);
    read_list(object, "fastLaunches", order.fast_launches);
    if (const json::value* wanted = object.if_contains("export"); wanted && wanted->is_object())
        read_one(wanted->get_object(), order.export_order.emplace());
    return order;
}

}  // namespace amicast::distribution
