// Arbitrary requests against the reader and the verifier of signatures. Beyond "does not crash":
// nothing is ever accepted that was not signed, canonical forms are stable, and what our own signer
// signs our verifier accepts.
//
// Rooms: sigv4
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "sigv4/canonical.h"
#include "sigv4/claim.h"
#include "sigv4/sign.h"
#include "sigv4/verify.h"

namespace {

using namespace amicast;
using namespace amicast::sigv4;

const Time now = *from_iso8601("2015-08-30T12:36:00Z");

std::string_view take_line(std::string_view& text) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

struct Message {
    std::string_view method;
    std::string_view path;
    std::string_view query;
    std::vector<Header> headers;
    std::string_view body;
    RequestView view() const { return {method, path, query, headers, body}; }
};

// Lines: method, path, query, `name:value` headers up to an empty line, then the body.
Message read_message(std::string_view text) {
    Message message;
    message.method = take_line(text);
    message.path = take_line(text);
    message.query = take_line(text);
    for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
        std::size_t colon = std::min(line.find(':'), line.size());
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        message.headers.emplace_back(std::move(name),
                                     line.substr(std::min(colon + 1, line.size())));
    }
    message.body = text;
    return message;
}

void never_accepts_what_nobody_signed(const Message& message) {
    auto claim = read_claim(message.view());
    if (!claim) return;
    check(looks_signed(message.view()), "a claim comes from something that looks signed");
    SigningKeyCache keys(4);
    VerifyOptions options{.now = now, .unsigned_payload_allowed = true};
    check(!verify(message.view(), *claim, "a secret that no input contains", options, keys),
          "accepted without the secret");
}

void canonical_forms_are_stable(const Message& message) {
    std::string path = normalize_path(message.path);
    check(normalize_path(path) == path, "normalising twice changes nothing");
    if (auto query = canonical_query(message.query)) {
        check(canonical_query(*query) == query, "a canonical query is its own canonical form");
    }
}

// Our own signature on the same request, where it can carry one.
void accepts_what_we_signed(Message message) {
    if (looks_signed(message.view()) || !canonical_query(message.query)) return;
    std::erase_if(message.headers, [](const Header& header) {
        return header.first == "host" || header.first.starts_with("x-amz-") ||
               header.first.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") !=
                   std::string::npos ||
               header.first.empty();
    });
    message.headers.emplace_back("host", "localhost");
    Credentials credentials{.access_key_id = "AKIDEXAMPLE", .secret_access_key = "secret"};
    SigningOptions options{.region = "us-east-1", .service = "ec2", .time = now};
    auto added = sign(message.view(), credentials, options);
    message.headers.insert(message.headers.end(), added.begin(), added.end());

    auto claim = read_claim(message.view());
    check(claim.has_value(), "our own signature can be read");
    SigningKeyCache keys(4);
    check(verify(message.view(), *claim, "secret", {.now = now}, keys).has_value(),
          "our own signature is accepted");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Message message = read_message(as_text({data, size}));
    never_accepts_what_nobody_signed(message);
    canonical_forms_are_stable(message);
    accepts_what_we_signed(message);
    return 0;
}
