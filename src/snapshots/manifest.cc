// Writing manifests, and the questions asked of them.
#include "snapshots/manifest.h"

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "crypto/digest.h"
#include "snapshots/node.h"
#include "snapshots/tree_walk.h"

namespace amicast::snapshots {
namespace {

// New nodes put at once: at most 2 MiB of them.
constexpr std::size_t nodes_per_put = 256;

constexpr std::int64_t block_count_max = limits::volume_gib_max * limits::blocks_per_gib;

std::optional<Subtree> top_of(const RootNode& root) {
    if (!root.top) return std::nullopt;
    return Subtree{*root.top, top_level(root.block_count)};
}

std::int64_t count_zeroes(const Slots& slots) {
    return std::count_if(slots.begin(), slots.end(),
                         [](const auto& slot) { return slot.second == zero_block_digest(); });
}

// Overlays a tree with entries, from the leaves up; stores what is new, children first.
class TreeWriter {
  public:
    TreeWriter(blocks::FrameStore& store, TreeReader& reader) : store_(store), reader_(reader) {}

    // The subtree at `level` over the indices from `base`, which is `before` overlaid with
    // `entries`; none when that is nothing at all.
    Result<std::optional<Digest>> overlay(const std::optional<Subtree>& before, int level,
                                          std::int64_t base, std::span<const Entry> entries) {
        if (entries.empty() && !before) return std::optional<Digest>();
        if (entries.empty() && before->level == level) return std::optional(before->digest);
        return level == 0 ? overlay_leaf(before, base, entries)
                          : overlay_inner(before, level, base, entries);
    }

    Result<Digest> store(const Node& node) {
        const Bytes bytes = encode_node(node);
        const Digest id = crypto::sha256(bytes);
        frames_.push_back(blocks::encode_frame(blocks::FrameKind::manifest_node, id, bytes));
        if (frames_.size() >= nodes_per_put) {
            Status flushed = flush();
            if (!flushed) return failure(flushed.error());
        }
        return id;
    }

    Status flush() {
        Status put = store_.put(frames_);
        if (put) frames_.clear();
        return put;
    }

    // By how many entries, and how many of zeroes, the overlaid tree has more than the one before.
    std::int64_t present_more() const { return present_more_; }
    std::int64_t zero_more() const { return zero_more_; }

  private:
    Result<Slots> slots_before(const std::optional<Subtree>& before, int level) {
        if (!before) return Slots();
        if (before->level < level) return Slots{{0, before->digest}};
        return reader_.slots(*before);
    }

    Result<std::optional<Digest>> overlay_leaf(const std::optional<Subtree>& before,
                                               std::int64_t base, std::span<const Entry> entries) {
        auto old = slots_before(before, 0);
        if (!old) return failure(old.error());
        LeafNode leaf;
        auto kept = old->begin();
        for (const Entry& entry : entries) {
            const int slot = static_cast<int>(entry.index - base);
            while (kept != old->end() && kept->first < slot)
                leaf.blocks.push_back(*kept++);
            if (kept != old->end() && kept->first == slot) ++kept;
            leaf.blocks.emplace_back(slot, entry.digest);
        }
        leaf.blocks.insert(leaf.blocks.end(), kept, old->end());
        present_more_ += std::ssize(leaf.blocks) - std::ssize(*old);
        zero_more_ += count_zeroes(leaf.blocks) - count_zeroes(*old);
        return stored(leaf);
    }

    Result<std::optional<Digest>> overlay_inner(const std::optional<Subtree>& before, int level,
                                                std::int64_t base, std::span<const Entry> entries) {
        auto old = slots_before(before, level);
        if (!old) return failure(old.error());
        const int child_level =
            before && before->level < level ? before->level : std::max(level - 1, 0);
        const std::int64_t span = slot_span(level);
        InnerNode node{.level = level, .children = {}};
        auto kept = old->begin();
        while (kept != old->end() || !entries.empty()) {
            int slot = entries.empty() ? static_cast<int>(node_slots)
                                       : static_cast<int>((entries.front().index - base) / span);
            std::optional<Subtree> child;
            if (kept != old->end() && kept->first <= slot) {
                slot = kept->first;
                child = Subtree{(kept++)->second, child_level};
            }
            const std::int64_t child_base = base + slot * span;
            const auto end = std::partition_point(
                entries.begin(), entries.end(),
                [&](const Entry& entry) { return entry.index < child_base + span; });
            const auto count = static_cast<std::size_t>(end - entries.begin());
            auto id = overlay(child, level - 1, child_base, entries.first(count));
            if (!id) return id;
            if (*id) node.children.emplace_back(slot, **id);
            entries = entries.subspan(count);
        }
        return stored(node);
    }

    Result<std::optional<Digest>> stored(const Node& node) {
        auto id = store(node);
        if (!id) return failure(id.error());
        return std::optional(*id);
    }

    blocks::FrameStore& store_;
    TreeReader& reader_;
    std::vector<blocks::Frame> frames_;
    std::int64_t present_more_ = 0;
    std::int64_t zero_more_ = 0;
};

Status check_entries(std::int64_t block_count, std::span<const Entry> entries) {
    if (block_count < 1 || block_count > block_count_max) {
        return failure(ErrorKind::invalid, "a volume of " + std::to_string(block_count) +
                                               " blocks; it can have 1 to " +
                                               std::to_string(block_count_max));
    }
    std::int64_t before = -1;
    for (const Entry& entry : entries) {
        if (entry.index <= before || entry.index >= block_count) {
            return failure(ErrorKind::invalid, "block index " + std::to_string(entry.index) +
                                                   " is out of order or not below " +
                                                   std::to_string(block_count));
        }
        before = entry.index;
    }
    return {};
}

}  // namespace

Result<Root> Manifests::write(std::optional<Root> parent, std::int64_t block_count,
                              std::span<const Entry> entries) {
    Status valid = check_entries(block_count, entries);
    if (!valid) return failure(valid.error());
    TreeReader reader(store_);
    RootNode before;
    if (parent) {
        auto root = reader.root(*parent);
        if (!root) return failure(root.error());
        before = *root;
        if (before.block_count > block_count)
            return failure(ErrorKind::invalid, "the volume is smaller than its parent's");
    }
    const auto before_top = parent ? top_of(before) : std::nullopt;
    TreeWriter writer(store_, reader);
    auto top = writer.overlay(before_top, top_level(block_count), 0, entries);
    if (!top) return failure(top.error());
    Status flushed = writer.flush();
    if (!flushed) return failure(flushed.error());
    auto root =
        writer.store(RootNode{.block_count = block_count,
                              .present_blocks = before.present_blocks + writer.present_more(),
                              .zero_blocks = before.zero_blocks + writer.zero_more(),
                              .top = *top});
    if (!root) return root;
    flushed = writer.flush();
    if (!flushed) return failure(flushed.error());
    return root;
}

Result<std::vector<Entry>> Manifests::list(const Root& root, std::int64_t start,
                                           std::size_t count) {
    std::vector<Entry> entries;
    if (count == 0) return entries;
    TreeReader reader(store_);
    auto node = reader.root(root);
    if (!node) return failure(node.error());
    if (!node->top) return entries;
    Status visited = reader.visit(*top_of(*node), start, [&](const Entry& entry) {
        entries.push_back(entry);
        return entries.size() < count;
    });
    if (!visited) return failure(visited.error());
    return entries;
}

Status Manifests::each(const Root& root, const std::function<bool(const Entry&)>& visit) {
    TreeReader reader(store_);
    auto node = reader.root(root);
    if (!node) return failure(node.error());
    if (!node->top) return {};
    return reader.visit(*top_of(*node), 0, visit);
}

Result<std::optional<Entry>> Manifests::find(const Root& root, std::int64_t index) {
    TreeReader reader(store_);
    auto node = reader.root(root);
    if (!node) return failure(node.error());
    std::optional<Subtree> subtree = top_of(*node);
    if (index < 0 || index >= node->block_count || !subtree) return std::optional<Entry>();
    while (true) {
        auto slots = reader.slots(*subtree);
        if (!slots) return failure(slots.error());
        const int slot = static_cast<int>(index / slot_span(subtree->level) % node_slots);
        const auto found = std::find_if(slots->begin(), slots->end(), [&](const auto& candidate) {
            return candidate.first == slot;
        });
        if (found == slots->end()) return std::optional<Entry>();
        if (subtree->level == 0) return std::optional(Entry{index, found->second});
        subtree = Subtree{found->second, subtree->level - 1};
    }
}

Result<std::vector<Difference>> Manifests::compare(const Root& first, const Manifests& others,
                                                   const Root& second, std::int64_t start,
                                                   std::size_t count) {
    std::vector<Difference> differences;
    if (count == 0) return differences;
    TreeReader reader(store_);
    auto one = reader.root(first);
    if (!one) return failure(one.error());
    TreeReader other_reader(others.store_);
    auto other = other_reader.root(second);
    if (!other) return failure(other.error());
    Status compared = compare_trees(reader, top_of(*one), other_reader, top_of(*other), start,
                                    [&](Difference difference) {
                                        differences.push_back(difference);
                                        return differences.size() < count;
                                    });
    if (!compared) return failure(compared.error());
    return differences;
}

Result<Manifests::Summary> Manifests::summarize(const Root& root) {
    TreeReader reader(store_);
    auto node = reader.root(root);
    if (!node) return failure(node.error());
    return Summary{.block_count = node->block_count,
                   .present_blocks = node->present_blocks,
                   .zero_blocks = node->zero_blocks};
}

}  // namespace amicast::snapshots
