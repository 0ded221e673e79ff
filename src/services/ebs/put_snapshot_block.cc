// PutSnapshotBlock: one block of a pending snapshot.
//
// The body is hashed once, together with another request's where many come at a time: its SHA-256
// is compared with the checksum header (which the signature covers, unlike the body) and is the
// block's id. The answer goes out when content and entry are durable. The content is stored first:
// a block nobody refers to is harmless, an entry without content would not be. An encrypted
// snapshot's block is sealed here, on the request's own thread, and its entry refers to it without
// telling its digest.
#include <fmt/format.h>

#include "base/limits.h"
#include "blocks/frame.h"
#include "crypto/paired_sha256.h"
#include "images/snapshot.h"
#include "services/ebs/access.h"
#include "services/ebs/checksums.h"
#include "services/ebs/errors.h"
#include "services/ebs/lookups.h"
#include "services/ebs/operations.h"
#include "services/ebs/shapes.h"
#include "snapshots/upload.h"

namespace amicast::services::ebs {
namespace {

// Moving the deadline a little further than asked saves rewriting it with every block.
constexpr Duration deadline_slack = std::chrono::seconds(10);
// What a block may wait to be hashed together with another one: little beside the flush it needs.
constexpr auto pairing_patience = std::chrono::milliseconds(2);

crypto::PairedSha256& hasher() {
    static crypto::PairedSha256 shared(pairing_patience);
    return shared;
}

// Until the snapshot is completed.
constexpr int progress_percent_max = 99;

struct PutSnapshotBlockInput {
    std::string snapshot_id;
    std::int64_t block_index = 0;
    wire::Payload block_data;
    std::int64_t data_length = 0;
    std::optional<std::int64_t> progress;
    std::string checksum;
    std::string checksum_algorithm;
    std::optional<std::string> content_encoding;

    static std::span<const wire::Member> members() {
        using Input = PutSnapshotBlockInput;
        using wire::Location;
        static constexpr wire::Member rows[] = {
            wire::member<&Input::snapshot_id>("SnapshotId",
                                              snapshot_id_at(Location::uri, "snapshotId")),
            wire::member<&Input::block_index>("BlockIndex", {.location_name = "blockIndex",
                                                             .location = Location::uri,
                                                             .required = true,
                                                             .min = 0}),
            wire::member<&Input::block_data>("BlockData",
                                             {.location = Location::payload, .required = true}),
            wire::member<&Input::data_length>("DataLength", {.location_name = "x-amz-Data-Length",
                                                             .location = Location::header,
                                                             .required = true}),
            wire::member<&Input::progress>("Progress", {.location_name = "x-amz-Progress",
                                                        .location = Location::header,
                                                        .min = 0,
                                                        .max = 100}),
            wire::member<&Input::checksum>("Checksum", {.location_name = "x-amz-Checksum",
                                                        .location = Location::header,
                                                        .required = true,
                                                        .max = 64,
                                                        .pattern = base64_pattern}),
            wire::member<&Input::checksum_algorithm>("ChecksumAlgorithm",
                                                     {.location_name = "x-amz-Checksum-Algorithm",
                                                      .location = Location::header,
                                                      .required = true,
                                                      .max = 32,
                                                      .pattern = "^[A-Za-z0-9]+$",
                                                      .one_of = sha256_name}),
            wire::member<&Input::content_encoding>(
                "ContentEncoding",
                {.location_name = "Content-Encoding", .location = Location::header}),
        };
        return rows;
    }
};

struct PutSnapshotBlockOutput {
    std::string checksum;
    std::string checksum_algorithm;

    static std::span<const wire::Member> members() {
        using Output = PutSnapshotBlockOutput;
        static constexpr wire::Member rows[] = {
            wire::member<&Output::checksum>("Checksum", {.location_name = "x-amz-Checksum",
                                                         .location = wire::Location::header}),
            wire::member<&Output::checksum_algorithm>(
                "ChecksumAlgorithm",
                {.location_name = "x-amz-Checksum-Algorithm", .location = wire::Location::header}),
        };
        return rows;
    }
};

Status check_body(const PutSnapshotBlockInput& input) {
    if (input.content_encoding && *input.content_encoding != "identity") {
        return failure(invalid("INVALID_CONTENT_ENCODING",
                               fmt::format("The content encoding '{}' is not supported: expected "
                                           "the block as it is.",
                                           *input.content_encoding)));
    }
    constexpr auto block_bytes = static_cast<std::int64_t>(limits::block_bytes);
    if (input.data_length != block_bytes) {
        return failure(invalid("INVALID_PARAMETER_VALUE",
                               fmt::format("The value '{}' of 'x-amz-Data-Length' is not valid: "
                                           "expected {}.",
                                           input.data_length, block_bytes)));
    }
    if (input.block_data.bytes.size() < limits::block_bytes)
        return failure(invalid("INVALID_PARAMETER_VALUE", "Failed to read block data"));
    if (input.block_data.bytes.size() > limits::block_bytes) {
        return failure(invalid("INVALID_PARAMETER_VALUE",
                               fmt::format("The block has {} bytes: expected {}.",
                                           input.block_data.bytes.size(), block_bytes)));
    }
    return {};
}

// The block's SHA-256, which is the one the client computed.
Result<Digest> check_content(const PutSnapshotBlockInput& input,
                             crypto::PairedSha256::Visitor& visitor) {
    auto expected = parse_checksum(input.checksum);
    if (!expected) return expected;
    const Digest digest = visitor.sha256(as_bytes(input.block_data.bytes));
    if (digest != *expected) {
        return failure(invalid("INVALID_BLOCK",
                               fmt::format("The block's SHA-256 is {}, which is not the checksum "
                                           "'{}' that came with it.",
                                           to_checksum(digest), input.checksum)));
    }
    return digest;
}

Result<images::Snapshot> find_target(catalog::Transaction& tx, const Call& call,
                                     const PutSnapshotBlockInput& input) {
    auto snapshot = find_writable(tx, call, input.snapshot_id);
    if (!snapshot) return snapshot;
    Status inside = check_block_index(*snapshot, input.block_index);
    if (!inside) return failure(inside.error());
    return snapshot;
}

// A block of zeroes is a fact of its entry and stores nothing.
Status store_content(blocks::FrameStore& frames, const PutSnapshotBlockInput& input,
                     const Digest& digest) {
    if (digest == snapshots::zero_block_digest()) return {};
    const blocks::Frame frame =
        blocks::encode_frame(blocks::FrameKind::block, digest, as_bytes(input.block_data.bytes));
    return frames.put({&frame, 1});
}

// The state is looked at again in the transaction that counts: the snapshot may have been completed
// or deleted since.
Status record_entry(catalog::Transaction& tx, const Call& call, const PutSnapshotBlockInput& input,
                    const blocks::Reference& content) {
    auto snapshot = find_writable(tx, call, input.snapshot_id);
    if (!snapshot) return failure(snapshot.error());
    Status put = snapshots::put_entry(tx, snapshot->id, {input.block_index, content});
    if (!put) return put;
    const Time deadline = call.now + *snapshot->upload_timeout;
    const bool late = !snapshot->upload_deadline || *snapshot->upload_deadline < deadline;
    const int progress =
        std::min(static_cast<int>(input.progress.value_or(0)), progress_percent_max);
    if (progress > snapshot->progress_percent) {
        snapshot->progress_percent = progress;
        if (late) snapshot->upload_deadline = deadline + deadline_slack;
        return images::update(tx, *snapshot);
    }
    return late ? images::extend_upload(tx, snapshot->id, deadline + deadline_slack) : Status();
}

Result<PutSnapshotBlockOutput> put_snapshot_block(Call& call, const PutSnapshotBlockInput& input) {
    crypto::PairedSha256::Visitor visitor(hasher());
    Status body = check_body(input);
    if (!body) return failure(body.error());
    auto target = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_target(tx, call, input); });
    if (!target) return failure(target.error());
    auto digest = check_content(input, visitor);
    if (!digest) return failure(digest.error());
    auto domain = open_domain(call, *target, ContentUse::write);
    if (!domain) return failure(domain.error());
    Status stored = store_content(domain->frames(), input, *digest);
    if (!stored) return failure(stored.error());
    const blocks::Reference content = domain->frames().reference_to(*digest);
    Status recorded = call.region.catalog.write(
        [&](catalog::Transaction& tx) { return record_entry(tx, call, input, content); });
    if (!recorded) return failure(recorded.error());
    return PutSnapshotBlockOutput{.checksum = to_checksum(*digest),
                                  .checksum_algorithm = std::string(sha256_name)};
}

std::vector<iam::AccessRequest> access(Call& call, const PutSnapshotBlockInput& input) {
    return {snapshot_access(call, "ebs:PutSnapshotBlock", input.snapshot_id)};
}

}  // namespace

Operation put_snapshot_block_operation() {
    return operation<&put_snapshot_block, &access>(
        {.name = "PutSnapshotBlock",
         .method = "PUT",
         .uri = "/snapshots/{snapshotId}/blocks/{blockIndex}",
         .success_status = 201,
         .errors = common_errors,
         .unsigned_payload = true});
}

}  // namespace amicast::services::ebs
