#include "cli/ebs_calls.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/check.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "cli/block_content.h"
#include "cli/json_text.h"
#include "crypto/digest.h"
#include "crypto/sha256_each.h"

namespace amicast::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view service = "ebs";
// Makes an amicast server add each block's SHA-256 to a listing; others ignore it.
constexpr std::string_view include_checksums = "x-amicast-include-checksums";

tl::unexpected<Error> unreadable(std::string_view operation) {
    return failure(ErrorKind::corrupt,
                   fmt::format("The server's answer to {} is not what it should be.", operation));
}

std::optional<std::int64_t> number(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    return value->get_int64();
}

std::optional<Digest> digest_of(std::string_view base64) {
    auto bytes = from_base64(base64);
    Digest digest{};
    if (!bytes || bytes->size() != digest.size()) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
}

Result<json::object> parsed(const wire::HttpResponse& response, std::string_view operation) {
    json::error_code error;
    json::value value = json::parse(response.body, error);
    if (error || !value.is_object()) return unreadable(operation);
    return std::move(value.get_object());
}

std::string block_path(std::string_view snapshot_id, std::int64_t index) {
    return fmt::format("/snapshots/{}/blocks/{}", percent_encode(snapshot_id), index);
}

}  // namespace

Result<std::string> start_snapshot(ApiClient& api, std::string_view region,
                                   const NewSnapshot& snapshot) {
    json::object body{{"VolumeSize", snapshot.volume_gib},
                      {"ClientToken", snapshot.client_token},
                      {"Timeout", 60}};
    if (!snapshot.description.empty()) body["Description"] = snapshot.description;
    if (!snapshot.parent_id.empty()) body["ParentSnapshotId"] = snapshot.parent_id;
    if (snapshot.encrypted) body["Encrypted"] = true;
    if (!snapshot.kms_key_arn.empty()) body["KmsKeyArn"] = snapshot.kms_key_arn;
    if (!snapshot.tags.empty()) {
        json::array tags;
        for (const auto& [key, value] : snapshot.tags)
            tags.push_back(json::object{{"Key", key}, {"Value", value}});
        body["Tags"] = std::move(tags);
    }
    auto response = api.json_call(service, region, "POST", "/snapshots", json::serialize(body));
    if (!response) return failure(response.error());
    auto answer = parsed(*response, "StartSnapshot");
    if (!answer) return failure(answer.error());
    std::string id = text(*answer, "SnapshotId");
    if (id.empty() || number(*answer, "BlockSize") != std::int64_t{limits::block_bytes})
        return unreadable("StartSnapshot");
    return id;
}

Status put_block(ApiClient& api, std::string_view region, std::string_view snapshot_id,
                 std::int64_t index, ByteView data, const Digest& digest) {
    auto response = api.send({.service = service,
                              .region = region,
                              .method = "PUT",
                              .path = block_path(snapshot_id, index),
                              .headers = {{"content-type", "application/octet-stream"},
                                          {"x-amz-data-length", std::to_string(data.size())},
                                          {"x-amz-checksum", to_base64(digest)},
                                          {"x-amz-checksum-algorithm", "SHA256"}},
                              .body = data,
                              .unsigned_payload = true});
    if (!response) return failure(response.error());
    return {};
}

Result<std::string> complete_snapshot(ApiClient& api, std::string_view region,
                                      std::string_view snapshot_id, std::int64_t changed_blocks,
                                      const Digest& aggregate) {
    auto response =
        api.send({.service = service,
                  .region = region,
                  .path = "/snapshots/completion/" + percent_encode(snapshot_id),
                  .headers = {{"x-amz-changedblockscount", std::to_string(changed_blocks)},
                              {"x-amz-checksum", to_base64(aggregate)},
                              {"x-amz-checksum-algorithm", "SHA256"},
                              {"x-amz-checksum-aggregation-method", "LINEAR"}}});
    if (!response) return failure(response.error());
    auto answer = parsed(*response, "CompleteSnapshot");
    if (!answer) return failure(answer.error());
    return text(*answer, "Status");
}

Result<BlockPage> list_blocks(ApiClient& api, std::string_view region, std::string_view snapshot_id,
                              const std::string& page_token) {
    Parameters query = {{"maxResults", "10000"}};
    if (!page_token.empty()) query.emplace_back("pageToken", page_token);
    auto response =
        api.send({.service = service,
                  .region = region,
                  .method = "GET",
                  .path = fmt::format("/snapshots/{}/blocks", percent_encode(snapshot_id)),
                  .query = std::move(query),
                  .headers = {{std::string(include_checksums), "true"}}});
    if (!response) return failure(response.error());
    auto answer = parsed(*response, "ListSnapshotBlocks");
    if (!answer) return failure(answer.error());
    BlockPage page{.volume_gib = number(*answer, "VolumeSize").value_or(0),
                   .next_token = text(*answer, "NextToken")};
    const json::value* blocks = answer->if_contains("Blocks");
    if (page.volume_gib <= 0 || blocks == nullptr || !blocks->is_array())
        return unreadable("ListSnapshotBlocks");
    for (const json::value& item : blocks->get_array()) {
        const json::object* object = item.if_object();
        if (object == nullptr) return unreadable("ListSnapshotBlocks");
        auto index = number(*object, "BlockIndex");
        bool inside = index && *index >= 0 && *index < page.volume_gib * limits::blocks_per_gib;
        if (!inside) return unreadable("ListSnapshotBlocks");
        page.blocks.push_back({.index = *index,
                               .token = text(*object, "BlockToken"),
                               .digest = digest_of(text(*object, "Checksum"))});
    }
    return page;
}

Result<BlockList> list_all_blocks(ApiClient& api, std::string_view region,
                                  std::string_view snapshot_id) {
    BlockList list;
    std::string token;
    do {
        auto page = list_blocks(api, region, snapshot_id, token);
        if (!page) return failure(page.error());
        list.volume_gib = page->volume_gib;
        list.blocks.insert(list.blocks.end(), std::make_move_iterator(page->blocks.begin()),
                           std::make_move_iterator(page->blocks.end()));
        token = std::move(page->next_token);
    } while (!token.empty());
    return list;
}

Status get_blocks(ApiClient& api, std::string_view region, std::string_view snapshot_id,
                  std::span<const ListedBlock* const> blocks, std::span<std::uint8_t> out) {
    check(out.size() == blocks.size() * limits::block_bytes, "room for the blocks");
    std::vector<ByteView> views;
    std::vector<Digest> promised;
    views.reserve(blocks.size());
    promised.reserve(blocks.size());
    for (const ListedBlock* block : blocks) {
        auto response = api.send({.service = service,
                                  .region = region,
                                  .method = "GET",
                                  .path = block_path(snapshot_id, block->index),
                                  .query = {{"blockToken", block->token}},
                                  .headers = {{"accept-encoding", std::string(accepted_forms)}}});
        if (!response) return failure(response.error());
        auto digest =
            digest_of(wire::find_header(response->headers, "x-amz-checksum").value_or(""));
        if (!digest) return unreadable("GetSnapshotBlock");
        auto room = out.subspan(views.size() * limits::block_bytes, limits::block_bytes);
        Status unpacked = unpack_block(*response, room);
        if (!unpacked) return unpacked;
        views.emplace_back(room);
        promised.push_back(*digest);
    }
    std::vector<Digest> digests(views.size());
    crypto::sha256_each(views, digests);
    for (std::size_t i = 0; i < digests.size(); ++i) {
        const ListedBlock& block = *blocks[i];
        if (digests[i] != promised[i] || (block.digest && digests[i] != *block.digest)) {
            return failure(ErrorKind::corrupt,
                           fmt::format("Block {} of {} did not arrive as it was stored: its "
                                       "SHA-256 differs.",
                                       block.index, snapshot_id));
        }
    }
    return {};
}

}  // namespace amicast::cli
