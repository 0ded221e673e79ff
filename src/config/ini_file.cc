#include "config/ini_file.h"

#include <algorithm>

namespace amicast::config {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    std::size_t begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

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
        std::string_view line = trimmed(raw);
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[') {
            std::size_t close = line.find(']');
            section = close == std::string_view::npos
                          ? nullptr
                          : &file[std::string(trimmed(line.substr(1, close - 1)))];
            continue;
        }
        // An indented line belongs to a nested setting such as `s3 =`.
        bool nested = raw.front() == ' ' || raw.front() == '\t';
        std::size_t equals = line.find('=');
        if (section == nullptr || nested || equals == std::string_view::npos) continue;
        std::string key = lower_case(trimmed(line.substr(0, equals)));
        (*section)[key] = std::string(trimmed(line.substr(equals + 1)));
    }
    return file;
}

}  // namespace amicast::config
