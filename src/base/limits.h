// Every bound of the house that more than one room must agree on, with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace amicast::limits {

// A block of a volume: fixed by the EBS direct APIs.
inline constexpr std::size_t block_bytes = 524'288;
// 64 TiB, the largest EBS volume; blocks per GiB follow from the block size.
inline constexpr std::int64_t volume_gib_max = 65'536;
inline constexpr std::int64_t blocks_per_gib = 2'048;

// A request body: the largest modelled input is a distribution configuration with 1,536 accounts
// in each of some dozens of regions, well under 4 MiB; a block upload is 512 KiB.
inline constexpr std::size_t request_body_bytes_max = 4U << 20;
inline constexpr std::size_t request_header_bytes_max = 32U << 10;
// Parameters of one query-protocol request: 1,000 resources with 50 tags each, and room.
inline constexpr std::size_t query_parameters_max = 120'000;
// An index in `Filter.N`: more than any list can hold.
inline constexpr std::size_t query_index_max = 100'000;
inline constexpr std::size_t json_depth_max = 32;

inline constexpr std::size_t tags_per_resource_max = 50;

}  // namespace amicast::limits
