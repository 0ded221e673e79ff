#include "iam/strict_json.h"

#include <set>
#include <string>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

namespace amicast::iam {
namespace {

namespace json = boost::json;
using Code = json::error_code;

// A policy's deepest place, a value in a list in a condition, is at depth 7.
constexpr std::size_t depth_max = 10;

// Watches keys only; values pass by.
struct KeyWatcher {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    std::vector<std::set<std::string>> open_objects;
    std::string key;
    bool repeated = false;

    bool on_object_begin(Code&) {
        open_objects.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, Code&) {
        open_objects.pop_back();
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, Code&) {
        key.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, Code& code) {
        key.append(part.data(), part.size());
        repeated = !open_objects.back().insert(std::move(key)).second;
        key.clear();
        if (repeated) code = json::error::syntax;
        return !repeated;
    }

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t, Code&) { return true; }
    bool on_string_part(json::string_view, std::size_t, Code&) { return true; }
    bool on_string(json::string_view, std::size_t, Code&) { return true; }
    bool on_number_part(json::string_view, Code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, Code&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, Code&) { return true; }
    bool on_double(double, json::string_view, Code&) { return true; }
    bool on_bool(bool, Code&) { return true; }
    bool on_null(Code&) { return true; }
    bool on_comment_part(json::string_view, Code&) { return true; }
    bool on_comment(json::string_view, Code&) { return true; }
};

auto refused(std::string detail) {
    return failure(ErrorKind::invalid, "Syntax errors in policy.", std::move(detail));
}

}  // namespace

Result<json::value> parse_strict_json(std::string_view text) {
    json::parse_options options;
    options.max_depth = depth_max;
    json::basic_parser<KeyWatcher> watcher(options);
    Code code;
    std::size_t used = watcher.write_some(false, text.data(), text.size(), code);
    if (watcher.handler().repeated) return refused("a key stands twice in one object");
    if (code) return refused(code.message());
    if (text.find_first_not_of(" \t\r\n", used) != std::string_view::npos)
        return refused("text after the document");
    json::value value = json::parse({text.data(), text.size()}, code, {}, options);
    if (code) return refused(code.message());
    return value;
}

}  // namespace amicast::iam
