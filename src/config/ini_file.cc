#include "config/ini_file.h"

#include <algorithm>

#include "base/trimmed.h"

namespace amicast::config {
namespace {

constexpr std::string_view blank = " \t\r";

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower;
}

}  // namespace

IniFile parse_ini(std::string_view text) {
    IniFile file;
    IniSection* section = nullptr;
    while (!text.empty()) {
        std::size_t end = text.find('\n');
        std::string_view raw = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        std::string_view line = trimmed(raw, blank);
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[') {
            std::size_t close = line.find(']');
            section = close == std::string_view::npos
                          ? nullptr
                          : &file[std::string(trimmed(line.substr(1, close - 1), blank))];
            continue;
        }
        // An indented line belongs to a nested setting such as `s3 =`.
        bool nested = raw.front() == ' ' || raw.front() == '\t';
        std::size_t equals = line.find('=');
        if (section == nullptr || nested || equals == std::string_view::npos) continue;
        std::string key = lower_case(trimmed(line.substr(0, equals), blank));
        (*section)[key] = std::string(trimmed(line.substr(equals + 1), blank));
    }
    return file;
}

}  // namespace amicast::config
