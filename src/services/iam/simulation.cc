// Reads what the simulating operations are given, and puts their answers together.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/ids.h"
#include "iam/context_keys.h"
#include "services/iam/errors.h"
#include "services/iam/paging.h"
#include "services/iam/simulation_shapes.h"

namespace amicast::services::iam_api {
namespace {

// Decisions of one call, and statements looked at for all of them: each may stand in the answer,
// which has some 200 bytes for it, and no client shall keep a worker busy for long.
constexpr std::size_t decisions_max = 10'000;
constexpr std::size_t statements_looked_at_max = 50'000;

std::string_view decision_name(iam::Effect effect) {
    switch (effect) {
        case iam::Effect::allow:
            return "allowed";
        case iam::Effect::explicit_deny:
            return "explicitDeny";
        case iam::Effect::implicit_deny:
            break;
    }
    return "implicitDeny";
}

// ---- context entries ----

bool is_number(const std::string& text) {
    char* end = nullptr;
    std::strtod(text.c_str(), &end);
    return !text.empty() && *end == '\0';
}

bool is_date(const std::string& text) {
    bool digits =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return !text.empty() && (digits || from_iso8601(text).has_value());
}

bool fits(std::string_view type, const std::string& value) {
    if (type.starts_with("numeric")) return is_number(value);
    if (type.starts_with("boolean")) return value == "true" || value == "false";
    if (type.starts_with("date")) return is_date(value);
    if (type.starts_with("binary")) return from_base64(value).has_value();
    return true;
}

Status add_entry(const ContextEntry& entry, std::size_t index, iam::ConditionContext& context) {
    std::string name = fmt::format("ContextEntries.member.{}", index + 1);
    if (!entry.context_key_name || !entry.context_key_type)
        return failure(invalid_input(name + " needs ContextKeyName and ContextKeyType."));
    const std::string& type = *entry.context_key_type;
    if (!type.ends_with("List") && entry.context_key_values.size() > 1) {
        return failure(invalid_input(
            fmt::format("{}: a key of type {} has one value; {} are given. {}List takes several.",
                        name, type, entry.context_key_values.size(), type)));
    }
    for (const std::string& value : entry.context_key_values) {
        if (!fits(type, value)) {
            return failure(invalid_input(
                fmt::format("{}: the value '{}' is no {}.", name, value.substr(0, 100), type)));
        }
    }
    context[*entry.context_key_name] = entry.context_key_values;
    return {};
}

// ---- what goes with what ----

struct Scenario {
    std::string_view name;
    std::vector<std::string_view> resources;  // kinds that must be among the ARNs
};

const std::vector<Scenario>& scenarios() {
    static const std::vector<Scenario> all = {
        {"EC2-VPC-InstanceStore", {"instance", "image", "security-group", "network-interface"}},
        {"EC2-VPC-InstanceStore-Subnet",
         {"instance", "image", "security-group", "network-interface", "subnet"}},
        {"EC2-VPC-EBS", {"instance", "image", "security-group", "network-interface", "volume"}},
        {"EC2-VPC-EBS-Subnet",
         {"instance", "image", "security-group", "network-interface", "subnet", "volume"}},
    };
    return all;
}

Status check_scenario(const SimulationRequest& request) {
    if (!request.resource_handling_option) return {};
    const std::string& option = *request.resource_handling_option;
    auto found = std::find_if(scenarios().begin(), scenarios().end(),
                              [&](const Scenario& one) { return one.name == option; });
    if (found == scenarios().end()) {
        return failure(invalid_input(
            fmt::format("ResourceHandlingOption: '{}' is none of EC2-VPC-InstanceStore, "
                        "EC2-VPC-InstanceStore-Subnet, EC2-VPC-EBS and EC2-VPC-EBS-Subnet.",
                        option)));
    }
    for (std::string_view kind : found->resources) {
        std::string part = fmt::format(":{}/", kind);
        bool given = std::any_of(
            request.resource_arns.begin(), request.resource_arns.end(),
            [&](const std::string& arn) { return arn.find(part) != std::string::npos; });
        if (!given) {
            return failure(invalid_input(
                fmt::format("ResourceArns: the scenario {} needs the ARN of a resource of type {}.",
                            option, kind)));
        }
    }
    return {};
}

Status check_names(const SimulationRequest& request) {
    for (const std::string& action : request.action_names) {
        std::size_t colon = action.find(':');
        if (colon == std::string::npos || colon == 0 || colon + 1 == action.size() ||
            action.find_first_of("*?") != std::string::npos) {
            return failure(invalid_input(fmt::format(
                "ActionNames: '{}' is no action: expected service:Operation, without wildcards.",
                action)));
        }
    }
    for (const std::string& arn : request.resource_arns) {
        if (arn == "*" || (arn.starts_with("arn:") && std::count(arn.begin(), arn.end(), ':') >= 5))
            continue;
        return failure(
            invalid_input(fmt::format("ResourceArns: '{}' is neither an ARN nor \"*\".", arn)));
    }
    std::size_t resources = std::max<std::size_t>(request.resource_arns.size(), 1);
    if (request.action_names.size() * resources > decisions_max) {
        return failure(invalid_input(
            fmt::format("{} actions on {} resources are too many: at most {} decisions in one "
                        "call.",
                        request.action_names.size(), resources, decisions_max)));
    }
    return {};
}

Status read_owner(const SimulationRequest& request, iam::SimulationInput& input) {
    if (!request.resource_owner) return {};
    std::string_view owner = *request.resource_owner;
    // The account's id, or its root's ARN.
    if (owner.starts_with("arn:aws:iam::") && owner.ends_with(":root"))
        owner = owner.substr(13, owner.size() - 13 - 5);
    if (!is_account_id(owner)) {
        return failure(invalid_input(fmt::format(
            "ResourceOwner: '{}' is neither an account id nor arn:aws:iam::<account>:root.",
            *request.resource_owner)));
    }
    input.resource_owner = owner;
    return {};
}

Status read_resource_policy(const SimulationRequest& request, iam::SimulationInput& input) {
    if (!request.resource_policy) return {};
    if (input.caller.account_id.empty()) {
        return failure(invalid_input(
            "CallerArn is needed with ResourcePolicy, so that its Principal means somebody."));
    }
    if (input.caller.kind == iam::PrincipalKind::role_session) {
        return failure(
            invalid_input("Simulating a ResourcePolicy is possible for users, not for roles."));
    }
    input.resource_policy = iam::SimulatedPolicy{
        .id = "ResourcePolicy", .type = "resource", .text = *request.resource_policy};
    return {};
}

// ---- answers ----

Position position_shape(const iam::TextPosition& position) {
    return {.line = position.line, .column = position.column};
}

std::vector<SimulatedStatement> statement_shapes(
    const std::vector<iam::MatchedStatement>& matched) {
    std::vector<SimulatedStatement> shapes;
    shapes.reserve(matched.size());
    for (const iam::MatchedStatement& statement : matched) {
        shapes.push_back({.source_policy_id = statement.policy_id,
                          .source_policy_type = statement.policy_type,
                          .start_position = position_shape(statement.position.start),
                          .end_position = position_shape(statement.position.end)});
    }
    return shapes;
}

ResourceSpecificResult resource_shape(const std::string& resource,
                                      const iam::SimulatedDecision& decision) {
    ResourceSpecificResult shape{
        .eval_resource_name = resource,
        .eval_resource_decision = std::string(decision_name(decision.effect)),
        .matched_statements = statement_shapes(decision.matched),
        .missing_context_values = decision.missing_keys,
        .eval_decision_details = {},
        .permissions_boundary_decision_detail = {}};
    for (const auto& [side, effect] : decision.by_side)
        shape.eval_decision_details[side] = decision_name(effect);
    if (decision.allowed_by_boundary) {
        shape.permissions_boundary_decision_detail = PermissionsBoundaryDecisionDetail{
            .allowed_by_permissions_boundary = *decision.allowed_by_boundary};
    }
    return shape;
}

// The more restrictive of two: a denied resource denies the whole.
iam::Effect stricter(iam::Effect left, iam::Effect right) {
    for (iam::Effect effect : {iam::Effect::explicit_deny, iam::Effect::implicit_deny}) {
        if (left == effect || right == effect) return effect;
    }
    return iam::Effect::allow;
}

// The answers for several resources as one: the strictest, with everything it rests on.
class Union {
  public:
    void add(const iam::SimulatedDecision& one) {
        whole_.effect = stricter(whole_.effect, one.effect);
        for (const iam::MatchedStatement& statement : one.matched) {
            const iam::TextPosition& at = statement.position.start;
            if (statements_.emplace(statement.policy_id, at.line, at.column).second)
                whole_.matched.push_back(statement);
        }
        for (const std::string& key : one.missing_keys)
            keys_.add(key);
        for (const auto& [side, effect] : one.by_side) {
            auto [found, is_new] = whole_.by_side.emplace(side, effect);
            if (!is_new) found->second = stricter(found->second, effect);
        }
        if (one.allowed_by_organizations) {
            whole_.allowed_by_organizations =
                whole_.allowed_by_organizations.value_or(true) && *one.allowed_by_organizations;
        }
        if (one.allowed_by_boundary) {
            whole_.allowed_by_boundary =
                whole_.allowed_by_boundary.value_or(true) && *one.allowed_by_boundary;
        }
    }
    iam::SimulatedDecision take() {
        whole_.missing_keys = keys_.take();
        return std::move(whole_);
    }

  private:
    iam::SimulatedDecision whole_{.effect = iam::Effect::allow};
    std::set<std::tuple<std::string, std::int64_t, std::int64_t>> statements_;
    iam::KeyList keys_;
};

EvaluationResult evaluate(const iam::Simulator& simulator, const std::string& action,
                          const std::vector<std::string>& resources) {
    EvaluationResult result;
    result.eval_action_name = action;
    result.eval_resource_name = resources.size() == 1 ? resources.front() : "*";
    Union all;
    for (const std::string& resource : resources) {
        iam::SimulatedDecision one = simulator.run(action, resource);
        all.add(one);
        result.resource_specific_results.push_back(resource_shape(resource, one));
    }
    iam::SimulatedDecision whole = resources.empty() ? simulator.run(action, "*") : all.take();
    ResourceSpecificResult shape = resource_shape("*", whole);
    result.eval_decision = std::move(shape.eval_resource_decision);
    result.matched_statements = std::move(shape.matched_statements);
    result.missing_context_values = std::move(shape.missing_context_values);
    result.eval_decision_details = std::move(shape.eval_decision_details);
    result.permissions_boundary_decision_detail = shape.permissions_boundary_decision_detail;
    if (whole.allowed_by_organizations) {
        result.organizations_decision_detail = OrganizationsDecisionDetail{
            .allowed_by_organizations = *whole.allowed_by_organizations};
    }
    return result;
}

// Where in the list of actions a page begins: markers count.
Result<std::size_t> first_action(const iam::PageRequest& page, std::size_t actions) {
    if (page.after.empty()) return std::size_t{0};
    char* end = nullptr;
    std::size_t first = std::strtoull(page.after.c_str(), &end, 10);
    if (*end != '\0' || first == 0 || first >= actions) {
        return failure(invalid_input(
            "Marker: expected the Marker of the previous answer to the same request."));
    }
    return first;
}

}  // namespace

std::vector<iam::SimulatedPolicy> input_policies(std::string_view list,
                                                 const std::vector<std::string>& texts) {
    std::vector<iam::SimulatedPolicy> policies;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        policies.push_back(
            {.id = fmt::format("{}.{}", list, i + 1), .type = "none", .text = texts[i]});
    }
    return policies;
}

Result<std::optional<iam::SimulatedPolicy>> input_boundary(const std::vector<std::string>& texts) {
    if (texts.size() > 1) {
        return failure(invalid_input(
            "PermissionsBoundaryPolicyInputList holds more than the one boundary that there can "
            "be."));
    }
    std::vector<iam::SimulatedPolicy> policies =
        input_policies("PermissionsBoundaryPolicyInputList", texts);
    if (policies.empty()) return std::optional<iam::SimulatedPolicy>();
    return std::optional(std::move(policies.front()));
}

Status read_request(const SimulationRequest& request, iam::SimulationInput& input) {
    if (Status valid = check_names(request); !valid) return valid;
    if (Status valid = check_scenario(request); !valid) return valid;
    for (std::size_t i = 0; i < request.context_entries.size(); ++i) {
        Status added = add_entry(request.context_entries[i], i, input.context);
        if (!added) return added;
    }
    if (Status read = read_owner(request, input); !read) return read;
    return read_resource_policy(request, input);
}

namespace {

Status check_work(std::size_t statements, std::size_t actions, std::size_t resources) {
    std::size_t decisions = actions * std::max<std::size_t>(resources, 1);
    if (statements * decisions <= statements_looked_at_max) return {};
    return failure(invalid_input(
        fmt::format("{} decisions over {} statements are too many for one call: ask for fewer "
                    "actions or resources, or smaller pages (MaxItems).",
                    decisions, statements)));
}

}  // namespace

Result<SimulationOutput> simulate(iam::SimulationInput input, const SimulationRequest& request) {
    auto page = read_page(request.marker, request.max_items);
    if (!page) return failure(page.error());
    auto first = first_action(*page, request.action_names.size());
    if (!first) return failure(first.error());
    auto simulator = iam::Simulator::make(std::move(input));
    if (!simulator) {
        return failure(Error{.kind = ErrorKind::invalid,
                             .message = simulator.error().message,
                             .detail = simulator.error().detail,
                             .code = "InvalidInput"});
    }
    std::size_t end = std::min(*first + page->max, request.action_names.size());
    Status bearable =
        check_work(simulator->statements(), end - *first, request.resource_arns.size());
    if (!bearable) return failure(bearable.error());
    SimulationOutput output;
    for (std::size_t i = *first; i < end; ++i) {
        output.evaluation_results.push_back(
            evaluate(*simulator, request.action_names[i], request.resource_arns));
    }
    output.is_truncated = end < request.action_names.size();
    if (output.is_truncated) output.marker = next_marker(std::to_string(end));
    return output;
}

}  // namespace amicast::services::iam_api
