#include "wire/scalar_text.h"

#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/check.h"
#include "base/encoding.h"
#include "wire/time_text.h"

namespace amicast::wire {
namespace {

using What = InputProblem::What;

InputProblem wrong_type(Kind kind, std::string_view text, const Rules& rules) {
    return make_problem(What::wrong_type, text, expected_of(kind, rules));
}

std::optional<bool> read_boolean(std::string_view text) {
    if (text == "true" || text == "True" || text == "TRUE" || text == "1") return true;
    if (text == "false" || text == "False" || text == "FALSE" || text == "0") return false;
    return std::nullopt;
}

Problem read_integer(std::string_view text, std::int64_t& value, const Rules& rules) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
        return wrong_type(Kind::integer, text, rules);
    }
    if (error != std::errc()) {
        return make_problem(What::range, text, expected_of(Kind::integer, rules));
    }
    return check_integer(value, rules);
}

Problem read_real(std::string_view text, double& value, const Rules& rules) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || !std::isfinite(value)) return wrong_type(Kind::real, text, rules);
    return check_real(value, rules);
}

std::optional<Time> read_time(std::string_view text, TimeFormat format) {
    if (format == TimeFormat::by_protocol || format == TimeFormat::iso8601) {
        return from_iso8601_in_range(text);
    }
    if (format == TimeFormat::epoch_milliseconds) {
        std::int64_t milliseconds = 0;
        if (read_integer(text, milliseconds, {})) return std::nullopt;
        return from_epoch_milliseconds(milliseconds);
    }
    double seconds = 0;
    if (read_real(text, seconds, {})) return std::nullopt;
    return from_epoch_seconds(seconds);
}

}  // namespace

Problem decode_scalar_text(const Shape& shape, std::string_view text, void* value,
                           const Rules& rules, TimeFormat time_format) {
    switch (shape.kind) {
        case Kind::boolean: {
            auto read = read_boolean(text);
            if (!read) return wrong_type(shape.kind, text, rules);
            *static_cast<bool*>(value) = *read;
            return {};
        }
        case Kind::integer:
            return read_integer(text, *static_cast<std::int64_t*>(value), rules);
        case Kind::real:
            return read_real(text, *static_cast<double*>(value), rules);
        case Kind::text:
            static_cast<std::string*>(value)->assign(text);
            return check_text(text, rules);
        case Kind::timestamp: {
            auto read = read_time(text, time_format);
            if (!read) return wrong_type(shape.kind, text, rules);
            *static_cast<Time*>(value) = *read;
            return {};
        }
        case Kind::blob: {
            auto read = from_base64(text);
            if (!read) return wrong_type(shape.kind, text, rules);
            *static_cast<Bytes*>(value) = std::move(*read);
            return check_bytes(static_cast<Bytes*>(value)->size(), rules);
        }
        default:
            check(false, "a scalar kind travels as text");
            return {};
    }
}

void append_scalar_text(std::string& out, const Shape& shape, const void* value,
                        TimeFormat time_format) {
    switch (shape.kind) {
        case Kind::boolean:
            out += *static_cast<const bool*>(value) ? "true" : "false";
            return;
        case Kind::integer:
            fmt::format_to(std::back_inserter(out), "{}", *static_cast<const std::int64_t*>(value));
            return;
        case Kind::real:
            fmt::format_to(std::back_inserter(out), "{}", *static_cast<const double*>(value));
            return;
        case Kind::text:
            out += *static_cast<const std::string*>(value);
            return;
        case Kind::timestamp: {
            Time time = *static_cast<const Time*>(value);
            if (time_format == TimeFormat::epoch_seconds) {
                append_epoch_seconds(out, time);
            } else if (time_format == TimeFormat::epoch_milliseconds) {
                fmt::format_to(std::back_inserter(out), "{}", to_epoch_milliseconds(time));
            } else {
                out += to_iso8601(time);
            }
            return;
        }
        case Kind::blob:
            out += to_base64(*static_cast<const Bytes*>(value));
            return;
        default:
            check(false, "a scalar kind travels as text");
    }
}

}  // namespace amicast::wire
