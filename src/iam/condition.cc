#include "iam/condition.h"

#include <algorithm>

#include "iam/operators.h"

namespace amicast::iam {
namespace {

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (ascii_lower(text.substr(0, prefix.size())) != ascii_lower(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
    if (text.size() < suffix.size()) return false;
    if (ascii_lower(text.substr(text.size() - suffix.size())) != ascii_lower(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

auto unknown_operator(std::string_view name) {
    return failure(ErrorKind::invalid, "Invalid Condition type : " + std::string(name) + ".");
}

Result<bool> read_null_value(std::string_view value) {
    std::string folded = ascii_lower(value);
    if (folded == "true") return true;
    if (folded == "false") return false;
    return failure(ErrorKind::invalid, "The value of a Null condition must be true or false.");
}

// One value of the request against the policy's list: OR for positive operators, none-of for
// negated ones. A type error anywhere in a negated list makes it false.
bool value_passes(const Condition& condition, std::string_view value,
                  const ConditionContext& context) {
    auto compare = [&](const Operand& operand) {
        return condition.row->compare(operand, value, context);
    };
    if (condition.row->negated) {
        return std::all_of(
            condition.operands.begin(), condition.operands.end(),
            [&](const Operand& operand) { return compare(operand) == Comparison::no; });
    }
    return std::any_of(condition.operands.begin(), condition.operands.end(),
                       [&](const Operand& operand) { return compare(operand) == Comparison::yes; });
}

bool holds_when_absent(const Condition& condition) {
    if (condition.if_exists) return true;
    switch (condition.quantifier) {
        case Condition::Quantifier::all_values:
            return true;
        case Condition::Quantifier::any_value:
            return false;
        case Condition::Quantifier::none:
            break;
    }
    return condition.row->negated;
}

}  // namespace

Result<Condition> compile_condition(std::string_view operator_name, std::string_view key,
                                    const std::vector<std::string>& values, bool variables) {
    Condition condition;
    condition.key = key;
    std::string_view name = operator_name;
    if (take_prefix(name, "ForAnyValue:")) {
        condition.quantifier = Condition::Quantifier::any_value;
    } else if (take_prefix(name, "ForAllValues:")) {
        condition.quantifier = Condition::Quantifier::all_values;
    }
    if (ascii_lower(name) == "null") {
        if (condition.quantifier != Condition::Quantifier::none)
            return unknown_operator(operator_name);
        for (const std::string& value : values) {
            Result<bool> absent = read_null_value(value);
            if (!absent) return failure(absent.error());
            condition.expect_absent.push_back(*absent);
        }
        return condition;
    }
    condition.if_exists = take_suffix(name, "IfExists");
    condition.row = find_operator(name);
    if (condition.row == nullptr) return unknown_operator(operator_name);
    for (const std::string& value : values) {
        Operand operand = condition.row->compile(value, variables);
        if (std::holds_alternative<std::monostate>(operand)) {
            return failure(ErrorKind::invalid, "The value " + value.substr(0, 100) +
                                                   " does not fit the condition operator " +
                                                   std::string(operator_name) + ".");
        }
        condition.operands.push_back(std::move(operand));
    }
    return condition;
}

bool condition_holds(const Condition& condition, const std::vector<std::string>* values,
                     const ConditionContext& context) {
    bool absent = values == nullptr || values->empty();
    if (condition.row == nullptr) {
        return std::find(condition.expect_absent.begin(), condition.expect_absent.end(), absent) !=
               condition.expect_absent.end();
    }
    if (absent) return holds_when_absent(condition);
    auto passes = [&](const std::string& value) { return value_passes(condition, value, context); };
    if (condition.quantifier == Condition::Quantifier::all_values)
        return std::all_of(values->begin(), values->end(), passes);
    return std::any_of(values->begin(), values->end(), passes);
}

}  // namespace amicast::iam
