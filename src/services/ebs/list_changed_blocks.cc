// ListChangedBlocks: where two related snapshots differ in content.
//
// Both manifests are walked side by side and equal subtrees are skipped, so a page costs what it
// holds, not what the volumes measure. That holds across keys as well: nodes have plain digests.
#include <fmt/format.h>

#include "base/limits.h"
#include "services/ebs/access.h"
#include "services/ebs/checksums.h"
#include "services/ebs/errors.h"
#include "services/ebs/lookups.h"
#include "services/ebs/operations.h"
#include "services/ebs/paging.h"
#include "services/ebs/shapes.h"
#include "snapshots/manifest.h"

namespace amicast::services::ebs {
namespace {

struct ListChangedBlocksInput {
    std::optional<std::string> first_snapshot_id;
    std::string second_snapshot_id;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;
    std::optional<std::int64_t> starting_block_index;

    static std::span<const wire::Member> members() {
        using Input = ListChangedBlocksInput;
        using wire::Location;
        static constexpr wire::Member rows[] = {
            wire::member<&Input::first_snapshot_id>(
                "FirstSnapshotId", snapshot_id_at(Location::query, "firstSnapshotId", false)),
            wire::member<&Input::second_snapshot_id>(
                "SecondSnapshotId", snapshot_id_at(Location::uri, "secondSnapshotId")),
            wire::member<&Input::next_token>("NextToken", {.location_name = "pageToken",
                                                           .location = Location::query,
                                                           .max = 256,
                                                           .pattern = base64_pattern}),
            wire::member<&Input::max_results>(
                "MaxResults", {.location_name = "maxResults", .location = Location::query}),
            wire::member<&Input::starting_block_index>(
                "StartingBlockIndex",
                {.location_name = "startingBlockIndex", .location = Location::query, .min = 0}),
        };
        return rows;
    }
};

struct ChangedBlock {
    std::int64_t block_index = 0;
    std::optional<std::string> first_block_token;
    std::optional<std::string> second_block_token;

    static std::span<const wire::Member> members() {
        static constexpr wire::Member rows[] = {
            wire::member<&ChangedBlock::block_index>("BlockIndex"),
            wire::member<&ChangedBlock::first_block_token>("FirstBlockToken"),
            wire::member<&ChangedBlock::second_block_token>("SecondBlockToken"),
        };
        return rows;
    }
};

struct ListChangedBlocksOutput {
    std::vector<ChangedBlock> changed_blocks;
    Time expiry_time{};
    std::int64_t volume_size = 0;
    std::int64_t block_size = limits::block_bytes;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using Output = ListChangedBlocksOutput;
        static constexpr wire::Member rows[] = {
            wire::member<&Output::changed_blocks>("ChangedBlocks", {.keep_empty = true}),
            wire::member<&Output::expiry_time>("ExpiryTime"),
            wire::member<&Output::volume_size>("VolumeSize"),
            wire::member<&Output::block_size>("BlockSize"),
            wire::member<&Output::next_token>("NextToken"),
        };
        return rows;
    }
};

struct Pair {
    images::Snapshot first;
    images::Snapshot second;
};

Result<Pair> find_pair(catalog::Transaction& tx, const Call& call,
                       const ListChangedBlocksInput& input) {
    auto first = find_readable(tx, call, *input.first_snapshot_id);
    if (!first) return failure(first.error());
    auto second = find_readable(tx, call, input.second_snapshot_id);
    if (!second) return failure(second.error());
    if (first->lineage_id != second->lineage_id) {
        return failure(invalid("UNRELATED_SNAPSHOTS",
                               fmt::format("{} and {} are not related: expected two snapshots that "
                                           "go back to the same first snapshot.",
                                           first->id, second->id)));
    }
    return Pair{std::move(*first), std::move(*second)};
}

ChangedBlock describe(const Tokens& tokens, const Pair& pair,
                      const snapshots::Difference& difference) {
    ChangedBlock block{.block_index = difference.index};
    if (difference.first) {
        block.first_block_token =
            tokens.make_block_token(pair.first.id, difference.index, *difference.first);
    }
    if (difference.second) {
        block.second_block_token =
            tokens.make_block_token(pair.second.id, difference.index, *difference.second);
    }
    return block;
}

Result<ListChangedBlocksOutput> list_changed_blocks(Call& call,
                                                    const ListChangedBlocksInput& input) {
    if (!input.first_snapshot_id) {
        return failure(invalid("INVALID_PARAMETER_VALUE",
                               "'firstSnapshotId' is required: expected the snapshot to compare "
                               "with."));
    }
    auto pair = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_pair(tx, call, input); });
    if (!pair) return failure(pair.error());
    const Tokens tokens(call);
    const std::string listing =
        fmt::format("ListChangedBlocks\n{}\n{}", pair->first.id, pair->second.id);
    auto start = page_start(tokens, listing, input.next_token, input.starting_block_index);
    if (!start) return failure(start.error());
    const std::size_t count = page_blocks(input.max_results);
    auto first = open_contents(call, pair->first);
    if (!first) return failure(first.error());
    auto second = open_contents(call, pair->second);
    if (!second) return failure(second.error());
    auto differences = first->manifests().compare(first->root, second->manifests(), second->root,
                                                  *start, count + 1);
    if (!differences) return failure(differences.error());
    ListChangedBlocksOutput output{.expiry_time = tokens.block_token_expiry(),
                                   .volume_size = pair->second.volume_size_gib};
    output.next_token = cut_page(*differences, count, tokens, listing);
    output.changed_blocks.reserve(differences->size());
    for (const snapshots::Difference& difference : *differences)
        output.changed_blocks.push_back(describe(tokens, *pair, difference));
    return output;
}

std::vector<iam::AccessRequest> access(Call& call, const ListChangedBlocksInput& input) {
    std::vector<iam::AccessRequest> asked = {
        snapshot_access(call, "ebs:ListChangedBlocks", input.second_snapshot_id)};
    if (input.first_snapshot_id)
        asked.push_back(snapshot_access(call, "ebs:ListChangedBlocks", *input.first_snapshot_id));
    return asked;
}

}  // namespace

Operation list_changed_blocks_operation() {
    return operation<&list_changed_blocks, &access>(
        {.name = "ListChangedBlocks",
         .method = "GET",
         .uri = "/snapshots/{secondSnapshotId}/changedblocks",
         .errors = common_errors});
}

}  // namespace amicast::services::ebs
