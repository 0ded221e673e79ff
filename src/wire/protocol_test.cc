// Whole requests and responses of each protocol, with the published samples as goldens.
#include <string>

#include <gtest/gtest.h>

#include "wire/operation.h"
#include "wire/sample_shapes.h"
#include "wire/xml_encode.h"

namespace amicast::wire {
namespace {

using sample::Everything;

const ServiceShape ec2 = sample::service(Protocol::ec2_query, "ec2");
const ServiceShape sts = sample::service(Protocol::aws_query, "sts");
const ServiceShape rest = sample::service(Protocol::rest_json, "imagebuilder");
const ServiceShape json = sample::service(Protocol::json_1_1, "organizations");

struct CopyImageOutput {
    std::optional<std::string> image_id;

    static std::span<const Member> members() {
        static const Member rows[] = {
            member<&CopyImageOutput::image_id>("ImageId", {.location_name = "imageId"})};
        return rows;
    }
};

struct DescribeOutput {
    std::vector<sample::Tag> tags;
    std::vector<std::string> groups;
    bool is_public = false;

    static std::span<const Member> members() {
        static const Member rows[] = {
            member<&DescribeOutput::tags>("Images",
                                          {.location_name = "imagesSet", .keep_empty = true}),
            member<&DescribeOutput::groups>(
                "Groups", {.location_name = "groupSet", .element_name = "groupId"}),
            member<&DescribeOutput::is_public>("Public", {.location_name = "isPublic"}),
        };
        return rows;
    }
};

const OperationShape copy_image{
    .name = "CopyImage", .input = shape_of<Everything>(), .output = shape_of<CopyImageOutput>()};
const OperationShape describe_images{.name = "DescribeImages",
                                     .input = shape_of<Everything>(),
                                     .output = shape_of<DescribeOutput>()};
const OperationShape delete_tags{.name = "DeleteTags", .input = shape_of<Everything>()};
const OperationShape no_members{.name = "GetNothing", .output = shape_of<sample::Nothing>()};

HttpRequest form_post(std::string body, std::string query = {}) {
    HttpRequest request;
    request.method = "POST";
    request.path = "/";
    request.query = std::move(query);
    request.body = std::move(body);
    return request;
}

std::string_view header(const HttpResponse& response, std::string_view name) {
    return find_header(response.headers, name).value_or("(none)");
}

TEST(Ec2Protocol, CopyImageSample) {
    CopyImageOutput output{.image_id = "ami-0123456789abcdef0"};
    auto response = encode_output(ec2, copy_image, &output, "8f6d3c1e-0d5a-4d2b-9f0f-2f4f5b7c1a11");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header(response, "content-type"), "text/xml;charset=UTF-8");
    EXPECT_EQ(header(response, "x-amzn-requestid"), "8f6d3c1e-0d5a-4d2b-9f0f-2f4f5b7c1a11");
    EXPECT_EQ(response.body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<CopyImageResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>8f6d3c1e-0d5a-4d2b-9f0f-2f4f5b7c1a11</requestId>"
              "<imageId>ami-0123456789abcdef0</imageId></CopyImageResponse>");
}

TEST(Ec2Protocol, EchoesTheRequestedVersion) {
    auto request = form_post("Action=CopyImage&Version=2014-10-01");
    EXPECT_EQ(requested_version(ec2, request), "2014-10-01");
    CopyImageOutput output;
    auto response = encode_output(ec2, copy_image, &output, "id", requested_version(ec2, request));
    EXPECT_NE(response.body.find("http://ec2.amazonaws.com/doc/2014-10-01/"), std::string::npos);
    EXPECT_EQ(response.body.find("imageId"), std::string::npos);  // absent, not empty
    EXPECT_EQ(requested_version(ec2, form_post("Action=CopyImage")), "2016-11-15");
    EXPECT_EQ(requested_version(ec2, form_post("Version=%3Cx%3E")), "2016-11-15");
}

TEST(Ec2Protocol, RefusesGarbageVersions) {
    for (std::string bad : {"latest", "2016-11-1", "2016/11/15", "2016-11-15x", "2016-1a-15"}) {
        auto request = form_post("Action=CopyImage&Version=" + bad);
        Everything input;
        auto status = decode_input(ec2, copy_image, request, {}, &input);
        ASSERT_FALSE(status) << bad;
        EXPECT_EQ(status.error().code, "NoSuchVersion");
        EXPECT_NE(status.error().message.find(bad), std::string::npos);
    }
}

TEST(Ec2Protocol, ListsAndEmptyCollections) {
    DescribeOutput output;
    auto empty = encode_output(ec2, describe_images, &output, "r");
    EXPECT_NE(empty.body.find("<requestId>r</requestId><imagesSet/><isPublic>false</isPublic>"),
              std::string::npos);
    output.tags = {{.key = "a&b", .value = "<\"'>"}, {.key = "c", .value = ""}};
    output.groups = {"all"};
    auto response = encode_output(ec2, describe_images, &output, "r");
    EXPECT_NE(response.body.find(
                  "<imagesSet><item><key>a&amp;b</key><value>&lt;&quot;&apos;&gt;</value></item>"
                  "<item><key>c</key><value></value></item></imagesSet>"
                  "<groupSet><groupId>all</groupId></groupSet>"),
              std::string::npos)
        << response.body;
}

TEST(Ec2Protocol, WithoutOutputReturnsTrue) {
    auto response = encode_output(ec2, delete_tags, nullptr, "r");
    EXPECT_EQ(response.body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<DeleteTagsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>r</requestId><return>true</return></DeleteTagsResponse>");
}

TEST(Ec2Protocol, EveryKindInXml) {
    Everything value;
    value.flag = true;
    value.count = -3;
    value.ratio = 0.5;
    value.when = from_microseconds(1'714'979'289'123'456);
    value.exactly_when = value.when;
    value.data = Bytes{1, 2, 3};
    value.labels = {{"k", "v"}};
    value.nested.emplace();
    std::string out;
    append_xml_members(out, Protocol::ec2_query, *shape_of<Everything>(), &value);
    EXPECT_EQ(out,
              "<flag>true</flag><count>-3</count><ratio>0.5</ratio>"
              "<when>2024-05-06T07:08:09.123Z</when><exactlyWhen>1714979289123</exactlyWhen>"
              "<data>AQID</data><labels><entry><key>k</key><value>v</value></entry></labels>"
              "<nested/>");
    out.clear();
    append_xml_members(out, Protocol::aws_query, *shape_of<Everything>(), &value);
    EXPECT_NE(out.find("<when>2024-05-06T07:08:09Z</when>"), std::string::npos);
}

TEST(XmlText, DropsWhatXmlForbids) {
    auto written = [](std::string_view text) {
        std::string out;
        append_xml_text(out, text);
        return out;
    };
    EXPECT_EQ(written(std::string_view("a\0b\x01\x1f"
                                       "c",
                                       6)),
              "abc");
    EXPECT_EQ(written("tab\t line\n return\r delete\x7f"), "tab\t line\n return&#13; delete\x7f");
    EXPECT_EQ(written("\xEF\xBF\xBE-\xEF\xBF\xBF-\xEF\xBF\xBD-\xEF\xBC\x81"),
              "--\xEF\xBF\xBD-\xEF\xBC\x81");
    EXPECT_EQ(written("é 😀"), "é 😀");
    EXPECT_EQ(written(""), "");
}

TEST(Ec2Protocol, InputComesFromBodyAndQueryString) {
    auto request = form_post("Name=body&Action=X", "Name=query&Flag=true");
    Everything input;
    ASSERT_TRUE(decode_input(ec2, copy_image, request, {}, &input));
    EXPECT_EQ(input.name, "body");
    EXPECT_EQ(input.flag, true);
}

TEST(Ec2Protocol, ProblemsAreNamedByTheService) {
    auto request = form_post("Count=1");
    Everything input;
    auto status = decode_input(ec2, copy_image, request, {}, &input);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().message, "CopyImage|Count|1|a whole number from 5 to 1000");
}

TEST(Ec2Protocol, ErrorSample) {
    Error error{.kind = ErrorKind::not_found,
                .message = "The image id '[ami-0123]' does not exist",
                .detail = "secret",
                .code = "InvalidAMIID.NotFound",
                .members = {}};
    auto response = encode_error(ec2, error, "8f6d");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<Response><Errors><Error><Code>InvalidAMIID.NotFound</Code><Message>The image id "
              "&apos;[ami-0123]&apos; does not exist</Message></Error></Errors>"
              "<RequestID>8f6d</RequestID></Response>");
}

TEST(AwsQueryProtocol, WrapsResults) {
    CopyImageOutput output{.image_id = "x"};
    auto response = encode_output(sts, copy_image, &output, "r1");
    EXPECT_EQ(header(response, "content-type"), "text/xml");
    EXPECT_EQ(response.body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<CopyImageResponse xmlns=\"https://sample.example/doc/2016-11-15/\">"
              "<CopyImageResult><imageId>x</imageId></CopyImageResult>"
              "<ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></CopyImageResponse>");
    auto empty = encode_output(sts, no_members, &output, "r1");
    EXPECT_NE(empty.body.find("<GetNothingResult></GetNothingResult>"), std::string::npos);
    auto none = encode_output(sts, delete_tags, nullptr, "r1");
    EXPECT_EQ(none.body.find("Result"), std::string::npos);
    EXPECT_NE(none.body.find("<RequestId>r1</RequestId>"), std::string::npos);
}

TEST(AwsQueryProtocol, ListsHaveMembers) {
    DescribeOutput output;
    output.tags = {{.key = "k", .value = std::nullopt}};
    auto response = encode_output(sts, describe_images, &output, "r1");
    EXPECT_NE(response.body.find("<imagesSet><member><key>k</key></member></imagesSet>"),
              std::string::npos);
}

TEST(AwsQueryProtocol, Errors) {
    Error error{.kind = ErrorKind::not_found, .message = "gone & lost", .code = {}};
    auto response = encode_error(sts, error, "r2");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<ErrorResponse xmlns=\"https://sample.example/doc/2016-11-15/\"><Error>"
              "<Type>Sender</Type><Code>Missing</Code><Message>gone &amp; lost</Message></Error>"
              "<RequestId>r2</RequestId></ErrorResponse>");
    error.kind = ErrorKind::internal;
    response = encode_error(sts, error, "r2");
    EXPECT_EQ(response.status, 500);
    EXPECT_NE(response.body.find("<Type>Receiver</Type><Code>Failure</Code>"), std::string::npos);
}

TEST(Json11Protocol, BothWays) {
    HttpRequest request;
    request.headers = {{"x-amz-target", "Sample_2016.CreateThing"}};
    request.body = R"({"name":"abc"})";
    EXPECT_EQ(requested_action(json, request), "CreateThing");
    Everything input;
    ASSERT_TRUE(decode_input(json, copy_image, request, {}, &input));
    EXPECT_EQ(input.name, "abc");
    CopyImageOutput output{.image_id = "x"};
    auto response = encode_output(json, copy_image, &output, "r3");
    EXPECT_EQ(response.body, R"({"imageId":"x"})");
    EXPECT_EQ(header(response, "content-type"), "application/x-amz-json-1.1");
    EXPECT_EQ(encode_output(json, delete_tags, nullptr, "r3").body, "{}");
}

TEST(Json11Protocol, Errors) {
    Error error{.kind = ErrorKind::limit,
                .message = "say \"no\"",
                .detail = {},
                .code = "TooMany",
                .members = {{"Reason", "ACCOUNT_NUMBER_LIMIT_EXCEEDED"}}};
    auto response = encode_error(json, error, "r3");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(header(response, "x-amzn-errortype"), "TooMany");
    EXPECT_EQ(response.body, R"({"__type":"TooMany","message":"say \"no\"",)"
                             R"("Reason":"ACCOUNT_NUMBER_LIMIT_EXCEEDED"})");
}

TEST(RestJsonProtocol, Errors) {
    ServiceShape ebs = rest;
    ebs.capital_message = true;
    Error error{.kind = ErrorKind::not_found,
                .message = "The snapshot 'snap-0abc' does not exist.",
                .detail = {},
                .code = "Missing",
                .members = {{"Reason", "SNAPSHOT_NOT_FOUND"}}};
    auto response = encode_error(ebs, error, "1f0c");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(header(response, "x-amzn-errortype"), "Missing");
    EXPECT_EQ(header(response, "x-amzn-requestid"), "1f0c");
    EXPECT_EQ(header(response, "content-type"), "application/json");
    EXPECT_EQ(response.body, R"({"Message":"The snapshot 'snap-0abc' does not exist.",)"
                             R"("Reason":"SNAPSHOT_NOT_FOUND"})");
    EXPECT_EQ(
        encode_error(rest, {.kind = ErrorKind::limit, .message = "m", .code = "Full"}, "r").status,
        402);
}

TEST(EncodeError, StatusByKindWhenTheCodeIsNotListed) {
    auto status = [](ErrorKind kind) {
        return encode_error(rest, {.kind = kind, .message = "m", .code = "Unlisted"}, "r").status;
    };
    EXPECT_EQ(status(ErrorKind::invalid), 400);
    EXPECT_EQ(status(ErrorKind::conflict), 400);
    EXPECT_EQ(status(ErrorKind::internal), 500);
    EXPECT_EQ(status(ErrorKind::corrupt), 500);
    EXPECT_EQ(status(ErrorKind::unavailable), 503);
    EXPECT_EQ(status(ErrorKind::timed_out), 503);
}

TEST(RequestedAction, ByProtocol) {
    EXPECT_EQ(requested_action(ec2, form_post("Action=A&Version=2016-11-15")), "A");
    EXPECT_EQ(requested_action(ec2, form_post("", "Action=B")), "B");
    EXPECT_EQ(requested_action(ec2, form_post("Action=A", "Action=B")), "A");
    EXPECT_EQ(requested_action(sts, form_post("Version=2011-06-15")), "");
    EXPECT_EQ(requested_action(rest, form_post("Action=A")), "");
    HttpRequest request;
    EXPECT_EQ(requested_action(json, request), "");
    for (std::string bad : {"Other.Do", "Sample_2016", "Sample_2016.", "Sample_2016xDo"}) {
        request.headers = {{"x-amz-target", bad}};
        EXPECT_EQ(requested_action(json, request), "") << bad;
    }
}

}  // namespace
}  // namespace amicast::wire
