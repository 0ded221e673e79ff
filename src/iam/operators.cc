// Each family compiles a policy's value once and compares a request's value with it. What cannot be
// read as the family's type is a type error, which makes the condition false whatever its sign.
#include "iam/operators.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <arpa/inet.h>

#include "base/encoding.h"

namespace amicast::iam {
namespace {

Comparison answer(bool holds) {
    return holds ? Comparison::yes : Comparison::no;
}

// ---- text: String*, Bool, Arn* ----

template <bool Wildcards, bool FoldCase>
Operand compile_pattern(std::string_view value, bool variables) {
    auto pattern = Pattern::compile(
        value, {.wildcards = Wildcards, .variables = variables, .fold_case = FoldCase});
    if (!pattern) return std::monostate();
    return std::move(*pattern);
}

template <bool (*Matches)(std::u16string_view, std::string_view), bool FoldCase>
Comparison compare_pattern(const Operand& operand, std::string_view value,
                           const ConditionContext& context) {
    const auto* pattern = std::get_if<Pattern>(&operand);
    if (pattern == nullptr) return Comparison::type_error;
    std::string folded;
    if (FoldCase) {
        folded = ascii_lower(value);
        value = folded;
    }
    if (const Glob* fixed = pattern->fixed()) return answer(Matches(*fixed, value));
    std::optional<Glob> resolved = pattern->resolve(context);
    // A variable without a value equals nothing.
    return answer(resolved && Matches(*resolved, value));
}

constexpr auto* compare_text = &compare_pattern<&glob_matches, false>;
constexpr auto* compare_folded = &compare_pattern<&glob_matches, true>;
constexpr auto* compare_arn = &compare_pattern<&arn_glob_matches, false>;

// ---- numbers ----

std::optional<double> read_number(std::string_view text) {
    double number = 0;
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (!std::isfinite(number)) return std::nullopt;
    return number;
}

Operand compile_number(std::string_view value, bool) {
    auto number = read_number(value);
    return number ? Operand(*number) : Operand();
}

// ---- dates: ISO 8601, or seconds since the epoch ----

std::optional<Time> read_date(std::string_view text) {
    if (auto time = from_iso8601(text)) return time;
    auto seconds = read_number(text);
    // Within the years 0001 to 9999, so that microseconds cannot overflow.
    if (!seconds || std::fabs(*seconds) > 253'402'300'799.0) return std::nullopt;
    return from_microseconds(static_cast<std::int64_t>(*seconds * 1e6));
}

Operand compile_date(std::string_view value, bool) {
    auto time = read_date(value);
    return time ? Operand(*time) : Operand();
}

template <auto Read, template <class> class Order>
Comparison compare_ordered(const Operand& operand, std::string_view value,
                           const ConditionContext&) {
    using Value = typename decltype(Read(value))::value_type;
    const auto* wanted = std::get_if<Value>(&operand);
    auto given = Read(value);
    if (wanted == nullptr || !given) return Comparison::type_error;
    return answer(Order<Value>()(*given, *wanted));
}

// ---- base64 ----

Operand compile_binary(std::string_view value, bool) {
    auto bytes = from_base64(value);
    return bytes ? Operand(std::move(*bytes)) : Operand();
}

Comparison compare_binary(const Operand& operand, std::string_view value, const ConditionContext&) {
    const auto* wanted = std::get_if<Bytes>(&operand);
    auto given = from_base64(value);
    if (wanted == nullptr || !given) return Comparison::type_error;
    return answer(*wanted == *given);
}

// ---- addresses ----

std::optional<AddressBlock> read_address(const std::string& text) {
    AddressBlock block;
    if (inet_pton(AF_INET6, text.c_str(), block.address.data()) == 1) return block;
    block.address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (inet_pton(AF_INET, text.c_str(), block.address.data() + 12) == 1) return block;
    return std::nullopt;
}

std::optional<AddressBlock> read_block(std::string_view text) {
    std::size_t slash = text.find('/');
    auto block = read_address(std::string(text.substr(0, slash)));
    if (!block || slash == std::string_view::npos) return block;
    bool version_4 = text.substr(0, slash).find(':') == std::string_view::npos;
    std::string_view bits = text.substr(slash + 1);
    int prefix = -1;
    auto [end, problem] = std::from_chars(bits.data(), bits.data() + bits.size(), prefix);
    if (problem != std::errc() || end != bits.data() + bits.size()) return std::nullopt;
    if (prefix < 0 || prefix > (version_4 ? 32 : 128)) return std::nullopt;
    block->prefix_bits = version_4 ? prefix + 96 : prefix;
    return block;
}

Operand compile_block(std::string_view value, bool) {
    auto block = read_block(value);
    return block ? Operand(*block) : Operand();
}

Comparison compare_address(const Operand& operand, std::string_view value,
                           const ConditionContext&) {
    const auto* block = std::get_if<AddressBlock>(&operand);
    auto given = read_address(std::string(value));
    if (block == nullptr || !given) return Comparison::type_error;
    for (int bit = 0; bit < block->prefix_bits; bit += 8) {
        int kept = std::min(8, block->prefix_bits - bit);
        int mask = 0xFF << (8 - kept) & 0xFF;
        auto index = static_cast<std::size_t>(bit / 8);
        if (((block->address[index] ^ given->address[index]) & mask) != 0) return Comparison::no;
    }
    return Comparison::yes;
}

template <template <class> class Order>
constexpr auto* compare_number = &compare_ordered<&read_number, Order>;
template <template <class> class Order>
constexpr auto* compare_date = &compare_ordered<&read_date, Order>;

constexpr auto* literal = &compile_pattern<false, false>;
constexpr auto* literal_folded = &compile_pattern<false, true>;
constexpr auto* wildcard = &compile_pattern<true, false>;

constexpr std::array rows = {
    OperatorRow{"StringEquals", literal, compare_text},
    OperatorRow{"StringNotEquals", literal, compare_text, true},
    OperatorRow{"StringEqualsIgnoreCase", literal_folded, compare_folded},
    OperatorRow{"StringNotEqualsIgnoreCase", literal_folded, compare_folded, true},
    OperatorRow{"StringLike", wildcard, compare_text},
    OperatorRow{"StringNotLike", wildcard, compare_text, true},
    OperatorRow{"NumericEquals", compile_number, compare_number<std::equal_to>},
    OperatorRow{"NumericNotEquals", compile_number, compare_number<std::equal_to>, true},
    OperatorRow{"NumericLessThan", compile_number, compare_number<std::less>},
    OperatorRow{"NumericLessThanEquals", compile_number, compare_number<std::less_equal>},
    OperatorRow{"NumericGreaterThan", compile_number, compare_number<std::greater>},
    OperatorRow{"NumericGreaterThanEquals", compile_number, compare_number<std::greater_equal>},
    OperatorRow{"DateEquals", compile_date, compare_date<std::equal_to>},
    OperatorRow{"DateNotEquals", compile_date, compare_date<std::equal_to>, true},
    OperatorRow{"DateLessThan", compile_date, compare_date<std::less>},
    OperatorRow{"DateLessThanEquals", compile_date, compare_date<std::less_equal>},
    OperatorRow{"DateGreaterThan", compile_date, compare_date<std::greater>},
    OperatorRow{"DateGreaterThanEquals", compile_date, compare_date<std::greater_equal>},
    OperatorRow{"Bool", literal_folded, compare_folded},
    OperatorRow{"BinaryEquals", compile_binary, compare_binary},
    OperatorRow{"IpAddress", compile_block, compare_address},
    OperatorRow{"NotIpAddress", compile_block, compare_address, true},
    OperatorRow{"ArnEquals", wildcard, compare_arn},
    OperatorRow{"ArnLike", wildcard, compare_arn},
    OperatorRow{"ArnNotEquals", wildcard, compare_arn, true},
    OperatorRow{"ArnNotLike", wildcard, compare_arn, true},
};

}  // namespace

const OperatorRow* find_operator(std::string_view name) {
    std::string wanted = ascii_lower(name);
    const auto* found = std::find_if(rows.begin(), rows.end(), [&](const OperatorRow& row) {
        return ascii_lower(row.name) == wanted;
    });
    return found == rows.end() ? nullptr : found;
}

}  // namespace amicast::iam
