// Body of test_site.h; compiled with the tests only.
#include "services/ec2/test_site.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "services/ec2/service.h"
#include "wire/operation.h"

namespace amicast::services::ec2::testing {
namespace {

std::unique_ptr<catalog::Database> open_identity() {
    auto catalog = value_of(catalog::open_sqlite({.path = ":memory:", .readers = 2}));
    EXPECT_TRUE(iam::migrate(*catalog));
    return catalog;
}

std::string form_of(std::string_view action, const Parameters& parameters) {
    std::string form = fmt::format("Action={}&Version=2016-11-15", action);
    for (const auto& [name, value] : parameters)
        form += fmt::format("&{}={}", percent_encode(name), percent_encode(value));
    return form;
}

const Operation& find_operation(std::string_view action) {
    for (const Operation& operation : ec2_service().operations)
        if (operation.shape.name == action) return operation;
    ADD_FAILURE() << "no operation " << action;
    return ec2_service().operations.front();
}

std::string unescape(std::string text) {
    const std::pair<std::string_view, std::string_view> escapes[] = {
        {"&lt;", "<"},   {"&gt;", ">"},  {"&quot;", "\""},
        {"&apos;", "'"}, {"&#39;", "'"}, {"&amp;", "&"}};
    for (const auto& [escape, plain] : escapes)
        for (std::size_t at = 0; (at = text.find(escape, at)) != std::string::npos; ++at)
            text.replace(at, escape.size(), plain);
    return text;
}

}  // namespace

std::vector<std::string> Reply::texts(std::string_view element) const {
    std::vector<std::string> found;
    std::string open = fmt::format("<{}>", element);
    std::string close = fmt::format("</{}>", element);
    for (std::size_t at = 0; (at = body.find(open, at)) != std::string::npos;) {
        at += open.size();
        found.push_back(unescape(body.substr(at, body.find(close, at) - at)));
    }
    return found;
}

std::string Reply::text(std::string_view element) const {
    std::vector<std::string> all = texts(element);
    return all.empty() ? std::string() : all.front();
}

bool Reply::has(std::string_view element) const {
    return body.find(fmt::format("<{}>", element)) != std::string::npos ||
           body.find(fmt::format("<{}/>", element)) != std::string::npos;
}

Ec2Test::Ec2Test() : identity_catalog_(open_identity()) {
    identity_ = std::make_unique<iam::IdentityStore>(*identity_catalog_, root_key_, clock, random);
    sessions_ = std::make_unique<iam::SessionTokens>(root_key_, clock, random);
    authorizer_ = std::make_unique<iam::Authorizer>(*identity_);
    site_ = std::make_unique<Site>(Site{.clock = clock,
                                        .random = random,
                                        .root_key = root_key_,
                                        .identity = *identity_,
                                        .sessions = *sessions_,
                                        .authorizer = *authorizer_,
                                        .peers = peers,
                                        .jobs = notifier_,
                                        .regions = {},
                                        .block_public_access = false});
    for (TestRegion* where : {&source, &destination}) {
        const std::string& name = where->region().name;
        EXPECT_TRUE(keys::migrate(where->region().catalog));
        auto keyring = std::make_unique<keys::Keyring>(where->region().catalog, root_key_, clock,
                                                       random, name);
        where->use_keys(*keyring);
        site_->keyrings.emplace(name, keyring.get());
        site_->regions.emplace(name, &where->region());
        keyrings_.emplace(name, std::move(keyring));
    }
}

iam::Principal Ec2Test::root_of(const std::string& account) {
    return {.kind = iam::PrincipalKind::root,
            .account_id = account,
            .arn = fmt::format("arn:aws:iam::{}:root", account),
            .user_id = account};
}

Reply Ec2Test::call(std::string_view action, const Parameters& parameters) {
    return call_in(destination, alice, action, parameters);
}

Reply Ec2Test::call_as(const std::string& account, std::string_view action,
                       const Parameters& parameters) {
    return call_in(destination, account, action, parameters);
}

Reply Ec2Test::call_in(TestRegion& where, const std::string& account, std::string_view action,
                       const Parameters& parameters) {
    const wire::ServiceShape& service = ec2_service().shape;
    const Operation& operation = find_operation(action);
    iam::Principal caller = principal_.value_or(root_of(account));
    Call call{.site = *site_,
              .region = where.region(),
              .caller = caller,
              .now = clock.now(),
              .random = random,
              .request_id = "request-1"};
    wire::HttpRequest request{.method = "POST", .path = "/", .body = form_of(action, parameters)};
    request.headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}};
    std::shared_ptr<void> input = operation.make_input();
    auto run = [&]() -> Result<wire::HttpResponse> {
        Status read = wire::decode_input(service, operation.shape, request, {}, input.get());
        if (read && operation.check != nullptr) read = operation.check(input.get());
        if (!read) return failure(read.error());
        (void)operation.access(call, input.get());
        auto output = operation.run(call, input.get());
        if (!output) return failure(output.error());
        return wire::encode_output(service, operation.shape, output->get(), call.request_id);
    };
    Result<wire::HttpResponse> answer = run();
    if (!answer) answer = wire::encode_error(service, answer.error(), call.request_id);
    return {.status = answer->status, .body = answer->body};
}

std::vector<iam::AccessRequest> Ec2Test::access(std::string_view action,
                                                const Parameters& parameters) {
    const Operation& operation = find_operation(action);
    iam::Principal caller = principal_.value_or(root_of(alice));
    Call call{.site = *site_,
              .region = destination.region(),
              .caller = caller,
              .now = clock.now(),
              .random = random,
              .request_id = "request-1"};
    wire::HttpRequest request{.method = "POST", .path = "/", .body = form_of(action, parameters)};
    request.headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}};
    std::shared_ptr<void> input = operation.make_input();
    Status read =
        wire::decode_input(ec2_service().shape, operation.shape, request, {}, input.get());
    EXPECT_TRUE(read) << read.error().message;
    return operation.access(call, input.get());
}

void Ec2Test::expect_error(const Reply& reply, std::string_view code, std::string_view message_part,
                           int status) {
    EXPECT_EQ(reply.code(), code) << reply.body;
    EXPECT_EQ(reply.status, status) << reply.body;
    EXPECT_THAT(reply.message(), ::testing::HasSubstr(std::string(message_part)));
}

}  // namespace amicast::services::ec2::testing
