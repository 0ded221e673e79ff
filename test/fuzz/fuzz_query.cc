// Arbitrary forms through both query decoders. Beyond "does not crash": what was accepted obeys its
// rules (it comes back through JSON, which checks them again), and the answer is well-formed enough
// to hold no raw markup or control characters of the client's.
//
// Rooms: wire
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/encoding.h"
#include "wire/form.h"
#include "wire/operation.h"
#include "wire/query_decode.h"
#include "wire/sample_shapes.h"
#include "wire/xml_encode.h"

namespace {

using namespace amicast;
using namespace amicast::wire;

void try_protocol(Protocol protocol, const FormNode& form) {
    sample::Everything value;
    if (Problem problem = decode_query(protocol, *shape_of<sample::Everything>(), form, &value)) {
        check(problem->value.size() <= 400 && !problem->expected.empty(), "a problem is told");
        return;
    }
    std::string text = to_json(value);
    auto back = from_json<sample::Everything>(text);
    check(back.has_value() && to_json(*back) == text, "what was accepted obeys the rules");
    std::string xml;
    append_xml_members(xml, protocol, *shape_of<sample::Everything>(), &value);
    check(is_utf8(xml), "XML is UTF-8");
    for (char c : xml) {
        check(static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n', "XML 1.0 character");
    }
}

}  // namespace

// The text before the first line feed is the query string, what follows the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    std::size_t line = std::min(text.find('\n'), text.size());
    std::string_view query = text.substr(0, line);
    std::string_view body = text.substr(std::min(text.size(), line + 1));
    Form form;
    if (form.read(query, body)) return 0;
    try_protocol(Protocol::ec2_query, form.root());
    try_protocol(Protocol::aws_query, form.root());
    auto service = sample::service(Protocol::ec2_query, "ec2");
    HttpRequest request;
    request.query = query;
    request.body = body;
    (void)requested_action(service, request);
    check(requested_version(service, request).size() == 10, "a version is a date");
    return 0;
}
