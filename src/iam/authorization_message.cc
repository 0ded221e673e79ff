#include "iam/authorization_message.h"

#include <algorithm>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/encoding.h"
#include "crypto/aead.h"

namespace amicast::iam {
namespace {

namespace json = boost::json;

// Nonce and tag around the sealed bytes.
constexpr std::size_t envelope_bytes = 12 + 16;
constexpr std::size_t plain_bytes_max = encoded_message_max / 4 * 3 - envelope_bytes;

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

std::string text_of(const json::value& value) {
    auto text = json::serialize(value);
    return {text.data(), text.size()};
}

json::object items(json::array list) {
    json::object object;
    object["items"] = std::move(list);
    return object;
}

json::object condition_item(const std::string& key, const std::vector<std::string>& values) {
    json::array list;
    for (const std::string& value : values)
        list.push_back(json::object{{"value", view(value)}});
    return {{"key", view(key)}, {"values", items(std::move(list))}};
}

json::array denying_statements(const Decision& decision) {
    json::array list;
    for (const std::string& id : decision.denying_statements)
        list.push_back(json::object{{"statementId", view(id)}, {"effect", "DENY"}});
    return list;
}

// As many conditions as fit beside the rest, in order of key.
json::array conditions_within(const ConditionContext& context, std::size_t bytes_max) {
    json::array list;
    std::size_t bytes = 0;
    for (const auto& [key, values] : context) {
        json::object item = condition_item(key, values);
        std::size_t size = text_of(item).size() + 1;
        if (bytes + size > bytes_max) continue;
        bytes += size;
        list.push_back(std::move(item));
    }
    return list;
}

json::object message_of(const Principal& principal, const AccessRequest& request,
                        const Decision& decision, json::array conditions) {
    bool is_session = principal.kind == PrincipalKind::role_session;
    json::object who{{"id", view(principal.user_id)},
                     {"name", view(is_session ? principal.session_name : principal.name)},
                     {"arn", view(principal.arn)}};
    json::object context{{"principal", std::move(who)},
                         {"action", view(request.action)},
                         {"resource", view(request.resource)},
                         {"conditions", items(std::move(conditions))}};
    return {{"allowed", false},
            {"explicitDeny", decision.effect == Effect::explicit_deny},
            {"matchedStatements", items(denying_statements(decision))},
            {"failures", items({})},
            {"context", std::move(context)}};
}

std::string message_text(const Principal& principal, const AccessRequest& request,
                         const Decision& decision) {
    std::size_t size = text_of(message_of(principal, request, decision, {})).size();
    std::size_t left = size < plain_bytes_max ? plain_bytes_max - size : 0;
    return text_of(
        message_of(principal, request, decision, conditions_within(request.context, left)));
}

std::string to_url_safe(std::string base64) {
    std::replace(base64.begin(), base64.end(), '+', '-');
    std::replace(base64.begin(), base64.end(), '/', '_');
    base64.erase(base64.find_last_not_of('=') + 1);
    return base64;
}

std::optional<Bytes> from_url_safe(std::string_view text) {
    if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
    std::string base64(text);
    std::replace(base64.begin(), base64.end(), '-', '+');
    std::replace(base64.begin(), base64.end(), '_', '/');
    base64.append((4 - base64.size() % 4) % 4, '=');
    return from_base64(base64);
}

crypto::Key message_key(const keys::RootKey& root_key) {
    return root_key.derive("authorization-message");
}

}  // namespace

std::string seal_authorization_message(const keys::RootKey& root_key, Random& random,
                                       const Principal& principal, const AccessRequest& request,
                                       const Decision& decision) {
    std::string text = message_text(principal, request, decision);
    Bytes sealed =
        crypto::seal(message_key(root_key), as_bytes(text), as_bytes(principal.account_id), random);
    return to_url_safe(to_base64(sealed));
}

Result<std::string> open_authorization_message(const keys::RootKey& root_key,
                                               std::string_view account_id,
                                               std::string_view encoded) {
    auto sealed = from_url_safe(encoded);
    if (sealed) {
        auto text = crypto::open(message_key(root_key), *sealed, as_bytes(account_id));
        if (text) return to_text(*text);
    }
    return failure(ErrorKind::invalid,
                   "The encoded message is no authorization message for this account.");
}

}  // namespace amicast::iam
