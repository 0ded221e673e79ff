// Arbitrary bytes as a manifest node. Beyond "does not crash": a node that is accepted has exactly
// this one form, and what it refers to is in order.
//
// Rooms: snapshots
#include <algorithm>
#include <cstdint>

#include "base/check.h"
#include "snapshots/manifest.h"
#include "snapshots/node.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace amicast;
    const ByteView bytes(data, size);
    auto node = snapshots::decode_node(bytes);
    auto content = snapshots::parse_node(bytes);
    check(node.has_value() == content.has_value(), "both ways of reading agree");
    if (!node) return 0;
    const Bytes again = snapshots::encode_node(*node);
    check(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
          "a node has one form");
    std::int64_t before = -1;
    for (const snapshots::Entry& entry : content->entries) {
        check(entry.index > before && entry.index < snapshots::node_slots, "entries in order");
        before = entry.index;
    }
    check(content->is_leaf || content->entries.empty(), "only leaves have entries");
    return 0;
}
