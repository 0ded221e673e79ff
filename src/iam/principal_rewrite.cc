#include "iam/principal_rewrite.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "iam/strict_json.h"

namespace amicast::iam {
namespace {

namespace json = boost::json;

void replace_text(json::value& value, std::string_view from, std::string_view to) {
    if (value.is_string() &&
        std::string_view(value.get_string().data(), value.get_string().size()) == from)
        value = json::string_view(to.data(), to.size());
    if (!value.is_array()) return;
    for (json::value& entry : value.get_array())
        replace_text(entry, from, to);
}

void replace_principal(json::value& statement, std::string_view from, std::string_view to) {
    if (!statement.is_object()) return;
    json::value* principal = statement.get_object().if_contains("Principal");
    if (principal == nullptr || !principal->is_object()) return;
    json::value* names = principal->get_object().if_contains("AWS");
    if (names != nullptr) replace_text(*names, from, to);
}

}  // namespace

Result<std::string> with_principal_replaced(std::string_view policy, std::string_view from,
                                            std::string_view to) {
    Result<json::value> document = parse_strict_json(policy);
    if (!document) return failure(document.error());
    json::value* statements =
        document->is_object() ? document->get_object().if_contains("Statement") : nullptr;
    if (statements != nullptr && statements->is_array()) {
        for (json::value& statement : statements->get_array())
            replace_principal(statement, from, to);
    } else if (statements != nullptr) {
        replace_principal(*statements, from, to);
    }
    auto text = json::serialize(*document);
    return std::string(text.data(), text.size());
}

}  // namespace amicast::iam
