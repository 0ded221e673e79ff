#define PCRE2_CODE_UNIT_WIDTH 8

#include "parameters/allowed_pattern.h"

#include <array>
#include <memory>

#include <fmt/format.h>
#include <pcre2.h>

#include "base/check.h"

namespace amicast::parameters {
namespace {

// Patterns come from users: steps, recursion (in its unit, KiB) and nesting have an end. A pattern
// such as (a+)+$ is given up on after about a millisecond.
constexpr std::uint32_t match_steps_max = 100'000;
constexpr std::uint32_t heap_kib_max = 1024;
constexpr std::uint32_t nesting_max = 50;

struct Deleter {
    void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
template <class T>
using Handle = std::unique_ptr<T, Deleter>;

PCRE2_SPTR code_units(std::string_view text) {
    return reinterpret_cast<PCRE2_SPTR>(text.data());
}

// Null for a malformed pattern. Not compiled further to machine code: it runs once.
Handle<pcre2_code> compile(std::string_view pattern, std::string& problem) {
    Handle<pcre2_compile_context> context(pcre2_compile_context_create(nullptr));
    check(context != nullptr, "memory for pattern matching");
    pcre2_set_parens_nest_limit(context.get(), nesting_max);
    // \C would split characters.
    constexpr std::uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
    int error = 0;
    std::size_t offset = 0;
    Handle<pcre2_code> code(pcre2_compile(code_units(pattern), pattern.size(), options, &error,
                                          &offset, context.get()));
    if (code) return code;
    std::array<PCRE2_UCHAR, 128> text{};
    pcre2_get_error_message(error, text.data(), text.size());
    problem = fmt::format("{} at offset {}", reinterpret_cast<const char*>(text.data()), offset);
    return code;
}

}  // namespace

PatternOutcome match_allowed_pattern(std::string_view pattern, std::string_view value,
                                     std::string& problem) {
    Handle<pcre2_code> code = compile(pattern, problem);
    if (!code) return PatternOutcome::malformed;
    Handle<pcre2_match_context> context(pcre2_match_context_create(nullptr));
    Handle<pcre2_match_data> data(pcre2_match_data_create(1, nullptr));
    check(context && data, "memory for pattern matching");
    pcre2_set_match_limit(context.get(), match_steps_max);
    pcre2_set_depth_limit(context.get(), match_steps_max);
    pcre2_set_heap_limit(context.get(), heap_kib_max);
    int found = pcre2_match(code.get(), code_units(value), value.size(), 0, PCRE2_NO_UTF_CHECK,
                            data.get(), context.get());
    return found >= 0 ? PatternOutcome::matches : PatternOutcome::differs;
}

}  // namespace amicast::parameters
