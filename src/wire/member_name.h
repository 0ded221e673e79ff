// What a member is called on the wire.
#pragma once

#include <string>
#include <string_view>

#include "wire/schema.h"

namespace amicast::wire {

// In JSON both ways, XML out, aws-query in, headers, labels and query strings.
inline std::string_view wire_name(const Member& member) {
    return member.options.location_name.empty() ? member.name : member.options.location_name;
}

// In an EC2 form: queryName as it is, else locationName with its first letter upper-cased, else the
// member name.
inline std::string ec2_input_name(const Member& member) {
    if (!member.options.query_name.empty()) return std::string(member.options.query_name);
    std::string name(wire_name(member));
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') {
        name[0] = static_cast<char>(name[0] - 'a' + 'A');
    }
    return name;
}

}  // namespace amicast::wire
