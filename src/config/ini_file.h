// Files in the form of ~/.aws/credentials: [sections] of `key = value` lines.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace amicast::config {

using IniSection = std::map<std::string, std::string, std::less<>>;
using IniFile = std::map<std::string, IniSection, std::less<>>;

// Never fails: lines of other forms (comments, nested settings) are passed over, as AWS's own tools
// do. Keys are in lower case; a later value replaces an earlier one.
IniFile parse_ini(std::string_view text);

}  // namespace amicast::config
