// Structured log: one event name and its fields per line, as JSON (or readable text on a terminal).
// Never give it a secret: no Authorization header, token, key, presigned URL or block token.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace amicast::telemetry {

enum class Level { debug, info, warning, error };
enum class LogFormat { json, text };

struct Field {
    std::string_view key;
    std::string value;
    bool quoted = true;  // false for numbers and booleans

    Field(std::string_view k, std::string_view v) : key(k), value(v) {}
    Field(std::string_view k, const char* v) : key(k), value(v) {}
    Field(std::string_view k, const std::string& v) : key(k), value(v) {}
    Field(std::string_view k, bool v) : key(k), value(v ? "true" : "false"), quoted(false) {}
    template <class T>
        requires(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>)
    Field(std::string_view k, T v) : key(k), value(std::to_string(v)), quoted(false) {}
};

// Before the first line; the default is info, text, standard error.
void configure_log(Level minimum, LogFormat format);

void log(Level level, std::string_view event, std::initializer_list<Field> fields);
inline void log_debug(std::string_view event, std::initializer_list<Field> fields = {}) {
    log(Level::debug, event, fields);
}
inline void log_info(std::string_view event, std::initializer_list<Field> fields = {}) {
    log(Level::info, event, fields);
}
inline void log_warning(std::string_view event, std::initializer_list<Field> fields = {}) {
    log(Level::warning, event, fields);
}
inline void log_error(std::string_view event, std::initializer_list<Field> fields = {}) {
    log(Level::error, event, fields);
}

}  // namespace amicast::telemetry
