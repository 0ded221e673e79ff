// One line of a policy's Condition element: operator, key, values. A condition is put together from
// independent pieces (a family's comparison, negation, set quantifier, IfExists), so that each
// piece is written and tested once.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "iam/access.h"
#include "iam/policy_pattern.h"

namespace amicast::iam {

// An address block: IPv4 addresses are kept as IPv4-mapped IPv6.
struct AddressBlock {
    std::array<std::uint8_t, 16> address{};
    int prefix_bits = 128;
};

// A value of the policy, in the form its operator compares; monostate when it cannot be read, which
// makes every comparison with it a type error.
using Operand = std::variant<std::monostate, Pattern, double, Time, Bytes, AddressBlock>;

enum class Comparison { no, yes, type_error };

// What an operator name stands for. `compare` answers for one value of the policy and one of the
// request; negated operators turn its answer around over the whole list.
struct OperatorRow {
    std::string_view name;  // without prefix and suffix
    Operand (*compile)(std::string_view value, bool variables);
    Comparison (*compare)(const Operand& operand, std::string_view value,
                          const ConditionContext& context);
    bool negated = false;
};

struct Condition {
    enum class Quantifier { none, any_value, all_values };

    const OperatorRow* row = nullptr;  // null: the Null operator
    Quantifier quantifier = Quantifier::none;
    bool if_exists = false;
    std::string key;
    std::vector<Operand> operands;
    std::vector<bool> expect_absent;  // of the Null operator
};

// `invalid` for an unknown operator, a value its operator can never hold, or a broken variable.
// `variables`: the policy's version knows `${…}`.
Result<Condition> compile_condition(std::string_view operator_name, std::string_view key,
                                    const std::vector<std::string>& values, bool variables);

// `values` are those of the key in this request; null when the key is absent.
bool condition_holds(const Condition& condition, const std::vector<std::string>* values,
                     const ConditionContext& context);

}  // namespace amicast::iam
