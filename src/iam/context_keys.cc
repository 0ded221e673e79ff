#include "iam/context_keys.h"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/trimmed.h"
#include "iam/policy_pattern.h"
#include "iam/strict_json.h"

namespace amicast::iam {
namespace {

namespace json = boost::json;

// `${key}` and `${key, 'default'}`; `${*}`, `${?}` and `${$}` stand for themselves.
void add_variables(std::string_view text, KeyList& keys) {
    for (std::size_t at = text.find("${"); at != std::string_view::npos;
         at = text.find("${", at + 2)) {
        std::size_t end = text.find('}', at);
        if (end == std::string_view::npos) return;
        std::string_view inside = text.substr(at + 2, end - at - 2);
        std::string_view name = trimmed(inside.substr(0, inside.find(',')), " ");
        if (name.find(':') != std::string_view::npos) keys.add(name);
    }
}

// Texts at any depth of a value.
void add_variables_in(const json::value& value, KeyList& keys) {
    if (value.is_string()) {
        add_variables({value.get_string().data(), value.get_string().size()}, keys);
    } else if (value.is_array()) {
        for (const json::value& entry : value.get_array())
            add_variables_in(entry, keys);
    } else if (value.is_object()) {
        for (const auto& entry : value.get_object())
            add_variables_in(entry.value(), keys);
    }
}

void add_condition_keys(const json::value& condition, KeyList& keys) {
    if (!condition.is_object()) return;
    for (const auto& by_operator : condition.get_object()) {
        if (!by_operator.value().is_object()) continue;
        for (const auto& by_key : by_operator.value().get_object())
            keys.add({by_key.key().data(), by_key.key().size()});
    }
}

std::vector<std::string> keys_of(const json::value& statement, bool variables) {
    KeyList keys;
    if (!statement.is_object()) return {};
    const json::object& object = statement.get_object();
    const json::value* condition = object.if_contains("Condition");
    if (variables) {
        for (const char* element : {"Resource", "NotResource"}) {
            if (const json::value* value = object.if_contains(element))
                add_variables_in(*value, keys);
        }
        if (condition != nullptr) add_variables_in(*condition, keys);
    }
    if (condition != nullptr) add_condition_keys(*condition, keys);
    return keys.take();
}

}  // namespace

void KeyList::add(std::string_view key) {
    if (folded_.insert(ascii_lower(key)).second) keys_.emplace_back(key);
}

Result<std::vector<std::vector<std::string>>> context_keys(std::string_view policy) {
    Result<json::value> document = parse_strict_json(policy);
    if (!document) return failure(document.error());
    std::vector<std::vector<std::string>> by_statement;
    if (!document->is_object()) return by_statement;
    const json::object& object = document->get_object();
    const json::value* version = object.if_contains("Version");
    bool variables =
        version != nullptr && version->is_string() && version->get_string() == "2012-10-17";
    const json::value* statements = object.if_contains("Statement");
    if (statements == nullptr) return by_statement;
    if (statements->is_array()) {
        for (const json::value& statement : statements->get_array())
            by_statement.push_back(keys_of(statement, variables));
    } else {
        by_statement.push_back(keys_of(*statements, variables));
    }
    return by_statement;
}

}  // namespace amicast::iam
