// GetSnapshotBlock: one block of a completed snapshot, with its SHA-256.
//
// The token carries the digest, so no manifest is read. The stored frame's checksum is verified on
// the way; a block that rotted is an internal error, never wrong bytes.
//
// To a client that sends `Accept-Encoding: zstd` a block goes as it is stored, compressed, with
// `Content-Encoding: zstd`; length and checksum in the other headers are of the block itself. AWS
// SDKs do not ask for it.
#include "base/limits.h"
#include "blocks/frame.h"
#include "services/ebs/access.h"
#include "services/ebs/checksums.h"
#include "services/ebs/content_coding.h"
#include "services/ebs/errors.h"
#include "services/ebs/lookups.h"
#include "services/ebs/operations.h"
#include "services/ebs/shapes.h"
#include "services/ebs/tokens.h"
#include "telemetry/log.h"

namespace amicast::services::ebs {
namespace {

struct GetSnapshotBlockInput {
    std::string snapshot_id;
    std::int64_t block_index = 0;
    std::string block_token;
    std::optional<std::string> accept_encoding;

    static std::span<const wire::Member> members() {
        using Input = GetSnapshotBlockInput;
        using wire::Location;
        static constexpr wire::Member rows[] = {
            wire::member<&Input::snapshot_id>("SnapshotId",
                                              snapshot_id_at(Location::uri, "snapshotId")),
            wire::member<&Input::block_index>("BlockIndex", {.location_name = "blockIndex",
                                                             .location = Location::uri,
                                                             .required = true,
                                                             .min = 0}),
            wire::member<&Input::block_token>("BlockToken", {.location_name = "blockToken",
                                                             .location = Location::query,
                                                             .required = true,
                                                             .max = 256,
                                                             .pattern = base64_pattern}),
            wire::member<&Input::accept_encoding>(
                "AcceptEncoding",
                {.location_name = "Accept-Encoding", .location = Location::header}),
        };
        return rows;
    }
};

struct GetSnapshotBlockOutput {
    std::int64_t data_length = 0;
    wire::Payload block_data;
    std::string checksum;
    std::string checksum_algorithm;
    std::optional<std::string> content_encoding;

    static std::span<const wire::Member> members() {
        using Output = GetSnapshotBlockOutput;
        using wire::Location;
        static constexpr wire::Member rows[] = {
            wire::member<&Output::data_length>(
                "DataLength", {.location_name = "x-amz-Data-Length", .location = Location::header}),
            wire::member<&Output::block_data>("BlockData", {.location = Location::payload}),
            wire::member<&Output::checksum>(
                "Checksum", {.location_name = "x-amz-Checksum", .location = Location::header}),
            wire::member<&Output::checksum_algorithm>(
                "ChecksumAlgorithm",
                {.location_name = "x-amz-Checksum-Algorithm", .location = Location::header}),
            wire::member<&Output::content_encoding>(
                "ContentEncoding",
                {.location_name = "Content-Encoding", .location = Location::header}),
        };
        return rows;
    }
};

// A block that a token was given for is here; anything else is our fault, not the caller's.
Error lost_block(Error error, const GetSnapshotBlockInput& input) {
    telemetry::log_error("snapshot_block_lost", {{"snapshot_id", input.snapshot_id},
                                                 {"block_index", input.block_index},
                                                 {"why", error.message},
                                                 {"detail", error.detail}});
    if (error.kind == ErrorKind::not_found) error.kind = ErrorKind::corrupt;
    return error;
}

struct Content {
    std::string bytes;
    bool zstd = false;  // else as it is
};

Result<Content> read_content(blocks::FrameStore& frames, const GetSnapshotBlockInput& input,
                             const Digest& digest) {
    if (digest == snapshots::zero_block_digest())
        return Content{.bytes = std::string(limits::block_bytes, '\0')};
    auto frame = frames.get(digest);
    if (!frame) return failure(lost_block(frame.error(), input));
    if (frame->codec == blocks::Codec::zstd && accepts_zstd(input.accept_encoding.value_or("")))
        return Content{.bytes = to_text(frame->payload), .zstd = true};
    auto plain = blocks::decode_frame(*frame);
    if (!plain) return failure(lost_block(plain.error(), input));
    return Content{.bytes = to_text(*plain)};
}

Result<GetSnapshotBlockOutput> get_snapshot_block(Call& call, const GetSnapshotBlockInput& input) {
    auto snapshot = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_readable(tx, call, input.snapshot_id); });
    if (!snapshot) return failure(snapshot.error());
    Status inside = check_block_index(*snapshot, input.block_index);
    if (!inside) return failure(inside.error());
    auto digest = Tokens(call).open_block_token(input.block_token, snapshot->id, input.block_index);
    if (!digest) return failure(digest.error());
    auto domain = open_domain(call, *snapshot, ContentUse::read);
    if (!domain) return failure(domain.error());
    auto content = read_content(domain->frames(), input, *digest);
    if (!content) return failure(content.error());
    GetSnapshotBlockOutput output{.data_length = limits::block_bytes,
                                  .block_data = {std::move(content->bytes)},
                                  .checksum = to_checksum(*digest),
                                  .checksum_algorithm = std::string(sha256_name)};
    if (content->zstd) output.content_encoding = "zstd";
    return output;
}

std::vector<iam::AccessRequest> access(Call& call, const GetSnapshotBlockInput& input) {
    return {snapshot_access(call, "ebs:GetSnapshotBlock", input.snapshot_id)};
}

}  // namespace

Operation get_snapshot_block_operation() {
    return operation<&get_snapshot_block, &access>(
        {.name = "GetSnapshotBlock",
         .method = "GET",
         .uri = "/snapshots/{snapshotId}/blocks/{blockIndex}",
         .errors = common_errors});
}

}  // namespace amicast::services::ebs
