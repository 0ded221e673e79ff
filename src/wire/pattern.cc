#define PCRE2_CODE_UNIT_WIDTH 8

#include "wire/pattern.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include <pcre2.h>

#include "base/check.h"

namespace amicast::wire {
namespace {

// Stops catastrophic patterns such as (a+)+ after about 0.2 ms.
constexpr std::uint32_t match_steps_max = 100'000;
constexpr std::size_t jit_stack_bytes_start = 32U << 10;
constexpr std::size_t jit_stack_bytes_max = 512U << 10;

struct CodeDeleter {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct MatchDataDeleter {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct ContextDeleter {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct JitStackDeleter {
    void operator()(pcre2_jit_stack* stack) const { pcre2_jit_stack_free(stack); }
};
using Code = std::unique_ptr<pcre2_code, CodeDeleter>;

// Models write "all characters beyond the basic plane" as a range of surrogate pairs, which UTF-8
// has no form for; the code points themselves say the same.
std::string without_surrogates(std::string_view pattern) {
    static constexpr std::string_view pairs = "\\ud800\\udc00-\\udbff\\udfff";
    static constexpr std::string_view points = "\xF0\x90\x80\x80-\xF4\x8F\xBF\xBF";
    auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    auto same = [&](char given, char wanted) { return lower(given) == wanted; };
    std::string out(pattern);
    auto from = out.begin();
    while (true) {
        auto found = std::search(from, out.end(), pairs.begin(), pairs.end(), same);
        if (found == out.end()) return out;
        auto at = found - out.begin();
        out.replace(static_cast<std::size_t>(at), pairs.size(), points);
        from = out.begin() + at;
    }
}

Code compile(std::string_view pattern) {
    std::string text = without_surrogates(pattern);
    int error = 0;
    std::size_t offset = 0;
    constexpr std::uint32_t options = PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_DOLLAR_ENDONLY;
    Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), options, &error,
                            &offset, nullptr));
    // Without JIT (a platform that lacks it) the interpreter matches just the same.
    if (code) pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
    return code;
}

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>()(text);
    }
};

// Codes are never removed: patterns are constants of the program, a few hundred at most.
class PatternCache {
  public:
    const pcre2_code* find(std::string_view pattern) {
        {
            std::shared_lock lock(mutex_);
            auto found = codes_.find(pattern);
            if (found != codes_.end()) return found->second.get();
        }
        Code code = compile(pattern);
        std::unique_lock lock(mutex_);
        return codes_.try_emplace(std::string(pattern), std::move(code)).first->second.get();
    }

  private:
    std::shared_mutex mutex_;
    std::unordered_map<std::string, Code, TextHash, std::equal_to<>> codes_;
};

PatternCache& cache() {
    static PatternCache instance;
    return instance;
}

// What one thread needs to run any pattern.
struct Matcher {
    std::unique_ptr<pcre2_match_data, MatchDataDeleter> data{pcre2_match_data_create(1, nullptr)};
    std::unique_ptr<pcre2_jit_stack, JitStackDeleter> stack{
        pcre2_jit_stack_create(jit_stack_bytes_start, jit_stack_bytes_max, nullptr)};
    std::unique_ptr<pcre2_match_context, ContextDeleter> context{
        pcre2_match_context_create(nullptr)};

    Matcher() {
        check(data && stack && context, "memory for pattern matching");
        pcre2_set_match_limit(context.get(), match_steps_max);
        pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
    }
};

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
    thread_local Matcher matcher;
    const pcre2_code* code = cache().find(pattern);
    check(code != nullptr, "a declared pattern compiles");
    int found = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0,
                            PCRE2_NO_UTF_CHECK, matcher.data.get(), matcher.context.get());
    // 0: matched, with more groups than the one pair asked for.
    return found >= 0;
}

bool pattern_compiles(std::string_view pattern) {
    return compile(pattern) != nullptr;
}

}  // namespace amicast::wire
