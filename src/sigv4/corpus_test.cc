// AWS's published Signature Version 4 vectors: each stage of signing, in headers and in the query,
// and verification of the signed requests. The vectors are data outside the source tree; they are
// looked for in ../shared/corpus/sigv4 or in $AMICAST_CORPUS/sigv4.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "sigv4/canonical.h"
#include "sigv4/claim.h"
#include "sigv4/sign.h"
#include "sigv4/verify.h"

namespace amicast::sigv4 {
namespace {

namespace fs = std::filesystem;

fs::path corpus_folder() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing sets variables while the tests are listed.
    if (const char* configured = std::getenv("AMICAST_CORPUS"))
        return fs::path(configured) / "sigv4";
    fs::path source = fs::absolute(__FILE__).parent_path().parent_path().parent_path();
    return source.parent_path() / "shared" / "corpus" / "sigv4";
}

std::vector<std::string> case_names() {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(corpus_folder(), error)) {
        if (fs::exists(entry.path() / "context.json")) names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    if (names.empty()) names.emplace_back("absent");
    return names;
}

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The files end with line ends that are not part of the text.
std::string read_trimmed(const fs::path& path) {
    std::string text = read(path);
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}

// Enough of JSON for the flat context files: the text behind `"name": `.
std::string json_value(const std::string& json, const std::string& name) {
    std::size_t at = json.find("\"" + name + "\":");
    if (at == std::string::npos) return {};
    at = json.find_first_not_of(' ', at + name.size() + 3);
    if (json[at] == '"') return json.substr(at + 1, json.find('"', at + 1) - at - 1);
    return json.substr(at, json.find_first_of(",\n}", at) - at);
}

struct Message {
    std::string method;
    std::string path;
    std::string query;
    std::vector<Header> headers;
    std::string body;
    RequestView view() const { return {method, path, query, headers, body}; }
};

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Message parse(const std::string& text) {
    Message message;
    auto lines = split(text, '\n');
    std::string first(lines[0]);
    std::size_t target_at = first.find(' ') + 1;
    std::size_t target_end = first.rfind(' ');
    message.method = first.substr(0, target_at - 1);
    std::string target = first.substr(target_at, target_end - target_at);
    std::size_t question = std::min(target.find('?'), target.size());
    message.path = target.substr(0, question);
    message.query = target.substr(std::min(question + 1, target.size()));

    std::size_t line = 1;
    for (; line < lines.size() && !lines[line].empty(); ++line) {
        if (lines[line].front() == ' ') {  // a folded line
            message.headers.back().second.append("\n").append(lines[line]);
            continue;
        }
        std::size_t colon = lines[line].find(':');
        message.headers.emplace_back(lower(std::string(lines[line].substr(0, colon))),
                                     lines[line].substr(colon + 1));
    }
    if (line + 1 < lines.size()) {
        message.body = text.substr(static_cast<std::size_t>(lines[line + 1].data() - text.data()));
    }
    return message;
}

struct Context {
    Credentials credentials;
    SigningOptions options;
    std::int64_t expires_seconds = 0;
    bool omit_session_token = false;
};

Context read_context(const fs::path& path) {
    std::string json = read(path);
    Context context;
    context.credentials = {.access_key_id = json_value(json, "access_key_id"),
                           .secret_access_key = json_value(json, "secret_access_key"),
                           .session_token = json_value(json, "token")};
    context.options = {.region = json_value(json, "region"),
                       .service = json_value(json, "service"),
                       .time = *from_iso8601(json_value(json, "timestamp")),
                       .add_payload_header = json_value(json, "sign_body") == "true",
                       .path_rule = json_value(json, "normalize") == "true" ? PathRule::normalized
                                                                            : PathRule::as_is};
    context.expires_seconds = std::stoll(json_value(json, "expiration_in_seconds"));
    context.omit_session_token = json_value(json, "omit_session_token") == "true";
    // The token stays outside the signature then, which is the same as not having one.
    if (context.omit_session_token) context.credentials.session_token.clear();
    return context;
}

class Corpus : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override {
        folder_ = corpus_folder() / GetParam();
        if (!fs::exists(folder_ / "context.json")) {
            GTEST_SKIP() << "no vectors at " << corpus_folder() << "; set AMICAST_CORPUS";
        }
        context_ = read_context(folder_ / "context.json");
        request_ = parse(read(folder_ / "request.txt"));
    }

    // Checks every stage that the signed request shows, from what its own claim says.
    void expect_stages(const std::string& form) {
        Message message = parse(read(folder_ / (form + "-signed-request.txt")));
        if (context_.omit_session_token) drop_token(message);
        auto claim = read_claim(message.view());
        ASSERT_TRUE(claim) << claim.error().message;
        std::string expected_canonical = read_trimmed(folder_ / (form + "-canonical-request.txt"));
        std::string payload_hash = expected_canonical.substr(expected_canonical.rfind('\n') + 1);
        auto canonical = canonical_request(message.view(), claim->signed_headers, payload_hash,
                                           context_.options.path_rule);
        ASSERT_TRUE(canonical);
        EXPECT_EQ(*canonical, expected_canonical);
        std::string text = string_to_sign(claim->timestamp, claim->scope, *canonical);
        EXPECT_EQ(text, read_trimmed(folder_ / (form + "-string-to-sign.txt")));
        Digest key = derive_signing_key(context_.credentials.secret_access_key, claim->scope);
        EXPECT_EQ(signature(key, text), read_trimmed(folder_ / (form + "-signature.txt")));
    }

    static void drop_token(Message& message) {
        std::erase_if(message.headers,
                      [](const Header& header) { return header.first == "x-amz-security-token"; });
        std::size_t at = message.query.find("&X-Amz-Security-Token=");
        if (at != std::string::npos) {
            message.query.erase(at, message.query.find('&', at + 1) - at);
        }
    }

    Checked<void> verify_signed(const std::string& form) {
        Message message = parse(read(folder_ / (form + "-signed-request.txt")));
        auto claim = read_claim(message.view());
        if (!claim) return tl::unexpected(claim.error());
        VerifyOptions options{.now = context_.options.time,
                              .path_rule = context_.options.path_rule};
        return verify(message.view(), *claim, context_.credentials.secret_access_key, options,
                      keys_);
    }

    fs::path folder_;
    Context context_;
    Message request_;
    SigningKeyCache keys_;
};

TEST_P(Corpus, HeaderStages) {
    expect_stages("header");
}

TEST_P(Corpus, QueryStages) {
    expect_stages("query");
}

TEST_P(Corpus, SignsInHeaders) {
    auto added = sign(request_.view(), context_.credentials, context_.options);
    std::string expected = read_trimmed(folder_ / "header-signature.txt");
    EXPECT_TRUE(added.back().second.ends_with("Signature=" + expected)) << added.back().second;
}

TEST_P(Corpus, SignsInTheQuery) {
    std::string query =
        presign(request_.view(), context_.credentials, context_.options, context_.expires_seconds);
    std::string expected = read_trimmed(folder_ / "query-signature.txt");
    EXPECT_TRUE(query.ends_with("X-Amz-Signature=" + expected)) << query;
}

// A session token outside the signature is only for services that this program does not have.
TEST_P(Corpus, VerifiesAllButUnsignedTokens) {
    for (const std::string form : {"header", "query"}) {
        auto verified = verify_signed(form);
        if (context_.omit_session_token) {
            ASSERT_FALSE(verified);
            EXPECT_EQ(verified.error().why, Refusal::bad_signature);
        } else {
            EXPECT_TRUE(verified) << form << ": " << verified.error().message;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Vectors, Corpus, testing::ValuesIn(case_names()), [](const auto& test) {
    std::string name = test.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

}  // namespace
}  // namespace amicast::sigv4
