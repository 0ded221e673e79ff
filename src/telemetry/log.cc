// Renders one event per line and hands it to spdlog, which adds time and level and serialises
// writers. Only this file sees spdlog.
#include "telemetry/log.h"

#include <atomic>
#include <memory>

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/encoding.h"
#include "telemetry/log_line.h"

namespace amicast::telemetry {
namespace {

// A value longer than this is cut: one client must not be able to fill a log with one request.
constexpr std::size_t value_bytes_max = 4096;

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

struct Output {
    std::shared_ptr<spdlog::logger> logger;
    LogFormat format = LogFormat::text;
};

std::shared_ptr<const Output> make_output(Level minimum, LogFormat format) {
    auto output = std::make_shared<Output>();
    output->format = format;
    spdlog::sink_ptr sink;
    if (format == LogFormat::json) {
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
        sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
    }
    output->logger = std::make_shared<spdlog::logger>("amicast", std::move(sink));
    output->logger->set_level(spdlog_level(minimum));
    output->logger->set_pattern(format == LogFormat::json
                                    ? R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})"
                                    : "%Y-%m-%dT%H:%M:%S.%eZ %^%-7l%$ %v",
                                spdlog::pattern_time_type::utc);
    return output;
}

std::shared_ptr<const Output>& current() {
    static std::shared_ptr<const Output> output = make_output(Level::info, LogFormat::text);
    return output;
}

void append_escaped(fmt::memory_buffer& line, std::string_view text) {
    bool cut = text.size() > value_bytes_max;
    if (cut) {
        text = text.substr(0, value_bytes_max);
        // Not in the middle of a character.
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U)
            text.remove_suffix(1);
        if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0U)
            text.remove_suffix(1);
    }
    bool utf8 = is_utf8(text);
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            line.push_back('\\');
            line.push_back(c);
        } else if (c == '\n') {
            line.append(std::string_view("\\n"));
        } else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !utf8)) {
            fmt::format_to(fmt::appender(line), "\\u{:04x}", byte);
        } else {
            line.push_back(c);
        }
    }
    if (cut) line.append(std::string_view("..."));
}

void append_quoted(fmt::memory_buffer& line, std::string_view text) {
    line.push_back('"');
    append_escaped(line, text);
    line.push_back('"');
}

// A number or boolean as it is; what JSON has no word for (nan, inf) becomes null.
void append_plain(fmt::memory_buffer& line, std::string_view value) {
    bool is_word = value == "true" || value == "false";
    bool is_number =
        !value.empty() && value.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
    line.append(is_word || is_number ? value : std::string_view("null"));
}

bool reads_without_quotes(std::string_view text) {
    if (text.empty() || text.size() > value_bytes_max || !is_utf8(text)) return false;
    for (char c : text) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\' ||
            c == '\x7F')
            return false;
    }
    return true;
}

}  // namespace

std::string log_line(LogFormat format, std::string_view event,
                     std::initializer_list<Field> fields) {
    fmt::memory_buffer line;
    if (format == LogFormat::json) {
        line.append(std::string_view("\"event\":"));
        append_quoted(line, event);
        for (const Field& field : fields) {
            line.push_back(',');
            append_quoted(line, field.key);
            line.push_back(':');
            field.quoted ? append_quoted(line, field.value) : append_plain(line, field.value);
        }
        return fmt::to_string(line);
    }
    append_escaped(line, event);
    for (const Field& field : fields) {
        line.push_back(' ');
        line.append(field.key);
        line.push_back('=');
        if (reads_without_quotes(field.value)) {
            line.append(field.value);
        } else {
            append_quoted(line, field.value);
        }
    }
    return fmt::to_string(line);
}

void configure_log(Level minimum, LogFormat format) {
    std::atomic_store(&current(), make_output(minimum, format));
}

void log(Level level, std::string_view event, std::initializer_list<Field> fields) {
    std::shared_ptr<const Output> output = std::atomic_load(&current());
    if (!output->logger->should_log(spdlog_level(level))) return;
    std::string line = log_line(output->format, event, fields);
    output->logger->log(spdlog_level(level), spdlog::string_view_t(line));
    output->logger->flush();
}

}  // namespace amicast::telemetry
