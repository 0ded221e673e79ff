// The EBS direct APIs as the commands use them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "cli/api_client.h"

namespace amicast::cli {

struct NewSnapshot {
    std::int64_t volume_gib = 0;
    std::string description;
    std::string parent_id;  // empty: none
    bool encrypted = false;
    std::string kms_key_arn;  // empty: none is named
    Parameters tags;
    std::string client_token;
};
// The new snapshot's id.
Result<std::string> start_snapshot(ApiClient& api, std::string_view region,
                                   const NewSnapshot& snapshot);

// `data` is one block and `digest` its SHA-256.
Status put_block(ApiClient& api, std::string_view region, std::string_view snapshot_id,
                 std::int64_t index, ByteView data, const Digest& digest);

// `aggregate` is the SHA-256 over the digests of the written blocks in ascending index. The state:
// "completed" or "pending".
Result<std::string> complete_snapshot(ApiClient& api, std::string_view region,
                                      std::string_view snapshot_id, std::int64_t changed_blocks,
                                      const Digest& aggregate);

struct ListedBlock {
    std::int64_t index = 0;
    std::string token;
    std::optional<Digest> digest;  // servers other than amicast do not tell
};
struct BlockPage {
    std::int64_t volume_gib = 0;
    std::vector<ListedBlock> blocks;
    std::string next_token;  // empty: the last page
};
Result<BlockPage> list_blocks(ApiClient& api, std::string_view region, std::string_view snapshot_id,
                              const std::string& page_token);

// All pages.
struct BlockList {
    std::int64_t volume_gib = 0;
    std::vector<ListedBlock> blocks;
};
Result<BlockList> list_all_blocks(ApiClient& api, std::string_view region,
                                  std::string_view snapshot_id);

// Some blocks, one after the other into `out`, which has room for just them; each one's SHA-256
// compared with the one the server gave and the one of the listing. `corrupt` when they differ.
// Hashes two at a time: ask for an even number.
Status get_blocks(ApiClient& api, std::string_view region, std::string_view snapshot_id,
                  std::span<const ListedBlock* const> blocks, std::span<std::uint8_t> out);

}  // namespace amicast::cli
