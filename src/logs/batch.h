// A batch: events of one put, in order of time, as the bytes of one row.
//
//     zstd frame with checksum of: version (1)
//         per event: varint time since the event before (first: since `first`) ‖ varint length ‖
//         message
#pragma once

#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "logs/event.h"

namespace amicast::logs {

// `events` in order of time, not before `first`.
Bytes encode_batch(Milliseconds first, std::span<const NewEvent> events);

struct DecodedBatch {
    Bytes plain;                   // what the messages are views of
    std::vector<NewEvent> events;  // in order
};
// `corrupt` for anything encode_batch() did not make.
Result<DecodedBatch> decode_batch(Milliseconds first, ByteView content);

}  // namespace amicast::logs
