#include "wire/json_decode.h"

#include <array>
#include <cmath>
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "wire/constraints.h"
#include "wire/member_name.h"
#include "wire/time_text.h"

namespace amicast::wire {
namespace {

namespace json = boost::json;
using What = InputProblem::What;

std::string_view view(json::string_view text) {
    return {text.data(), text.size()};
}

InputProblem wrong_type(const json::value& found, Kind kind, const Rules& rules) {
    std::string shown;
    if (found.is_string()) {
        shown = view(found.get_string());
    } else if (found.is_object()) {
        shown = "{…}";
    } else if (found.is_array()) {
        shown = "[…]";
    } else {
        shown = json::serialize(found);
    }
    return make_problem(What::wrong_type, shown, expected_of(kind, rules));
}

std::string json_type_of(Kind kind, const Rules& rules, TimeFormat format) {
    if (kind != Kind::timestamp || format == TimeFormat::iso8601) return expected_of(kind, rules);
    return format == TimeFormat::epoch_milliseconds ? "a number of milliseconds since 1970"
                                                    : "a number of seconds since 1970";
}

class JsonDecoder {
  public:
    explicit JsonDecoder(JsonSource source) : source_(source) {}

    Problem structure(const Shape& shape, const json::object& found, void* object,
                      bool body_only) const {
        for (const Member& member : shape.members()) {
            if (body_only && member.options.location != Location::body) continue;
            std::string_view name = wire_name(member);
            const json::value* child = found.if_contains({name.data(), name.size()});
            const Shape& kind = *member.shape();
            Rules rules = rules_of(member.options);
            if (child == nullptr || child->is_null()) {
                if (!member.options.required) continue;
                return under(
                    name, make_problem(What::missing, {},
                                       json_type_of(kind.kind, rules, member.options.time_format)));
            }
            Problem problem = value(kind, *child, member.write(object), rules, member.options);
            if (problem) return under(name, std::move(*problem));
        }
        return {};
    }

  private:
    Problem value(const Shape& shape, const json::value& found, void* out, const Rules& rules,
                  const MemberOptions& options) const {
        switch (shape.kind) {
            case Kind::boolean:
                if (!found.is_bool()) return wrong_type(found, shape.kind, rules);
                *static_cast<bool*>(out) = found.get_bool();
                return {};
            case Kind::integer:
                return integer(found, *static_cast<std::int64_t*>(out), rules);
            case Kind::real:
                return real(found, *static_cast<double*>(out), rules);
            case Kind::text:
                if (!found.is_string()) return wrong_type(found, shape.kind, rules);
                static_cast<std::string*>(out)->assign(view(found.get_string()));
                return check_text(*static_cast<std::string*>(out), rules);
            case Kind::timestamp:
                return time(found, *static_cast<Time*>(out), options.time_format);
            case Kind::blob:
                return blob(found, *static_cast<Bytes*>(out), rules);
            case Kind::payload: {
                Bytes bytes;
                Problem problem = blob(found, bytes, rules);
                if (!problem) static_cast<Payload*>(out)->bytes = to_text(bytes);
                return problem;
            }
            case Kind::list:
                return list(shape, found, out, rules, options);
            case Kind::map:
                return map(shape, found, out, rules, options);
            case Kind::structure:
                if (!found.is_object()) return wrong_type(found, shape.kind, rules);
                return structure(shape, found.get_object(), out, false);
        }
        return {};
    }

    static Problem integer(const json::value& found, std::int64_t& out, const Rules& rules) {
        if (found.is_uint64()) {  // beyond what a signed number holds
            return make_problem(What::range, json::serialize(found),
                                expected_of(Kind::integer, rules));
        }
        if (!found.is_int64()) return wrong_type(found, Kind::integer, rules);
        out = found.get_int64();
        return check_integer(out, rules);
    }

    static std::optional<double> number(const json::value& found) {
        if (found.is_int64()) return static_cast<double>(found.get_int64());
        if (found.is_uint64()) return static_cast<double>(found.get_uint64());
        if (found.is_double() && std::isfinite(found.get_double())) return found.get_double();
        return std::nullopt;
    }

    static Problem real(const json::value& found, double& out, const Rules& rules) {
        auto read = number(found);
        if (!read) return wrong_type(found, Kind::real, rules);
        out = *read;
        return check_real(out, rules);
    }

    Problem time(const json::value& found, Time& out, TimeFormat format) const {
        bool stored = source_ == JsonSource::storage;
        if (stored) format = TimeFormat::epoch_seconds;
        std::optional<Time> read;
        if (stored && found.is_string()) {
            read = from_exact_seconds(view(found.get_string()));
        } else if (format == TimeFormat::iso8601) {
            if (found.is_string()) read = from_iso8601_in_range(view(found.get_string()));
        } else if (format == TimeFormat::epoch_milliseconds) {
            if (found.is_int64()) read = from_epoch_milliseconds(found.get_int64());
        } else if (auto seconds = number(found)) {
            read = from_epoch_seconds(*seconds);
        }
        if (read) {
            out = *read;
            return {};
        }
        InputProblem problem = wrong_type(found, Kind::timestamp, {});
        problem.expected = json_type_of(Kind::timestamp, {}, format);
        return problem;
    }

    static Problem blob(const json::value& found, Bytes& out, const Rules& rules) {
        std::optional<Bytes> read;
        if (found.is_string()) read = from_base64(view(found.get_string()));
        if (!read) return wrong_type(found, Kind::blob, rules);
        out = std::move(*read);
        return check_bytes(out.size(), rules);
    }

    Problem list(const Shape& shape, const json::value& found, void* out, const Rules& rules,
                 const MemberOptions& options) const {
        if (!found.is_array()) return wrong_type(found, Kind::list, rules);
        const json::array& elements = found.get_array();
        Problem problem = check_count(Kind::list, elements.size(), rules);
        const Rules element_rules = element_rules_of(options);
        for (std::size_t i = 0; !problem && i < elements.size(); ++i) {
            problem =
                value(*shape.element(), elements[i], shape.append(out), element_rules, options);
            if (problem) return under_index(i, std::move(*problem));
        }
        return problem;
    }

    Problem map(const Shape& shape, const json::value& found, void* out, const Rules& rules,
                const MemberOptions& options) const {
        if (!found.is_object()) return wrong_type(found, Kind::map, rules);
        const json::object& entries = found.get_object();
        Problem problem = check_count(Kind::map, entries.size(), rules);
        const Rules key_rules = key_rules_of(options);
        const Rules element_rules = element_rules_of(options);
        for (auto entry = entries.begin(); !problem && entry != entries.end(); ++entry) {
            std::string_view key = view(entry->key());
            problem = check_key(key, key_rules);
            if (problem) return problem;
            problem = value(*shape.element(), entry->value(), shape.insert(out, std::string(key)),
                            element_rules, options);
            if (problem) return under(shortened(key), std::move(*problem));
        }
        return problem;
    }

    JsonSource source_;
};

std::string_view without_space(std::string_view text) {
    std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

std::string reason_of(const json::error_code& error) {
    if (error == json::error::too_deep) {
        return fmt::format("a JSON object nested at most {} levels deep", limits::json_depth_max);
    }
    if (error == json::error::extra_data) return "nothing after the JSON object";
    return fmt::format("one well-formed JSON object in UTF-8 ({})", error.message());
}

}  // namespace

Problem decode_json(const Shape& shape, std::string_view text, void* object, JsonSource source) {
    if (without_space(text).empty()) text = "{}";
    std::array<unsigned char, 4096> arena;  // most requests never leave it
    json::monotonic_resource memory(arena.data(), arena.size());
    json::error_code error;
    json::parse_options options;
    options.max_depth = limits::json_depth_max;
    json::value document = json::parse({text.data(), text.size()}, error, &memory, options);
    if (error) return make_problem(What::malformed, {}, reason_of(error));
    if (!document.is_object()) return make_problem(What::malformed, {}, "a JSON object");
    return JsonDecoder(source).structure(shape, document.get_object(), object,
                                         source == JsonSource::request);
}

}  // namespace amicast::wire
