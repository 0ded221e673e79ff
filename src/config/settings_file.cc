// Reading a TOML file into settings. Only this file sees toml++.
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "config/settings.h"

namespace amicast::config {
namespace {

std::string position(const std::string& path, const toml::node& node) {
    return fmt::format("{}, line {}", path, node.source().begin.line);
}

// A value as the text its row takes; nothing for kinds no setting has.
std::optional<std::string> as_text(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    const auto* list = node.as_array();
    if (list == nullptr) return std::nullopt;
    std::string joined;
    for (const toml::node& element : *list) {
        const auto* text = element.as_string();
        if (text == nullptr) return std::nullopt;
        if (!joined.empty()) joined += ',';
        joined += text->get();
    }
    return joined;
}

Status read_table(const toml::table& table, const std::string& prefix, const std::string& path,
                  Settings& settings) {
    for (const auto& [name, node] : table) {
        std::string key = prefix + std::string(name.str());
        if (const auto* inner = node.as_table()) {
            Status read = read_table(*inner, key + ".", path, settings);
            if (!read) return read;
            continue;
        }
        auto value = as_text(node);
        if (!value) {
            return failure(ErrorKind::invalid,
                           fmt::format("{}: '{}' is neither a text, a whole number nor a list of "
                                       "texts.",
                                       position(path, node), key));
        }
        Status applied = set(settings, key, *value, position(path, node));
        if (!applied) return applied;
    }
    return {};
}

}  // namespace

Status read_file(const std::string& path, Settings& settings) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return failure(ErrorKind::not_found,
                       fmt::format("Cannot read the configuration file '{}'.", path));
    }
    std::ostringstream text;
    text << file.rdbuf();
    try {
        toml::table table = toml::parse(text.str(), path);
        return read_table(table, "", path, settings);
    } catch (const toml::parse_error& error) {
        return failure(
            ErrorKind::invalid,
            fmt::format("{}, line {}: {}.", path, error.source().begin.line, error.description()));
    }
}

}  // namespace amicast::config
