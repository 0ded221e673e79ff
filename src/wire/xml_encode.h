// A struct as XML elements, for the two query protocols.
#pragma once

#include <string>
#include <string_view>

#include "wire/operation.h"

namespace amicast::wire {

// Appends `text` with & < > " ' escaped; characters that XML 1.0 forbids are dropped.
void append_xml_text(std::string& out, std::string_view text);

// Whether XML 1.0 can carry the text as it is: no control characters but tab, line feed and
// carriage return, no U+FFFE and U+FFFF. Requests of the query protocols hold no other text, so
// that nothing they store is ever answered with characters missing.
bool is_xml_text(std::string_view text);

// Appends one element per present member of the struct, in the order of the rows. `protocol` is
// ec2_query (lists of <item>, times with milliseconds) or aws_query (lists of <member>, times in
// whole seconds).
void append_xml_members(std::string& out, Protocol protocol, const Shape& shape,
                        const void* object);

}  // namespace amicast::wire
