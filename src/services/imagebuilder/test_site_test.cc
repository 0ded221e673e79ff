// Body of test_site.h; compiled with the tests only.
#include "services/imagebuilder/test_site.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "iam/inline_policies.h"
#include "iam/roles.h"
#include "lifecycle/schema.h"
#include "parameters/schema.h"
#include "services/imagebuilder/executors.h"
#include "services/imagebuilder/service.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {
namespace {

namespace json = boost::json;

const Operation& find_operation(std::string_view name) {
    for (const Operation& operation : imagebuilder_service().operations)
        if (operation.shape.name == name) return operation;
    ADD_FAILURE() << "no operation " << name;
    return imagebuilder_service().operations.front();
}

// For the tag operations `query` is the ARN, and what follows a `?` the query.
wire::HttpRequest request_of(const Operation& operation, std::string_view body,
                             std::string_view query) {
    wire::HttpRequest request;
    request.method = operation.shape.method;
    request.path = operation.shape.uri;
    if (request.path.starts_with("/tags/")) {
        request.path = "/tags/" + percent_encode(query.substr(0, query.find('?')));
        query = query.find('?') == std::string_view::npos ? "" : query.substr(query.find('?') + 1);
    }
    request.query = query;
    request.headers = {{"content-type", "application/json"}};
    request.body = body;
    return request;
}

}  // namespace

std::string Reply::text(std::string_view pointer) const {
    boost::system::error_code none;
    json::value whole = body;
    const json::value* found = whole.find_pointer(pointer, none);
    if (found == nullptr) return {};
    return found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
}

bool Reply::has(std::string_view pointer) const {
    boost::system::error_code none;
    json::value whole = body;
    return whole.find_pointer(pointer, none) != nullptr;
}

ImageBuilderTest::ImageBuilderTest()
    : root_key_(crypto::sha256("test")),
      identity_catalog_(std::move(*catalog::open_sqlite({.path = ":memory:", .readers = 2}))) {
    EXPECT_TRUE(iam::migrate(*identity_catalog_));
    identity_ = std::make_unique<iam::IdentityStore>(*identity_catalog_, root_key_, world_.clock,
                                                     world_.random);
    sessions_ = std::make_unique<iam::SessionTokens>(root_key_, world_.clock, world_.random);
    authorizer_ = std::make_unique<iam::Authorizer>(*identity_);
    site_ = std::make_unique<Site>(Site{.clock = world_.clock,
                                        .random = world_.random,
                                        .root_key = root_key_,
                                        .identity = *identity_,
                                        .sessions = *sessions_,
                                        .authorizer = *authorizer_,
                                        .peers = *world_.peers,
                                        .jobs = world_.notifier,
                                        .regions = world_.map});
    for (auto& [name, region] : world_.regions) {
        EXPECT_TRUE(parameters::migrate(*region->inner));
        EXPECT_TRUE(lifecycle::migrate(*region->inner));
        add_lifecycle_executors(*region->runner, *site_, region->region, std::chrono::hours(24));
    }
    add_role("distributor");
}

Reply ImageBuilderTest::call(std::string_view operation, std::string_view body,
                             std::string_view query) {
    return call_in(home_region, own_account, operation, body, query);
}

Reply ImageBuilderTest::call_in(std::string_view region, std::string_view account,
                                std::string_view name, std::string_view body,
                                std::string_view query) {
    const wire::ServiceShape& service = imagebuilder_service().shape;
    const Operation& operation = find_operation(name);
    iam::Principal caller{.kind = iam::PrincipalKind::root,
                          .account_id = std::string(account),
                          .arn = fmt::format("arn:aws:iam::{}:root", account),
                          .user_id = std::string(account)};
    Call call{.site = *site_,
              .region = world_.at(region).region,
              .caller = caller,
              .now = world_.clock.now(),
              .random = world_.random,
              .request_id = "request-1"};
    wire::HttpRequest request = request_of(operation, body, query);
    wire::Labels labels;
    EXPECT_TRUE(wire::match_uri(operation.shape.uri, request.path, labels)) << request.path;
    std::shared_ptr<void> input = operation.make_input();
    auto run = [&]() -> Result<wire::HttpResponse> {
        Status read = wire::decode_input(service, operation.shape, request, labels, input.get());
        if (read && operation.check != nullptr) read = operation.check(input.get());
        if (!read) return failure(read.error());
        (void)operation.access(call, input.get());
        auto output = operation.run(call, input.get());
        if (!output) return failure(output.error());
        return wire::encode_output(service, operation.shape, output->get(), call.request_id);
    };
    Result<wire::HttpResponse> answer = run();
    if (!answer) answer = wire::encode_error(service, answer.error(), call.request_id);
    Reply reply{.status = answer->status};
    if (auto error = wire::find_header(answer->headers, "x-amzn-errortype")) reply.error = *error;
    json::value parsed = json::parse(answer->body);
    EXPECT_TRUE(parsed.is_object()) << answer->body;
    reply.body = parsed.get_object();
    return reply;
}

std::vector<iam::AccessRequest> ImageBuilderTest::access(std::string_view name,
                                                         std::string_view body,
                                                         std::string_view query) {
    const Operation& operation = find_operation(name);
    iam::Principal caller{.kind = iam::PrincipalKind::root, .account_id = own_account};
    Call call{.site = *site_,
              .region = world_.home().region,
              .caller = caller,
              .now = world_.clock.now(),
              .random = world_.random,
              .request_id = "request-1"};
    wire::HttpRequest request = request_of(operation, body, query);
    wire::Labels labels;
    EXPECT_TRUE(wire::match_uri(operation.shape.uri, request.path, labels));
    std::shared_ptr<void> input = operation.make_input();
    Status read = wire::decode_input(imagebuilder_service().shape, operation.shape, request, labels,
                                     input.get());
    EXPECT_TRUE(read) << read.error().message;
    return operation.access(call, input.get());
}

void ImageBuilderTest::expect_error(const Reply& reply, int status, std::string_view error,
                                    std::string_view message_part) {
    EXPECT_EQ(reply.status, status) << json::serialize(reply.body);
    EXPECT_EQ(reply.error, error) << json::serialize(reply.body);
    EXPECT_THAT(reply.message(), testing::HasSubstr(std::string(message_part)));
}

void ImageBuilderTest::add_role(const std::string& name, const std::string& policy,
                                const std::string& trusted) {
    auto role = iam::create_role(
        *identity_, {.account_id = own_account,
                     .name = name,
                     .trust_policy = fmt::format(
                         R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",)"
                         R"("Principal":{{"Service":"{}"}},"Action":"sts:AssumeRole"}}]}})",
                         trusted)});
    ASSERT_TRUE(role) << role.error().message;
    std::string document = policy;
    if (document.empty())
        document = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                   R"("Action":["ec2:*","logs:*"],"Resource":"*"}]})";
    Status put = iam::put_policy(
        *identity_, {.kind = iam::OwnerKind::role, .account_id = own_account, .name = name},
        {.name = "inline", .document = document});
    ASSERT_TRUE(put) << put.error().message;
}

std::string ImageBuilderTest::add_configuration(const std::string& name,
                                                const std::string& distributions) {
    Reply reply = call("CreateDistributionConfiguration",
                       fmt::format(R"({{"name":"{}","distributions":{},"clientToken":"add-{}"}})",
                                   name, distributions, ++tokens_));
    EXPECT_EQ(reply.status, 200) << json::serialize(reply.body);
    return reply.text("/distributionConfigurationArn");
}

std::string ImageBuilderTest::add_configuration_for(const std::string& name,
                                                    const std::vector<std::string>& regions) {
    std::vector<std::string> distributions;
    for (const std::string& region : regions)
        distributions.push_back(
            fmt::format(R"({{"region":"{}","amiDistributionConfiguration":{{}}}})", region));
    return add_configuration(name, fmt::format("[{}]", fmt::join(distributions, ",")));
}

std::string ImageBuilderTest::distribute_body(const std::string& source,
                                              const std::string& configuration,
                                              const std::string& token, const std::string& more) {
    return fmt::format(R"({{"sourceImage":"{}","distributionConfigurationArn":"{}",)"
                       R"("executionRole":"distributor","clientToken":"{}"{}}})",
                       source, configuration, token, more);
}

std::string ImageBuilderTest::distribute(const std::string& source,
                                         const std::string& configuration,
                                         const std::string& token) {
    Reply reply = call("DistributeImage", distribute_body(source, configuration, token));
    EXPECT_EQ(reply.status, 200) << json::serialize(reply.body);
    return reply.text("/imageBuildVersionArn");
}

}  // namespace amicast::services::imagebuilder
