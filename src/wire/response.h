// What successes and errors have in common on the wire.
#pragma once

#include <string_view>

namespace amicast::wire {

inline constexpr std::string_view xml_declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
inline constexpr std::string_view ec2_content_type = "text/xml;charset=UTF-8";
inline constexpr std::string_view xml_content_type = "text/xml";
inline constexpr std::string_view json_1_1_content_type = "application/x-amz-json-1.1";
inline constexpr std::string_view rest_json_content_type = "application/json";

}  // namespace amicast::wire
