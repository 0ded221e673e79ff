// CompleteSnapshot: the blocks written so far become an immutable snapshot.
//
// The entries are read page by page, hashed for the aggregate checksum and written as a manifest
// over the parent's. The commit is one transaction at the end, which takes effect only if no block
// was put meanwhile. A wrong count or checksum leaves the snapshot pending, so that the client can
// put what is missing.
#include <fmt/format.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "images/client_token.h"
#include "images/snapshot.h"
#include "services/ebs/access.h"
#include "services/ebs/checksums.h"
#include "services/ebs/errors.h"
#include "services/ebs/lookups.h"
#include "services/ebs/operations.h"
#include "services/ebs/shapes.h"
#include "snapshots/manifest.h"
#include "snapshots/upload.h"

namespace amicast::services::ebs {
namespace {

// Entries in memory at once: 10 MiB of them. An ordinary image has far fewer.
constexpr std::size_t entries_per_page = 1U << 18;

struct CompleteSnapshotInput {
    std::string snapshot_id;
    std::int64_t changed_blocks_count = 0;
    std::optional<std::string> checksum;
    std::optional<std::string> checksum_algorithm;
    std::optional<std::string> checksum_aggregation_method;

    static std::span<const wire::Member> members() {
        using Input = CompleteSnapshotInput;
        using wire::Location;
        static constexpr wire::Member rows[] = {
            wire::member<&Input::snapshot_id>("SnapshotId",
                                              snapshot_id_at(Location::uri, "snapshotId")),
            wire::member<&Input::changed_blocks_count>("ChangedBlocksCount",
                                                       {.location_name = "x-amz-ChangedBlocksCount",
                                                        .location = Location::header,
                                                        .required = true,
                                                        .min = 0}),
            wire::member<&Input::checksum>("Checksum", {.location_name = "x-amz-Checksum",
                                                        .location = Location::header,
                                                        .max = 64,
                                                        .pattern = base64_pattern}),
            wire::member<&Input::checksum_algorithm>("ChecksumAlgorithm",
                                                     {.location_name = "x-amz-Checksum-Algorithm",
                                                      .location = Location::header,
                                                      .max = 32,
                                                      .pattern = "^[A-Za-z0-9]+$",
                                                      .one_of = sha256_name}),
            wire::member<&Input::checksum_aggregation_method>(
                "ChecksumAggregationMethod", {.location_name = "x-amz-Checksum-Aggregation-Method",
                                              .location = Location::header,
                                              .max = 32,
                                              .pattern = "^[A-Za-z0-9]+$",
                                              .one_of = "LINEAR"}),
        };
        return rows;
    }
};

struct CompleteSnapshotOutput {
    std::string status;

    static std::span<const wire::Member> members() {
        static constexpr wire::Member rows[] = {
            wire::member<&CompleteSnapshotOutput::status>("Status"),
        };
        return rows;
    }
};

// What the completion is about to commit, and that it still holds.
struct Upload {
    images::Snapshot snapshot;
    std::optional<blocks::Reference> base;
    std::int64_t entries = 0;
    std::int64_t version = 0;
};

// The completion is remembered like a client token, so that a client which did not hear the answer
// may ask again.
images::TokenScope completion_scope(const Call& call, const std::string& snapshot_id) {
    return {
        .account_id = call.account(), .operation = "ebs:CompleteSnapshot", .token = snapshot_id};
}

// It stays in the catalog, so what it says of an encrypted snapshot's content only the key tells.
std::string completion_fingerprint(const CompleteSnapshotInput& input,
                                   const images::Snapshot& snapshot,
                                   const blocks::FrameStore& frames) {
    std::string checksum = input.checksum.value_or("");
    if (snapshot.is_encrypted()) checksum = to_hex(frames.id_of(crypto::sha256(checksum)));
    return fmt::format("{} {}", input.changed_blocks_count, checksum);
}

Status check_trio(const CompleteSnapshotInput& input) {
    const bool all =
        input.checksum && input.checksum_algorithm && input.checksum_aggregation_method;
    const bool none =
        !input.checksum && !input.checksum_algorithm && !input.checksum_aggregation_method;
    if (all || none) return {};
    return failure(invalid("INVALID_PARAMETER_VALUE",
                           "'x-amz-Checksum', 'x-amz-Checksum-Algorithm' and "
                           "'x-amz-Checksum-Aggregation-Method' go together: expected all or none "
                           "of them."));
}

// True when this very completion was done before.
Result<bool> was_completed(catalog::Transaction& tx, const Call& call,
                           const CompleteSnapshotInput& input, std::string_view fingerprint) {
    auto snapshot = find_owned(tx, call, input.snapshot_id);
    if (!snapshot) return failure(snapshot.error());
    if (snapshot->state != images::SnapshotState::completed) return false;
    auto answered = images::replay(tx, completion_scope(call, snapshot->id), fingerprint);
    if (answered && *answered) return true;
    if (!answered && answered.error().kind != ErrorKind::conflict) return failure(answered.error());
    return failure(invalid("INVALID_SNAPSHOT_ID",
                           fmt::format("The snapshot '{}' is already completed.", snapshot->id)));
}

Result<Upload> find_upload(catalog::Transaction& tx, const Call& call,
                           const std::string& snapshot_id) {
    auto snapshot = find_writable(tx, call, snapshot_id);
    if (!snapshot) return failure(snapshot.error());
    auto base = snapshots::upload_base(tx, snapshot_id);
    if (!base) return failure(base.error());
    auto entries = snapshots::count_entries(tx, snapshot_id);
    if (!entries) return failure(entries.error());
    auto version = snapshots::entries_version(tx, snapshot_id);
    if (!version) return failure(version.error());
    return Upload{std::move(*snapshot), *base, *entries, *version};
}

Status check_count(const CompleteSnapshotInput& input, const Upload& upload) {
    if (input.changed_blocks_count == upload.entries) return {};
    return failure(invalid(
        "INVALID_PARAMETER_VALUE",
        fmt::format("The value '{}' of 'x-amz-ChangedBlocksCount' is not valid: expected {}, the "
                    "number of different block indexes written to '{}'.",
                    input.changed_blocks_count, upload.entries, input.snapshot_id)));
}

struct Written {
    snapshots::Root root{};
    Digest aggregate{};
};

Result<std::vector<snapshots::Entry>> read_entries(
    const blocks::FrameStore& frames, const std::vector<snapshots::UploadEntry>& uploaded) {
    std::vector<snapshots::Entry> entries;
    entries.reserve(uploaded.size());
    for (const snapshots::UploadEntry& entry : uploaded) {
        auto digest = frames.digest_of(entry.content);
        if (!digest) return failure(digest.error());
        entries.push_back({entry.index, *digest});
    }
    return entries;
}

// The manifest of base and entries, and SHA-256 over the digests in ascending order of index.
Result<Written> write_manifest(Call& call, blocks::FrameStore& frames, const Upload& upload) {
    snapshots::Manifests manifests(frames);
    crypto::Sha256 aggregate;
    std::optional<snapshots::Root> root;
    if (upload.base) {
        auto base = frames.digest_of(*upload.base);
        if (!base) return failure(base.error());
        root = *base;
    }
    std::int64_t start = 0;
    while (true) {
        auto page = call.region.catalog.read_value([&](catalog::Transaction& tx) {
            return snapshots::load_entries(tx, upload.snapshot.id, start, entries_per_page);
        });
        if (!page) return failure(page.error());
        auto entries = read_entries(frames, *page);
        if (!entries) return failure(entries.error());
        for (const snapshots::Entry& entry : *entries)
            aggregate.update(entry.digest);
        auto written = manifests.write(root, upload.snapshot.block_count(), *entries);
        if (!written) return failure(written.error());
        root = *written;
        if (page->size() < entries_per_page) break;
        start = page->back().index + 1;
    }
    return Written{*root, aggregate.finish()};
}

Status check_aggregate(const CompleteSnapshotInput& input, const Digest& aggregate) {
    if (!input.checksum) return {};
    auto expected = parse_checksum(*input.checksum);
    if (!expected) return failure(expected.error());
    if (*expected == aggregate) return {};
    return failure(invalid("INVALID_PARAMETER_VALUE",
                           fmt::format("The value '{}' of 'x-amz-Checksum' is not valid: the "
                                       "SHA-256 over the SHA-256 of all blocks written, in order "
                                       "of their indexes, is {}.",
                                       *input.checksum, to_checksum(aggregate))));
}

// Commits, or says `false` when blocks were put since `upload` was read.
Result<bool> commit(catalog::Transaction& tx, const Call& call, const Upload& upload,
                    const blocks::Reference& root, std::int64_t present_blocks,
                    std::string_view fingerprint) {
    auto now = find_upload(tx, call, upload.snapshot.id);
    if (!now) return failure(now.error());
    if (now->version != upload.version) return false;
    images::Snapshot snapshot = std::move(now->snapshot);
    snapshot.state = images::SnapshotState::completed;
    snapshot.progress_percent = 100;
    snapshot.completion_time = call.now;
    snapshot.root = root;
    snapshot.present_blocks = present_blocks;
    snapshot.upload_timeout.reset();
    snapshot.upload_deadline.reset();
    Status done = images::update(tx, snapshot);
    if (done) done = snapshots::delete_entries(tx, snapshot.id);
    if (done) {
        done = images::record(tx, completion_scope(call, snapshot.id), fingerprint, "completed",
                              call.now);
    }
    if (!done) return failure(done.error());
    return true;
}

Result<CompleteSnapshotOutput> complete_snapshot(Call& call, const CompleteSnapshotInput& input) {
    Status trio = check_trio(input);
    if (!trio) return failure(trio.error());
    auto snapshot = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_owned(tx, call, input.snapshot_id); });
    if (!snapshot) return failure(snapshot.error());
    auto domain = open_domain(call, *snapshot, ContentUse::write);
    if (!domain) return failure(domain.error());
    blocks::FrameStore& frames = domain->frames();
    const std::string fingerprint = completion_fingerprint(input, *snapshot, frames);
    auto before = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return was_completed(tx, call, input, fingerprint); });
    if (!before) return failure(before.error());
    if (*before) return CompleteSnapshotOutput{.status = "completed"};

    auto upload = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_upload(tx, call, input.snapshot_id); });
    if (!upload) return failure(upload.error());
    Status counted = check_count(input, *upload);
    if (!counted) return failure(counted.error());
    auto written = write_manifest(call, frames, *upload);
    if (!written) return failure(written.error());
    Status summed = check_aggregate(input, written->aggregate);
    if (!summed) return failure(summed.error());
    auto summary = snapshots::Manifests(frames).summarize(written->root);
    if (!summary) return failure(summary.error());
    auto committed = call.region.catalog.write_value([&](catalog::Transaction& tx) {
        return commit(tx, call, *upload, frames.reference_to(written->root),
                      summary->present_blocks, fingerprint);
    });
    if (!committed) return failure(committed.error());
    if (!*committed) {
        return failure(invalid("CONFLICTING_BLOCK_UPDATE",
                               fmt::format("Blocks were put to '{}' while it was being completed. "
                                           "Complete it when all puts are answered.",
                                           input.snapshot_id)));
    }
    return CompleteSnapshotOutput{.status = "completed"};
}

std::vector<iam::AccessRequest> access(Call& call, const CompleteSnapshotInput& input) {
    return {snapshot_access(call, "ebs:CompleteSnapshot", input.snapshot_id)};
}

}  // namespace

Operation complete_snapshot_operation() {
    return operation<&complete_snapshot, &access>({.name = "CompleteSnapshot",
                                                   .method = "POST",
                                                   .uri = "/snapshots/completion/{snapshotId}",
                                                   .success_status = 202,
                                                   .errors = common_errors});
}

}  // namespace amicast::services::ebs
