// GetSnapshotBlock: one block of a completed snapshot, with its SHA-256.
//
// The token carries the digest, so no manifest is read. The stored frame's checksum is verified on
// the way; a block that rotted is an internal error, never wrong bytes.
#include "base/limits.h"
#include "blocks/frame.h"
#include "services/ebs/access.h"
#include "services/ebs/checksums.h"
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
        };
        return rows;
    }
};

struct GetSnapshotBlockOutput {
    std::int64_t data_length = 0;
    wire::Payload block_data;
    std::string checksum;
    std::string checksum_algorithm;

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

Result<std::string> read_content(blocks::FrameStore& frames, const GetSnapshotBlockInput& input,
                                 const Digest& digest) {
    if (digest == snapshots::zero_block_digest()) return std::string(limits::block_bytes, '\0');
    auto frame = frames.get(digest);
    if (!frame) return failure(lost_block(frame.error(), input));
    auto content = blocks::decode_frame(*frame);
    if (!content) return failure(lost_block(content.error(), input));
    return to_text(*content);
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
    return GetSnapshotBlockOutput{.data_length = std::ssize(*content),
                                  .block_data = {std::move(*content)},
                                  .checksum = to_checksum(*digest),
                                  .checksum_algorithm = std::string(sha256_name)};
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
