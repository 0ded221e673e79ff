// ListSnapshotBlocks: the present blocks of a completed snapshot, with tokens to read them.
//
// A client that sends `x-amicast-include-checksums: true`, and may read the blocks as well, is also
// told each block's SHA-256, so that it can skip what it has.
#include <fmt/format.h>

#include "base/limits.h"
#include "services/ebs/access.h"
#include "services/ebs/checksums.h"
#include "services/ebs/lookups.h"
#include "services/ebs/operations.h"
#include "services/ebs/paging.h"
#include "services/ebs/shapes.h"
#include "snapshots/manifest.h"

namespace amicast::services::ebs {
namespace {

struct ListSnapshotBlocksInput {
    std::string snapshot_id;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;
    std::optional<std::int64_t> starting_block_index;
    std::optional<bool> include_checksums;

    static std::span<const wire::Member> members() {
        using Input = ListSnapshotBlocksInput;
        using wire::Location;
        static constexpr wire::Member rows[] = {
            wire::member<&Input::snapshot_id>("SnapshotId",
                                              snapshot_id_at(Location::uri, "snapshotId")),
            wire::member<&Input::next_token>("NextToken", {.location_name = "pageToken",
                                                           .location = Location::query,
                                                           .max = 256,
                                                           .pattern = base64_pattern}),
            wire::member<&Input::max_results>(
                "MaxResults", {.location_name = "maxResults", .location = Location::query}),
            wire::member<&Input::starting_block_index>(
                "StartingBlockIndex",
                {.location_name = "startingBlockIndex", .location = Location::query, .min = 0}),
            wire::member<&Input::include_checksums>(
                "IncludeChecksums",
                {.location_name = "x-amicast-include-checksums", .location = Location::header}),
        };
        return rows;
    }
};

struct Block {
    std::int64_t block_index = 0;
    std::string block_token;
    std::optional<std::string> checksum;

    static std::span<const wire::Member> members() {
        static constexpr wire::Member rows[] = {
            wire::member<&Block::block_index>("BlockIndex"),
            wire::member<&Block::block_token>("BlockToken"),
            wire::member<&Block::checksum>("Checksum"),
        };
        return rows;
    }
};

struct ListSnapshotBlocksOutput {
    std::vector<Block> blocks;
    Time expiry_time{};
    std::int64_t volume_size = 0;
    std::int64_t block_size = limits::block_bytes;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using Output = ListSnapshotBlocksOutput;
        static constexpr wire::Member rows[] = {
            wire::member<&Output::blocks>("Blocks", {.keep_empty = true}),
            wire::member<&Output::expiry_time>("ExpiryTime"),
            wire::member<&Output::volume_size>("VolumeSize"),
            wire::member<&Output::block_size>("BlockSize"),
            wire::member<&Output::next_token>("NextToken"),
        };
        return rows;
    }
};

Result<ListSnapshotBlocksOutput> list_snapshot_blocks(Call& call,
                                                      const ListSnapshotBlocksInput& input) {
    auto snapshot = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_readable(tx, call, input.snapshot_id); });
    if (!snapshot) return failure(snapshot.error());
    const Tokens tokens(call);
    const std::string listing = fmt::format("ListSnapshotBlocks\n{}", snapshot->id);
    auto start = page_start(tokens, listing, input.next_token, input.starting_block_index);
    if (!start) return failure(start.error());
    const std::size_t count = page_blocks(input.max_results);
    auto contents = open_contents(call, *snapshot);
    if (!contents) return failure(contents.error());
    auto entries = contents->manifests().list(contents->root, *start, count + 1);
    if (!entries) return failure(entries.error());
    ListSnapshotBlocksOutput output{.expiry_time = tokens.block_token_expiry(),
                                    .volume_size = snapshot->volume_size_gib};
    output.next_token = cut_page(*entries, count, tokens, listing);
    output.blocks.reserve(entries->size());
    for (const snapshots::Entry& entry : *entries) {
        Block& block = output.blocks.emplace_back();
        block.block_index = entry.index;
        block.block_token = tokens.make_block_token(snapshot->id, entry.index, entry.digest);
        if (input.include_checksums.value_or(false)) block.checksum = to_checksum(entry.digest);
    }
    return output;
}

std::vector<iam::AccessRequest> access(Call& call, const ListSnapshotBlocksInput& input) {
    std::vector<iam::AccessRequest> asked = {
        snapshot_access(call, "ebs:ListSnapshotBlocks", input.snapshot_id)};
    if (input.include_checksums.value_or(false)) {
        asked.push_back(asked.front());
        asked.back().action = "ebs:GetSnapshotBlock";
    }
    return asked;
}

}  // namespace

Operation list_snapshot_blocks_operation() {
    return operation<&list_snapshot_blocks, &access>({.name = "ListSnapshotBlocks",
                                                      .method = "GET",
                                                      .uri = "/snapshots/{snapshotId}/blocks",
                                                      .errors = common_errors});
}

}  // namespace amicast::services::ebs
