// Reads a document element by element. Messages follow IAM's where they are known, since people
// search for them.
#include "iam/policy_document.h"

#include <algorithm>
#include <array>
#include <set>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "iam/strict_json.h"

namespace amicast::iam {
namespace {

namespace json = boost::json;

auto malformed(std::string message) {
    return failure(ErrorKind::invalid, std::move(message));
}
auto syntax_error(std::string detail) {
    return failure(ErrorKind::invalid, "Syntax errors in policy.", std::move(detail));
}

std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}
std::string_view view(const json::string_view& text) {
    return {text.data(), text.size()};
}

struct Reader {
    PolicyUse use;
    bool variables = false;  // the document's version knows `${…}`
};

// A text, or a list of texts that is not empty.
Result<std::vector<std::string>> read_texts(const json::value& value, std::string_view element) {
    std::vector<std::string> texts;
    if (value.is_string()) {
        texts.emplace_back(view(value.get_string()));
        return texts;
    }
    if (!value.is_array()) return syntax_error(std::string(element) + " is neither text nor list");
    for (const json::value& entry : value.get_array()) {
        if (!entry.is_string()) return syntax_error(std::string(element) + " holds no text");
        texts.emplace_back(view(entry.get_string()));
    }
    return texts;
}

// ---- Action ----

bool is_vendor(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
    });
}

Result<Glob> read_action(const std::string& text, const Reader& reader) {
    if (text == "*" && reader.use != PolicyUse::trust) return Glob{glob_any};
    std::size_t colon = text.find(':');
    if (colon == std::string::npos) {
        return malformed(
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, "
            "etc.");
    }
    if (text.find(':', colon + 1) != std::string::npos)
        return malformed("Actions/Condition can contain only one colon.");
    std::string vendor = text.substr(0, colon);
    if (!is_vendor(vendor)) return malformed("Vendor " + vendor + " is not valid");
    if (colon + 1 == text.size()) return malformed("Actions must have a name behind the vendor.");
    if (reader.use == PolicyUse::trust && ascii_lower(vendor) != "sts")
        return malformed("AssumeRole policy may only specify STS AssumeRole actions.");
    auto pattern = Pattern::compile(text, {.fold_case = true});
    if (!pattern) return failure(pattern.error());
    return *pattern->fixed();
}

Status read_actions(const json::object& object, const Reader& reader, Statement& statement) {
    const json::value* action = object.if_contains("Action");
    const json::value* not_action = object.if_contains("NotAction");
    if (action != nullptr && not_action != nullptr)
        return syntax_error("a statement has either Action or NotAction");
    if (action == nullptr && not_action == nullptr)
        return malformed("Policy statement must contain actions.");
    statement.not_action = not_action != nullptr;
    auto texts = read_texts(statement.not_action ? *not_action : *action, "Action");
    if (!texts) return failure(texts.error());
    if (texts->empty()) return malformed("Policy statement must contain actions.");
    for (const std::string& text : *texts) {
        Result<Glob> glob = read_action(text, reader);
        if (!glob) return failure(glob.error());
        statement.actions.push_back(std::move(*glob));
    }
    return {};
}

// ---- Resource ----

// An ARN pattern that ends early stands for everything below: "arn:aws:sqs" is "arn:aws:sqs:*:*:*".
std::string completed_arn(std::string text) {
    for (auto colons = std::count(text.begin(), text.end(), ':'); colons < 5; ++colons)
        text += ":*";
    return text;
}

Result<Pattern> read_resource(const std::string& text, const Reader& reader) {
    const Pattern::Options options{.wildcards = true, .variables = reader.variables};
    if (text == "*") return Pattern::compile(text, options);
    if (!text.starts_with("arn:") || std::count(text.begin(), text.end(), ':') < 2)
        return malformed("Resource " + text.substr(0, 200) + " must be in ARN format or \"*\".");
    std::size_t service = text.find(':', 4) + 1;
    std::string vendor = text.substr(service, text.find(':', service) - service);
    if (!is_vendor(vendor)) {
        return malformed("Vendor \"" + vendor + "\" is not valid for resource \"" +
                         text.substr(0, 200) + "\".");
    }
    auto pattern = Pattern::compile(completed_arn(text), options);
    if (!pattern) return failure(pattern.error());
    if (pattern->has_variable_before_arn_resource()) {
        return malformed("Policy variables can be used only behind the fifth colon of resource " +
                         text.substr(0, 200) + ".");
    }
    return pattern;
}

Status read_resources(const json::object& object, const Reader& reader, Statement& statement) {
    const json::value* resource = object.if_contains("Resource");
    const json::value* not_resource = object.if_contains("NotResource");
    if (resource != nullptr && not_resource != nullptr)
        return syntax_error("a statement has either Resource or NotResource");
    bool given = resource != nullptr || not_resource != nullptr;
    if (reader.use == PolicyUse::trust && given) return malformed("Has prohibited field Resource.");
    if (!given) {
        if (reader.use == PolicyUse::identity)
            return malformed("Policy statement must contain resources.");
        statement.any_resource = true;
        return {};
    }
    statement.not_resource = not_resource != nullptr;
    auto texts = read_texts(statement.not_resource ? *not_resource : *resource, "Resource");
    if (!texts) return failure(texts.error());
    if (texts->empty()) return malformed("Policy statement must contain resources.");
    for (const std::string& text : *texts) {
        Result<Pattern> pattern = read_resource(text, reader);
        if (!pattern) return failure(pattern.error());
        statement.resources.push_back(std::move(*pattern));
    }
    return {};
}

// ---- Principal ----

constexpr std::array<std::pair<std::string_view, PrincipalPattern::Type>, 4> principal_types = {{
    {"AWS", PrincipalPattern::Type::aws},
    {"Service", PrincipalPattern::Type::service},
    {"Federated", PrincipalPattern::Type::federated},
    {"CanonicalUser", PrincipalPattern::Type::canonical_user},
}};

Status read_principal_entry(std::string_view name, const json::value& value, Statement& statement) {
    const auto* type = std::find_if(principal_types.begin(), principal_types.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    auto texts = read_texts(value, "Principal");
    if (type == principal_types.end() || !texts)
        return syntax_error("Principal must map AWS, Service, Federated or CanonicalUser to names");
    for (std::string& text : *texts) {
        bool valid = type->second == PrincipalPattern::Type::aws
                         ? is_aws_principal(text)
                         : !text.empty() && text.find_first_of("*?") == std::string::npos;
        if (!valid) {
            return malformed("Invalid principal in policy: \"" + std::string(name) + "\":\"" +
                             text.substr(0, 200) + "\"");
        }
        bool everyone = type->second == PrincipalPattern::Type::aws && text == "*";
        statement.principals.push_back(
            {everyone ? PrincipalPattern::Type::everyone : type->second, std::move(text)});
    }
    return {};
}

Status read_principal_value(const json::value& value, Statement& statement) {
    if (value.is_string() && view(value.get_string()) == "*") {
        statement.principals.push_back({PrincipalPattern::Type::everyone, "*"});
        return {};
    }
    if (!value.is_object()) return malformed("Invalid principal in policy.");
    for (const auto& entry : value.get_object()) {
        Status read = read_principal_entry(view(entry.key()), entry.value(), statement);
        if (!read) return read;
    }
    if (statement.principals.empty()) return malformed("Invalid principal in policy.");
    return {};
}

Status read_principals(const json::object& object, const Reader& reader, Statement& statement) {
    const json::value* principal = object.if_contains("Principal");
    const json::value* not_principal = object.if_contains("NotPrincipal");
    if (reader.use == PolicyUse::identity) {
        if (principal != nullptr || not_principal != nullptr)
            return malformed("Policy document should not specify a principal.");
        return {};
    }
    if ((principal != nullptr) == (not_principal != nullptr)) {
        return malformed(
            "Policy statement must contain exactly one of Principal and "
            "NotPrincipal.");
    }
    statement.not_principal = not_principal != nullptr;
    if (statement.not_principal && reader.use == PolicyUse::trust)
        return malformed("NotPrincipal is not allowed in a role's trust policy.");
    if (statement.not_principal && statement.allows)
        return malformed("Allow with NotPrincipal is not allowed.");
    return read_principal_value(statement.not_principal ? *not_principal : *principal, statement);
}

// ---- Condition ----

// Numbers and booleans may be written as such.
Result<std::string> read_scalar(const json::value& value) {
    if (value.is_string()) return std::string(view(value.get_string()));
    if (value.is_number() || value.is_bool()) {
        auto text = json::serialize(value);
        return std::string(text.data(), text.size());
    }
    return syntax_error("a condition's values are texts, numbers or booleans");
}

Result<std::vector<std::string>> read_condition_values(const json::value& value) {
    std::vector<std::string> values;
    auto add = [&](const json::value& entry) -> Status {
        Result<std::string> text = read_scalar(entry);
        if (!text) return failure(text.error());
        values.push_back(std::move(*text));
        return {};
    };
    if (!value.is_array()) {
        if (Status added = add(value); !added) return failure(added.error());
        return values;
    }
    for (const json::value& entry : value.get_array()) {
        if (Status added = add(entry); !added) return failure(added.error());
    }
    if (values.empty()) return syntax_error("a condition must have a value");
    return values;
}

bool is_condition_key(std::string_view key) {
    std::size_t colon = key.find(':');
    return colon != std::string_view::npos && colon > 0 && colon + 1 < key.size();
}

Status read_conditions(const json::object& object, const Reader& reader, Statement& statement) {
    const json::value* condition = object.if_contains("Condition");
    if (condition == nullptr) return {};
    if (!condition->is_object()) return syntax_error("Condition is no object");
    for (const auto& by_operator : condition->get_object()) {
        if (!by_operator.value().is_object())
            return syntax_error("an operator must map keys to values");
        for (const auto& by_key : by_operator.value().get_object()) {
            std::string_view key = view(by_key.key());
            if (!is_condition_key(key)) {
                return malformed("Conditions must be prefaced by a vendor: the condition key \"" +
                                 std::string(key.substr(0, 100)) + "\" has none.");
            }
            auto values = read_condition_values(by_key.value());
            if (!values) return failure(values.error());
            auto compiled =
                compile_condition(view(by_operator.key()), key, *values, reader.variables);
            if (!compiled) return failure(compiled.error());
            statement.conditions.push_back(std::move(*compiled));
        }
    }
    return {};
}

// ---- the statement and the document ----

bool only_known_keys(const json::object& object, std::initializer_list<std::string_view> known) {
    return std::all_of(object.begin(), object.end(), [&](const auto& entry) {
        return std::find(known.begin(), known.end(), view(entry.key())) != known.end();
    });
}

Status read_sid_and_effect(const json::object& object, const Reader& reader, Statement& statement) {
    if (const json::value* sid = object.if_contains("Sid")) {
        if (!sid->is_string()) return syntax_error("Sid is no text");
        statement.id = view(sid->get_string());
        bool plain = std::all_of(statement.id.begin(), statement.id.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        });
        if (!plain && reader.use == PolicyUse::identity) {
            return malformed(
                "Statement IDs (SID) must be alpha-numeric. Check that your input "
                "satisfies the regular expression [0-9A-Za-z]*");
        }
    }
    const json::value* effect = object.if_contains("Effect");
    if (effect == nullptr || !effect->is_string()) return syntax_error("Effect is missing");
    std::string_view text = view(effect->get_string());
    if (text != "Allow" && text != "Deny") return syntax_error("Effect is neither Allow nor Deny");
    statement.allows = text == "Allow";
    return {};
}

Result<Statement> read_statement(const json::value& value, const Reader& reader) {
    if (!value.is_object()) return syntax_error("a statement is no object");
    const json::object& object = value.get_object();
    if (!only_known_keys(object, {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource",
                                  "Principal", "NotPrincipal", "Condition"}))
        return syntax_error("a statement has an unknown element");
    Statement statement;
    for (auto* read : {&read_sid_and_effect, &read_actions, &read_principals, &read_resources,
                       &read_conditions}) {
        Status done = (*read)(object, reader, statement);
        if (!done) return failure(done.error());
    }
    return statement;
}

Result<Reader> read_version(const json::object& object, PolicyUse use) {
    const json::value* version = object.if_contains("Version");
    if (version == nullptr) return Reader{.use = use, .variables = false};
    std::string_view text = version->is_string() ? view(version->get_string()) : "";
    if (text != "2012-10-17" && text != "2008-10-17")
        return malformed("Policy document must be version 2012-10-17 or greater.");
    return Reader{.use = use, .variables = text == "2012-10-17"};
}

Status add_statement(const json::value& value, const Reader& reader, std::set<std::string>& ids,
                     PolicyDocument& document) {
    Result<Statement> statement = read_statement(value, reader);
    if (!statement) return failure(statement.error());
    if (!statement->id.empty() && !ids.insert(statement->id).second)
        return malformed("Statement IDs (SID) in a single policy must be unique.");
    document.statements.push_back(std::move(*statement));
    return {};
}

}  // namespace

Result<PolicyDocument> parse_policy(std::string_view text, PolicyUse use) {
    if (text.size() > policy_bytes_max) return syntax_error("the document is too long");
    Result<json::value> value = parse_strict_json(text);
    if (!value) return failure(value.error());
    if (!value->is_object()) return syntax_error("the document is no object");
    const json::object& object = value->get_object();
    Result<Reader> reader = read_version(object, use);
    if (!reader) return failure(reader.error());
    if (!only_known_keys(object, {"Version", "Id", "Statement"}))
        return syntax_error("the document has an unknown element");
    const json::value* id = object.if_contains("Id");
    if (id != nullptr && !id->is_string()) return syntax_error("Id is no text");
    const json::value* statements = object.if_contains("Statement");
    if (statements == nullptr) return syntax_error("Statement is missing");

    PolicyDocument document;
    std::set<std::string> ids;
    if (statements->is_object()) {
        Status added = add_statement(*statements, *reader, ids, document);
        if (!added) return failure(added.error());
        return document;
    }
    if (!statements->is_array() || statements->get_array().empty())
        return syntax_error("Statement is neither an object nor a list of some");
    for (const json::value& entry : statements->get_array()) {
        Status added = add_statement(entry, *reader, ids, document);
        if (!added) return failure(added.error());
    }
    return document;
}

std::size_t policy_size(std::string_view text) {
    return text.size() -
           static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
               return c == ' ' || c == '\t' || c == '\r' || c == '\n';
           }));
}

}  // namespace amicast::iam
