// The small client and site that this room's tests share.
#include "services/ebs/test_site.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/encoding.h"
#include "base/limits.h"
#include "snapshots/upload.h"

namespace amicast::services::ebs::testing {
namespace {

namespace json = boost::json;

json::object parsed(const Reply& reply) {
    json::error_code error;
    json::value value = json::parse(reply.response.body, error);
    return value.is_object() ? value.get_object() : json::object();
}

std::string text_of(const json::object& object, std::string_view member) {
    const json::value* value = object.if_contains(member);
    if (value == nullptr) return {};
    return value->is_string() ? std::string(std::string_view(value->get_string()))
                              : json::serialize(*value);
}

struct Match {
    const Operation* operation = nullptr;
    wire::Labels labels;
};

Match match(const wire::HttpRequest& request) {
    for (const Operation& operation : ebs_service().operations) {
        Match found{&operation, {}};
        if (operation.shape.method == request.method &&
            wire::match_uri(operation.shape.uri, request.path, found.labels))
            return found;
    }
    return {};
}

}  // namespace

std::string Reply::header(std::string_view name) const {
    return std::string(wire::find_header(response.headers, name).value_or(""));
}
std::string Reply::text(std::string_view member) const {
    return text_of(parsed(*this), member);
}
std::int64_t Reply::number(std::string_view member) const {
    return std::stoll(text(member));
}
bool Reply::has(std::string_view member) const {
    return parsed(*this).contains(member);
}

std::vector<Item> items_of(const Reply& reply, std::string_view list) {
    std::vector<Item> items;
    const json::object body = parsed(reply);
    const json::value* value = body.if_contains(list);
    EXPECT_TRUE(value != nullptr && value->is_array()) << reply.response.body.substr(0, 300);
    if (value == nullptr) return items;
    for (const json::value& element : value->as_array()) {
        const json::object& object = element.as_object();
        items.push_back({.index = object.at("BlockIndex").as_int64(),
                         .token = text_of(object, "BlockToken"),
                         .first_token = text_of(object, "FirstBlockToken"),
                         .second_token = text_of(object, "SecondBlockToken"),
                         .checksum = text_of(object, "Checksum")});
    }
    return items;
}

std::string block(std::uint64_t number) {
    std::string content(limits::block_bytes, '\0');
    for (std::size_t i = 0; number != 0 && i < content.size(); ++i)
        content[i] = static_cast<char>(number + i / 4096);
    return content;
}

std::string checksum_of(std::string_view content) {
    return to_base64(crypto::sha256(content));
}

std::string aggregate_of(const std::vector<std::string>& blocks) {
    crypto::Sha256 aggregate;
    for (const std::string& content : blocks)
        aggregate.update(crypto::sha256(content));
    return to_base64(aggregate.finish());
}

EbsTest::EbsTest()
    : keys_catalog_(*catalog::open_sqlite({.path = ":memory:"})),
      identity_catalog_(*catalog::open_sqlite({.path = ":memory:"})) {
    EXPECT_TRUE(keys::migrate(*keys_catalog_));
    keyring_ =
        std::make_unique<keys::Keyring>(*keys_catalog_, root_key_, clock(), random_, "us-east-1");
    EXPECT_TRUE(images::migrate(*store_.catalog));
    EXPECT_TRUE(snapshots::migrate(*store_.catalog));
    EXPECT_TRUE(iam::migrate(*identity_catalog_));
    identity_ =
        std::make_unique<iam::IdentityStore>(*identity_catalog_, root_key_, clock(), random_);
    sessions_ = std::make_unique<iam::SessionTokens>(root_key_, clock(), random_);
    authorizer_ = std::make_unique<iam::Authorizer>(*identity_);
    site_ = std::make_unique<Site>(Site{.clock = clock(),
                                        .random = random_,
                                        .root_key = root_key_,
                                        .identity = *identity_,
                                        .sessions = *sessions_,
                                        .authorizer = *authorizer_,
                                        .peers = peers_,
                                        .jobs = notifier_,
                                        .regions = {},
                                        .keyrings = {{"us-east-1", keyring_.get()}}});
}

images::Region EbsTest::make_region() {
    return {.name = "us-east-1",
            .catalog = *store_.catalog,
            .blocks = *store_.store,
            .keys = *keyring_,
            .random = random_};
}

Call EbsTest::make_call(images::Region& region, const iam::Principal& caller) {
    return Call{.site = *site_,
                .region = region,
                .caller = caller,
                .now = clock().now(),
                .random = random_,
                .request_id = "request",
                .secure = false,
                .remote_address = "127.0.0.1",
                .user_agent = {}};
}

iam::Principal EbsTest::principal() const {
    return {.kind = iam::PrincipalKind::root,
            .account_id = account_,
            .arn = "arn:aws:iam::" + account_ + ":root",
            .user_id = account_};
}

std::string EbsTest::use_new_key() {
    const keys::Key key = keys::add_key(*keyring_, account_);
    key_arn_ = key.arn();
    return key.id;
}

Reply EbsTest::send(wire::HttpRequest request) {
    images::Region region = make_region();
    const iam::Principal caller = principal();
    Call call = make_call(region, caller);
    const wire::ServiceShape& service = ebs_service().shape;
    Match found = match(request);
    EXPECT_NE(found.operation, nullptr) << request.method << ' ' << request.path;
    if (found.operation == nullptr) return {};
    const Operation& operation = *found.operation;
    auto input = operation.make_input();
    Status decoded =
        wire::decode_input(service, operation.shape, request, found.labels, input.get());
    if (decoded && operation.check != nullptr) decoded = operation.check(input.get());
    if (!decoded) return {wire::encode_error(service, decoded.error(), call.request_id)};
    auto output = operation.run(call, input.get());
    if (!output) return {wire::encode_error(service, output.error(), call.request_id)};
    return {wire::encode_output(service, operation.shape, output->get(), call.request_id)};
}

std::vector<iam::AccessRequest> EbsTest::access(wire::HttpRequest request) {
    images::Region region = make_region();
    const iam::Principal caller = principal();
    Call call = make_call(region, caller);
    Match found = match(request);
    auto input = found.operation->make_input();
    Status decoded = wire::decode_input(ebs_service().shape, found.operation->shape, request,
                                        found.labels, input.get());
    EXPECT_TRUE(decoded);
    return found.operation->access(call, input.get());
}

Reply EbsTest::start(const std::string& json) {
    return send({.method = "POST", .path = "/snapshots", .body = json});
}

std::string EbsTest::start_new(const std::string& parent) {
    std::string body = R"({"VolumeSize":1)";
    if (!parent.empty()) body += R"(,"ParentSnapshotId":")" + parent + '"';
    if (key_arn_ && parent.empty()) body += R"(,"KmsKeyArn":")" + *key_arn_ + '"';
    Reply reply = start(body + "}");
    EXPECT_EQ(reply.status(), 201) << reply.response.body;
    return reply.text("SnapshotId");
}

wire::HttpRequest EbsTest::put_request(const std::string& snapshot, std::int64_t index,
                                       std::string content) {
    return {.method = "PUT",
            .path = "/snapshots/" + snapshot + "/blocks/" + std::to_string(index),
            .headers = {{"x-amz-data-length", std::to_string(content.size())},
                        {"x-amz-checksum", checksum_of(content)},
                        {"x-amz-checksum-algorithm", "SHA256"}},
            .body = std::move(content)};
}

Reply EbsTest::put(const std::string& snapshot, std::int64_t index, std::string content) {
    return send(put_request(snapshot, index, std::move(content)));
}

Reply EbsTest::complete(const std::string& snapshot, std::int64_t count,
                        const std::string& aggregate) {
    wire::HttpRequest request{.method = "POST",
                              .path = "/snapshots/completion/" + snapshot,
                              .headers = {{"x-amz-changedblockscount", std::to_string(count)}}};
    if (!aggregate.empty()) {
        request.headers.emplace_back("x-amz-checksum", aggregate);
        request.headers.emplace_back("x-amz-checksum-algorithm", "SHA256");
        request.headers.emplace_back("x-amz-checksum-aggregation-method", "LINEAR");
    }
    return send(std::move(request));
}

Reply EbsTest::list(const std::string& snapshot, const std::string& query) {
    return send({.method = "GET", .path = "/snapshots/" + snapshot + "/blocks", .query = query});
}

Reply EbsTest::changes(const std::string& first, const std::string& second,
                       const std::string& query) {
    return send({.method = "GET",
                 .path = "/snapshots/" + second + "/changedblocks",
                 .query = "firstSnapshotId=" + first + query});
}

Reply EbsTest::get(const std::string& snapshot, std::int64_t index, const std::string& token) {
    return send({.method = "GET",
                 .path = "/snapshots/" + snapshot + "/blocks/" + std::to_string(index),
                 .query = "blockToken=" + percent_encode(token)});
}

std::string EbsTest::make_snapshot(const Blocks& blocks, const std::string& parent) {
    const std::string id = start_new(parent);
    std::vector<std::string> contents;
    for (const auto& [index, number] : blocks) {
        contents.push_back(block(number));
        EXPECT_EQ(put(id, index, contents.back()).status(), 201);
    }
    Reply reply = complete(id, std::ssize(blocks), aggregate_of(contents));
    EXPECT_EQ(reply.status(), 202) << reply.response.body;
    return id;
}

void EbsTest::expect_content(const std::string& snapshot, const Blocks& blocks) {
    const auto items = items_of(list(snapshot), "Blocks");
    ASSERT_EQ(items.size(), blocks.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        EXPECT_EQ(items[i].index, blocks[i].first);
        Reply reply = get(snapshot, items[i].index, items[i].token);
        ASSERT_EQ(reply.status(), 200) << reply.response.body;
        EXPECT_EQ(reply.response.body == block(blocks[i].second), true) << items[i].index;
        EXPECT_EQ(reply.header("x-amz-checksum"), checksum_of(reply.response.body));
    }
}

void EbsTest::expect_error(const Reply& reply, std::string_view error, std::string_view reason,
                           std::string_view message_part) {
    EXPECT_EQ(reply.error(), error) << reply.response.body.substr(0, 300);
    EXPECT_EQ(reply.text("Reason"), reason) << reply.response.body.substr(0, 300);
    EXPECT_NE(reply.text("Message").find(message_part), std::string::npos)
        << reply.response.body.substr(0, 300);
    EXPECT_LE(reply.text("Message").size(), 256U);
}

images::Snapshot EbsTest::row(const std::string& snapshot) {
    auto found = store_.catalog->read_value(
        [&](catalog::Transaction& tx) { return images::find_snapshot(tx, snapshot); });
    EXPECT_TRUE(found);
    return found ? *found : images::Snapshot();
}

void EbsTest::change(const catalog::Database::Work& work) {
    Status changed = store_.catalog->write(work);
    EXPECT_TRUE(changed) << changed.error().message;
}

}  // namespace amicast::services::ebs::testing
