// Arbitrary REST-JSON requests: a path, a query string, headers and a body. Beyond "does not
// crash": an accepted body obeys its rules, is written the same way every time, and comes back.
//
// Rooms: wire
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "wire/json_decode.h"
#include "wire/operation.h"
#include "wire/rest_json.h"
#include "wire/sample_shapes.h"

namespace {

using namespace amicast;
using namespace amicast::wire;

std::string_view take_line(std::string_view& text) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

// Boost.JSON 1.81 reads a fraction to within a few units in the last place, not to the last bit.
bool is_same_number(const std::optional<double>& first, const std::optional<double>& second) {
    if (!first || !second) return first.has_value() == second.has_value();
    return std::abs(*first - *second) <= 1e-14 * std::abs(*first);
}

void try_body(std::string_view body) {
    sample::Everything value;
    Problem problem =
        decode_json(*shape_of<sample::Everything>(), body, &value, JsonSource::request);
    if (problem) {
        check(problem->value.size() <= 400 && !problem->expected.empty(), "a problem is told");
        return;
    }
    std::string text = to_json(value);
    auto back = from_json<sample::Everything>(text);
    check(back.has_value(), "what was accepted obeys the rules");
    check(is_same_number(value.ratio, back->ratio), "a number comes back");
    back->ratio = value.ratio;
    check(to_json(*back) == text, "what was accepted comes back");
}

void try_request(std::string_view path, std::string_view query, std::string_view length,
                 std::string_view body) {
    const OperationShape operation{.name = "PutPart",
                                   .input = shape_of<sample::Upload>(),
                                   .output = shape_of<sample::Upload>(),
                                   .method = "PUT",
                                   .uri = "/things/{id}/parts/{index}"};
    Labels labels;
    if (!match_uri(operation.uri, path, labels)) {
        check(labels.empty(), "no labels without a match");
        return;
    }
    check(labels.size() == 2, "every label has a value");
    HttpRequest request;
    request.query = query;
    request.headers.emplace_back("x-amz-data-length", length);
    request.body = body;
    sample::Upload upload;
    if (decode_rest_json(operation, request, labels, &upload)) return;
    check(upload.body.bytes == body && upload.length >= 1 && upload.length <= 16, "rules hold");
    check(encode_rest_json(operation, &upload).body == body, "the payload comes back");
}

}  // namespace

// Lines: path, query string, the data-length header; then the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    try_body(text);
    std::string_view path = take_line(text);
    std::string_view query = take_line(text);
    std::string_view length = take_line(text);
    try_request(path, query, length, text);
    return 0;
}
