// REST-JSON: paths, query strings, headers and raw bodies; matching of path templates.
#include "wire/rest_json.h"

#include <string>

#include <gtest/gtest.h>

#include "wire/sample_shapes.h"

namespace amicast::wire {
namespace {

using sample::Upload;
using What = InputProblem::What;

const OperationShape put_part{.name = "PutPart",
                              .input = shape_of<Upload>(),
                              .output = shape_of<Upload>(),
                              .method = "PUT",
                              .uri = "/things/{id}/parts/{index}",
                              .success_status = 201};

HttpRequest good_request() {
    HttpRequest request;
    request.method = "PUT";
    request.query = "pageToken=A%2B%2F+%3D&tagKeys=one&tagKeys=t%20wo";
    request.headers = {{"x-amz-data-length", "3"}, {"x-amz-last", "true"}};
    request.body = "raw";
    return request;
}

const Labels good_labels{{"id", "x-0a"}, {"index", "7"}};

std::string problem_of(HttpRequest request, const Labels& labels = good_labels) {
    Upload out;
    Problem problem = decode_rest_json(put_part, request, labels, &out);
    if (!problem) return "none";
    return std::to_string(static_cast<int>(problem->what)) + " " + problem->path + " '" +
           problem->value + "'";
}

std::string text_of(What what) {
    return std::to_string(static_cast<int>(what)) + " ";
}

TEST(RestJsonDecode, ReadsAllParts) {
    HttpRequest request = good_request();
    Upload out;
    Problem problem = decode_rest_json(put_part, request, good_labels, &out);
    ASSERT_FALSE(problem) << describe(*problem);
    EXPECT_EQ(out.id, "x-0a");
    EXPECT_EQ(out.index, 7);
    EXPECT_EQ(out.token, "A+/+=");  // a plus in a query string is a plus
    EXPECT_EQ(out.tag_keys, (std::vector<std::string>{"one", "t wo"}));
    EXPECT_EQ(out.length, 3);
    EXPECT_EQ(out.last, true);
    EXPECT_EQ(out.body.bytes, "raw");
    EXPECT_TRUE(request.body.empty());  // moved, not copied
}

TEST(RestJsonDecode, ProblemsNameTheWireName) {
    HttpRequest request = good_request();
    EXPECT_EQ(problem_of(request, {{"id", "x-0a"}, {"index", "-1"}}),
              text_of(What::range) + "index '-1'");
    EXPECT_EQ(problem_of(request, {{"id", "x-0a"}, {"index", "seven"}}),
              text_of(What::wrong_type) + "index 'seven'");
    EXPECT_EQ(problem_of(request, {{"id", "y"}, {"index", "1"}}),
              text_of(What::pattern) + "id 'y'");
    EXPECT_EQ(problem_of(request, {{"id", "\xFF"}, {"index", "1"}}),
              text_of(What::wrong_type) + "id ''");
    request.headers[0].second = "17";
    EXPECT_EQ(problem_of(request), text_of(What::range) + "x-amz-Data-Length '17'");
    request.headers[0].second = "";
    EXPECT_EQ(problem_of(request), text_of(What::wrong_type) + "x-amz-Data-Length ''");
    request.headers.clear();
    EXPECT_EQ(problem_of(request), text_of(What::missing) + "x-amz-Data-Length ''");
    request = good_request();
    request.headers[1].second = "perhaps";
    EXPECT_EQ(problem_of(request), text_of(What::wrong_type) + "x-amz-Last 'perhaps'");
    request = good_request();
    request.query = "pageToken=1234567890";
    EXPECT_EQ(problem_of(request), text_of(What::length) + "pageToken '1234567890'");
    request.query = "tagKeys=a&tagKeys=";
    EXPECT_EQ(problem_of(request), text_of(What::length) + "tagKeys ''");
    request.query = "tagKeys=a&tagKeys=b&tagKeys=c&tagKeys=d";
    EXPECT_EQ(problem_of(request), text_of(What::length) + "tagKeys '4 entries'");
}

TEST(RestJsonDecode, MalformedQueryStrings) {
    HttpRequest request = good_request();
    for (std::string bad : {"pageToken=%", "pageToken=%zz", "pageToken=%FF", "%=1"}) {
        request.query = bad;
        EXPECT_EQ(problem_of(request), text_of(What::malformed) + " ''") << bad;
    }
    request.query = "&&other&pageToken=&pageToken=last";
    EXPECT_EQ(problem_of(request), "none");
}

TEST(RestJsonDecode, PayloadIsBounded) {
    HttpRequest request = good_request();
    request.body = std::string(16, 'b');
    EXPECT_EQ(problem_of(request), "none");
    request.body += 'b';
    EXPECT_EQ(problem_of(request), text_of(What::length) + "Body '17 bytes'");
}

struct Untag {
    std::string arn;
    std::vector<std::string> keys;

    static std::span<const Member> members() {
        static const Member rows[] = {
            member<&Untag::arn>("resourceArn", {.location = Location::uri, .required = true}),
            member<&Untag::keys>("tagKeys", {.location = Location::query, .required = true}),
        };
        return rows;
    }
};

TEST(RestJsonDecode, IgnoresABodyNobodyDeclared) {
    OperationShape operation{.name = "Untag", .input = shape_of<Untag>()};
    HttpRequest request;
    request.query = "tagKeys=a";
    request.body = "not JSON";
    Upload unused;
    Untag out;
    EXPECT_FALSE(decode_rest_json(operation, request, {{"resourceArn", "arn:x"}}, &out));
    EXPECT_EQ(out.arn, "arn:x");
    request.query = "";
    Problem problem = decode_rest_json(operation, request, {{"resourceArn", "arn:x"}}, &out);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->what, What::missing);
    EXPECT_EQ(problem->path, "tagKeys");
}

struct Mixed {
    std::string arn;
    std::map<std::string, std::string> tags;

    static std::span<const Member> members() {
        static const Member rows[] = {
            member<&Mixed::arn>("resourceArn", {.location = Location::uri, .required = true}),
            member<&Mixed::tags>("tags", {.required = true}),
        };
        return rows;
    }
};

TEST(RestJsonDecode, PathAndBodyTogether) {
    OperationShape operation{.name = "TagResource", .input = shape_of<Mixed>()};
    HttpRequest request;
    request.body = R"({"tags":{"a":"b"},"resourceArn":"from the body"})";
    Mixed out;
    ASSERT_FALSE(decode_rest_json(operation, request, {{"resourceArn", "arn:x"}}, &out));
    EXPECT_EQ(out.arn, "arn:x");
    EXPECT_EQ(out.tags.at("a"), "b");
    request.body = "";
    Problem problem = decode_rest_json(operation, request, {{"resourceArn", "arn:x"}}, &out);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->path, "tags");
}

struct Document {
    std::optional<sample::Tag> tag;

    static std::span<const Member> members() {
        static const Member rows[] = {
            member<&Document::tag>("tag", {.location = Location::payload, .required = true})};
        return rows;
    }
};

TEST(RestJson, AStructureMayBeThePayload) {
    OperationShape operation{
        .name = "PutTag", .input = shape_of<Document>(), .output = shape_of<Document>()};
    HttpRequest request;
    request.body = R"({"key":"k"})";
    Document out;
    ASSERT_FALSE(decode_rest_json(operation, request, {}, &out));
    EXPECT_EQ(out.tag->key, "k");
    EXPECT_EQ(encode_rest_json(operation, &out).body, R"({"key":"k"})");
    Document none;
    EXPECT_EQ(encode_rest_json(operation, &none).body, "{}");
    request.body = "{}";
    EXPECT_EQ(decode_rest_json(operation, request, {}, &out)->path, "key");
}

TEST(RestJsonEncode, HeadersAndPayload) {
    Upload output{.id = "x-1",
                  .index = 1,
                  .token = std::nullopt,
                  .tag_keys = {},
                  .length = 3,
                  .last = std::nullopt,
                  .body = {"raw"}};
    HttpResponse response = encode_rest_json(put_part, &output);
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(find_header(response.headers, "x-amz-data-length"), "3");
    EXPECT_FALSE(find_header(response.headers, "x-amz-last"));
    EXPECT_EQ(find_header(response.headers, "content-type"), "application/octet-stream");
    EXPECT_EQ(response.body, "raw");
}

TEST(RestJsonEncode, AlwaysAnObject) {
    OperationShape operation{.name = "Nothing"};
    EXPECT_EQ(encode_rest_json(operation, nullptr).body, "{}");
    operation.output = shape_of<sample::Nothing>();
    sample::Nothing nothing;
    HttpResponse response = encode_rest_json(operation, &nothing);
    EXPECT_EQ(response.body, "{}");
    EXPECT_EQ(find_header(response.headers, "content-type"), "application/json");
}

TEST(MatchUri, Literals) {
    Labels labels;
    EXPECT_TRUE(match_uri("/GetImage", "/GetImage", labels));
    EXPECT_TRUE(match_uri("/", "/", labels));
    for (std::string bad : {"", "/", "GetImage", "/getimage", "/GetImage/", "/GetImage/x",
                            "//GetImage", "/GetImag%65"}) {
        EXPECT_FALSE(match_uri("/GetImage", bad, labels)) << bad;
    }
}

TEST(MatchUri, LabelsAreSingleSegments) {
    Labels labels;
    ASSERT_TRUE(match_uri("/snapshots/{snapshotId}/blocks/{blockIndex}",
                          "/snapshots/snap-%30/blocks/7", labels));
    EXPECT_EQ(labels, (Labels{{"blockIndex", "7"}, {"snapshotId", "snap-0"}}));
    EXPECT_FALSE(match_uri("/snapshots/{snapshotId}/blocks", "/snapshots//blocks", labels));
    EXPECT_TRUE(labels.empty());
    EXPECT_FALSE(match_uri("/snapshots/{snapshotId}/blocks", "/snapshots/a/b/blocks", labels));
    EXPECT_FALSE(match_uri("/snapshots/{snapshotId}", "/snapshots/%zz", labels));
    EXPECT_FALSE(match_uri("/snapshots/{snapshotId}", "/snapshots", labels));
    EXPECT_TRUE(match_uri("/snapshots/{snapshotId}", "/snapshots/a%2Fb", labels));
    EXPECT_EQ(labels.at("snapshotId"), "a/b");
}

TEST(MatchUri, GreedyLabelsTakeEncodedAndLiteralSlashes) {
    Labels labels;
    std::string arn = "arn:aws:imagebuilder:us-east-1:111122223333:image/a/1.0.0/1";
    ASSERT_TRUE(match_uri("/tags/{resourceArn+}", "/tags/" + arn, labels));
    EXPECT_EQ(labels.at("resourceArn"), arn);
    ASSERT_TRUE(match_uri(
        "/tags/{resourceArn+}",
        "/tags/arn%3Aaws%3Aimagebuilder%3Aus-east-1%3A111122223333%3Aimage%2Fa%2F1.0.0%2F1",
        labels));
    EXPECT_EQ(labels.at("resourceArn"), arn);
    EXPECT_FALSE(match_uri("/tags/{resourceArn+}", "/tags/", labels));
    EXPECT_FALSE(match_uri("/tags/{resourceArn+}", "/tags", labels));
}

}  // namespace
}  // namespace amicast::wire
