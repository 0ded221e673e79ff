// The naive engine behind naive_policy_model.h. It is in a test file so that no program has it.
#include "iam/naive_policy_model.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace amicast::iam::naive {
namespace {

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// A pattern, place by place: a character that must be there, `?` or `*`.
using Places = std::u32string;
constexpr char32_t any_run = 1'000'000;
constexpr char32_t any_one = 1'000'001;

char32_t exactly(char c) {
    return static_cast<unsigned char>(c);
}

bool matches(const Places& pattern, std::size_t at, const std::string& text, std::size_t from) {
    if (at == pattern.size()) return from == text.size();
    if (pattern[at] == any_run) {
        for (std::size_t end = from; end <= text.size(); ++end) {
            if (matches(pattern, at + 1, text, end)) return true;
        }
        return false;
    }
    if (from == text.size()) return false;
    bool fits = pattern[at] == any_one || pattern[at] == exactly(text[from]);
    return fits && matches(pattern, at + 1, text, from + 1);
}

struct Reading {
    bool wildcards = true;
    bool variables = true;
};

// The pattern with variables replaced by what they stand for; nothing when one stands for nothing.
std::optional<Places> spell_out(const std::string& text, const Reading& reading,
                                const Request& request) {
    Places places;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (reading.variables && text.compare(i, 2, "${") == 0) {
            std::size_t end = text.find('}', i);
            std::string inside = text.substr(i + 2, end - i - 2);
            i = end;
            if (inside == "*" || inside == "?" || inside == "$") {
                places += exactly(inside[0]);
                continue;
            }
            std::optional<std::string> fallback;
            if (std::size_t comma = inside.find(", '"); comma != std::string::npos) {
                fallback = inside.substr(comma + 3, inside.size() - comma - 4);
                inside = inside.substr(0, comma);
            }
            auto found = request.context.find(lower(inside));
            bool single = found != request.context.end() && found->second.size() == 1;
            if (!single && !fallback) return std::nullopt;
            for (char c : single ? found->second[0] : *fallback)
                places += exactly(c);
            continue;
        }
        if (reading.wildcards && text[i] == '*') {
            places += any_run;
        } else if (reading.wildcards && text[i] == '?') {
            places += any_one;
        } else {
            places += exactly(text[i]);
        }
    }
    return places;
}

// The six parts of an ARN; the last has the colons that are left.
std::vector<std::string> arn_parts(const std::string& arn) {
    std::vector<std::string> parts;
    std::string rest = arn;
    for (int i = 0; i < 5; ++i) {
        std::size_t colon = rest.find(':');
        if (colon == std::string::npos) return {};
        parts.push_back(rest.substr(0, colon));
        rest = rest.substr(colon + 1);
    }
    parts.push_back(rest);
    return parts;
}

std::vector<Places> pattern_parts(const Places& pattern) {
    std::vector<Places> parts(1);
    for (char32_t place : pattern) {
        if (place == U':' && parts.size() < 6) {
            parts.emplace_back();
        } else {
            parts.back() += place;
        }
    }
    return parts;
}

bool arn_matches(const Places& pattern, const std::string& arn) {
    if (pattern.size() == 1 && pattern[0] == any_run) return true;
    std::vector<std::string> parts = arn_parts(arn);
    std::vector<Places> patterns = pattern_parts(pattern);
    if (parts.size() != 6 || patterns.size() != 6) return false;
    for (std::size_t i = 0; i < 6; ++i) {
        if (!matches(patterns[i], 0, parts[i], 0)) return false;
    }
    return true;
}

// ---- condition operators: does one value of the request fit one of the policy? ----

enum class Fit { yes, no, nonsense };

Fit fit(bool holds) {
    return holds ? Fit::yes : Fit::no;
}

std::optional<double> number(const std::string& text) {
    char* end = nullptr;
    double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != 0) return std::nullopt;
    return value;
}

std::optional<double> date(const std::string& text) {
    // The generator writes dates as seconds, or as days of one month: "2024-05-06T00:00:00Z".
    if (text.size() == 20 && text.compare(0, 8, "2024-05-") == 0)
        return 1714521600.0 + 86400.0 * (std::stoi(text.substr(8, 2)) - 1);
    return number(text);
}

std::optional<unsigned long> address(const std::string& text) {
    unsigned long value = 0;
    std::string rest = text + ".";
    for (int i = 0; i < 4; ++i) {
        std::size_t dot = rest.find('.');
        if (dot == std::string::npos || dot == 0) return std::nullopt;
        auto part = number(rest.substr(0, dot));
        if (!part) return std::nullopt;
        value = value * 256 + static_cast<unsigned long>(*part);
        rest = rest.substr(dot + 1);
    }
    return rest.empty() ? std::optional(value) : std::nullopt;
}

Fit compare_ordered(const std::string& relation, std::optional<double> given,
                    std::optional<double> wanted) {
    if (!given || !wanted) return Fit::nonsense;
    if (relation == "Equals" || relation == "NotEquals") return fit(*given == *wanted);
    if (relation == "LessThan") return fit(*given < *wanted);
    if (relation == "LessThanEquals") return fit(*given <= *wanted);
    if (relation == "GreaterThan") return fit(*given > *wanted);
    return fit(*given >= *wanted);
}

Fit compare_address(const std::string& given, const std::string& block) {
    auto value = address(given);
    auto network = address(block.substr(0, block.find('/')));
    if (!value || !network) return Fit::nonsense;
    std::size_t slash = block.find('/');
    int bits = slash == std::string::npos ? 32 : std::stoi(block.substr(slash + 1));
    for (int bit = 0; bit < bits; ++bit) {
        unsigned long mask = 1UL << (31 - bit);
        if ((*value & mask) != (*network & mask)) return Fit::no;
    }
    return Fit::yes;
}

// `op` without prefix and suffix; negation is the caller's.
Fit compare(const std::string& op, const std::string& given, const std::string& wanted,
            bool variables, const Request& request) {
    if (op.starts_with("Numeric"))
        return compare_ordered(op.substr(7), number(given), number(wanted));
    if (op.starts_with("Date")) return compare_ordered(op.substr(4), date(given), date(wanted));
    if (contains(op, "IpAddress")) return compare_address(given, wanted);
    if (op == "BinaryEquals") return fit(given == wanted);  // both in canonical base64
    bool like = contains(op, "Like") || op.starts_with("Arn");
    bool fold = contains(op, "IgnoreCase") || op == "Bool";
    auto pattern = spell_out(wanted, {.wildcards = like, .variables = variables}, request);
    if (!pattern) return Fit::no;
    if (op.starts_with("Arn")) return fit(arn_matches(*pattern, given));
    if (fold) {
        for (char32_t& place : *pattern)
            place =
                place < 128 ? static_cast<char32_t>(std::tolower(static_cast<int>(place))) : place;
        return fit(matches(*pattern, 0, lower(given), 0));
    }
    return fit(matches(*pattern, 0, given, 0));
}

bool value_passes(const std::string& op, const std::string& given, const Condition& condition,
                  bool variables, const Request& request) {
    bool negated = contains(op, "Not");
    bool some = false;
    for (const std::string& wanted : condition.values) {
        Fit one = compare(op, given, wanted, variables, request);
        if (one == Fit::nonsense && negated) return false;
        some = some || one == Fit::yes;
    }
    return negated ? !some : some;
}

bool holds(const Condition& condition, bool variables, const Request& request) {
    std::string op = condition.op;
    bool any = op.starts_with("ForAnyValue:");
    bool all = op.starts_with("ForAllValues:");
    if (any || all) op = op.substr(op.find(':') + 1);
    bool if_exists = op.ends_with("IfExists");
    if (if_exists) op = op.substr(0, op.size() - 8);
    auto found = request.context.find(lower(condition.key));
    bool absent = found == request.context.end() || found->second.empty();
    if (op == "Null") {
        return std::any_of(condition.values.begin(), condition.values.end(),
                           [&](const std::string& value) { return (value == "true") == absent; });
    }
    if (absent) return if_exists || all || (!any && contains(op, "Not"));
    auto passes = [&](const std::string& value) {
        return value_passes(op, value, condition, variables, request);
    };
    if (all) return std::all_of(found->second.begin(), found->second.end(), passes);
    return std::any_of(found->second.begin(), found->second.end(), passes);
}

// ---- statements ----

bool action_applies(const Statement& statement, const Request& request) {
    bool listed = false;
    for (const std::string& action : statement.actions) {
        Places pattern =
            *spell_out(lower(action), {.wildcards = true, .variables = false}, request);
        listed = listed || matches(pattern, 0, lower(request.action), 0);
    }
    return listed != statement.not_action;
}

bool resource_applies(const Statement& statement, bool variables, const Request& request) {
    if (statement.resources.empty()) return true;
    bool listed = false;
    for (const std::string& resource : statement.resources) {
        auto pattern = spell_out(resource, {.wildcards = true, .variables = variables}, request);
        // What cannot be spelled out must not widen an Allow to everything else.
        if (!pattern && statement.not_resource && statement.allow) return false;
        listed = listed || (pattern && arn_matches(*pattern, request.resource));
    }
    return listed != statement.not_resource;
}

std::string root_of(const Caller& caller) {
    return "arn:aws:iam::" + caller.account + ":root";
}

// How a Principal element names the caller, the weakest first.
enum class Named { no, account, role, everyone, direct };

Named named(const std::string& principal, const Caller& caller) {
    if (principal == "*") return Named::everyone;
    if (principal == caller.account || principal == root_of(caller))
        return caller.kind == Caller::Kind::root ? Named::direct : Named::account;
    if (caller.kind == Caller::Kind::root) return Named::no;
    if (principal == caller.arn) return Named::direct;
    bool is_role = caller.kind == Caller::Kind::session && principal == caller.role_arn;
    return is_role ? Named::role : Named::no;
}

bool lists(const Values& principals, const std::string& name) {
    return std::find(principals.begin(), principals.end(), name) != principals.end();
}

// Every link of the caller's chain stands in a NotPrincipal.
bool whole_chain_listed(const Values& principals, const Caller& caller) {
    if (lists(principals, "*")) return true;
    if (!lists(principals, caller.account) && !lists(principals, root_of(caller))) return false;
    if (caller.kind == Caller::Kind::root) return true;
    if (caller.kind == Caller::Kind::session && !lists(principals, caller.role_arn)) return false;
    return lists(principals, caller.arn);
}

Named principal_applies(const Statement& statement, const Caller& caller) {
    if (statement.principals.empty()) return Named::direct;
    if (statement.not_principal)
        return whole_chain_listed(statement.principals, caller) ? Named::no : Named::direct;
    Named strongest = Named::no;
    for (const std::string& principal : statement.principals)
        strongest = std::max(strongest, named(principal, caller));
    return strongest;
}

struct Said {
    bool deny = false;
    bool allow = false;
    Named as = Named::no;
};

Said says(const Policies& policies, const Request& request) {
    Said said;
    for (const Policy* policy : policies) {
        for (const Statement& statement : policy->statements) {
            Named as = principal_applies(statement, request.caller);
            bool applies = as != Named::no && action_applies(statement, request) &&
                           resource_applies(statement, policy->knows_variables, request);
            for (const Condition& condition : statement.conditions)
                applies = applies && holds(condition, policy->knows_variables, request);
            if (!applies) continue;
            if (!statement.allow) said.deny = true;
            if (statement.allow) said.allow = true;
            if (statement.allow) said.as = std::max(said.as, as);
        }
    }
    return said;
}

}  // namespace

Answer answer(const Situation& situation, const Request& request) {
    std::vector<Said> levels;
    for (const auto& level : situation.levels)
        levels.push_back(says(level, request));
    Said identity = says(situation.identity, request);
    std::optional<Said> boundary;
    if (situation.boundary != nullptr) boundary = says({situation.boundary}, request);
    std::optional<Said> session;
    if (situation.session) session = says(*situation.session, request);
    std::optional<Said> resource;
    if (situation.resource != nullptr) resource = says({situation.resource}, request);

    // 1. A Deny anywhere.
    for (const Said& level : levels) {
        if (level.deny) return Answer::explicit_deny;
    }
    if (identity.deny || (boundary && boundary->deny) || (session && session->deny) ||
        (resource && resource->deny))
        return Answer::explicit_deny;
    // 2. Where the resource has a policy that must allow, it does.
    if (resource && !resource->allow) return Answer::implicit_deny;
    // 3. Every level of the organization allows.
    for (const Said& level : levels) {
        if (!level.allow) return Answer::implicit_deny;
    }
    if (request.caller.kind == Caller::Kind::root) return Answer::allow;
    // 4. Whom the resource's policy names needs less of its own, within the account.
    bool named_here = resource && situation.same_account;
    bool final = named_here && (resource->as == Named::direct || resource->as == Named::everyone);
    if (final) return Answer::allow;
    bool needs_identity = !(named_here && resource->as == Named::role);
    if (needs_identity && !identity.allow) return Answer::implicit_deny;
    if (boundary && !boundary->allow) return Answer::implicit_deny;
    if (session && !session->allow) return Answer::implicit_deny;
    return Answer::allow;
}

}  // namespace amicast::iam::naive
