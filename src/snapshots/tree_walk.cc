// Walks over manifest trees.
#include "snapshots/tree_walk.h"

#include <algorithm>

#include "base/check.h"

namespace amicast::snapshots {
namespace {

// Nodes fetched at once: at most 256 KiB of them.
constexpr std::size_t prefetch_nodes = 32;

tl::unexpected<Error> damaged(const std::string& why) {
    return failure(ErrorKind::corrupt, "a manifest is damaged", why);
}

Result<Node> decode(const blocks::Frame& frame) {
    auto bytes = blocks::decode_frame(frame);
    if (!bytes) return failure(bytes.error());
    return decode_node(*bytes);
}

Result<Slots> slots_of(Node node, int level) {
    if (auto* inner = std::get_if<InnerNode>(&node); inner != nullptr && inner->level == level)
        return std::move(inner->children);
    if (auto* leaf = std::get_if<LeafNode>(&node); leaf != nullptr && level == 0)
        return std::move(leaf->blocks);
    return damaged("a node is not of the level its parent says");
}

// The node that a manifest refers to must be here.
tl::unexpected<Error> lost(Error error) {
    if (error.kind == ErrorKind::not_found)
        return damaged("a node of the manifest is not stored here");
    return failure(std::move(error));
}

}  // namespace

Result<RootNode> TreeReader::root(const Root& root) {
    auto frame = store_.get(root);
    if (!frame) return failure(frame.error());
    auto node = decode(*frame);
    if (!node) return failure(node.error());
    if (auto* found = std::get_if<RootNode>(&*node)) return *found;
    return damaged("the node is not a root");
}

Result<Slots> TreeReader::load(const Subtree& subtree) {
    auto frame = store_.get(subtree.digest);
    if (!frame) return lost(frame.error());
    auto node = decode(*frame);
    if (!node) return failure(node.error());
    return slots_of(std::move(*node), subtree.level);
}

Result<Slots> TreeReader::slots(const Subtree& subtree) {
    auto found = prefetched_.find(subtree.digest);
    if (found == prefetched_.end()) return load(subtree);
    Slots slots = std::move(found->second);
    prefetched_.erase(found);
    return slots;
}

Status TreeReader::prefetch(std::span<const Subtree> subtrees) {
    std::vector<Digest> ids;
    for (const Subtree& subtree : subtrees)
        ids.push_back(subtree.digest);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    auto frames = store_.get(ids);
    if (!frames) return lost(frames.error());
    prefetched_.clear();
    for (const blocks::Frame& frame : *frames) {
        auto node = decode(frame);
        if (!node) return failure(node.error());
        auto slots = slots_of(std::move(*node), subtrees.front().level);
        if (!slots) return failure(slots.error());
        prefetched_.emplace(frame.id, std::move(*slots));
    }
    return {};
}

// Depth first. `false` means that the visitor has had enough.
class TreeReader::Visitor {
  public:
    Visitor(TreeReader& reader, std::int64_t start, const std::function<bool(const Entry&)>& visit)
        : reader_(reader), start_(start), visit_(visit) {}

    Result<bool> node(const Subtree& subtree, std::int64_t base) {
        auto slots = reader_.slots(subtree);
        if (!slots) return failure(slots.error());
        const std::int64_t span = slot_span(subtree.level);
        std::erase_if(*slots,
                      [&](const auto& slot) { return base + (slot.first + 1) * span <= start_; });
        if (subtree.level == 0) return leaf(*slots, base);
        for (std::size_t i = 0; i < slots->size(); ++i) {
            if (subtree.level == 1 && i % prefetch_nodes == 0) {
                Status fetched = prefetch(std::span(*slots).subspan(i));
                if (!fetched) return failure(fetched.error());
            }
            const auto& [slot, digest] = (*slots)[i];
            auto more = node({digest, subtree.level - 1}, base + slot * span);
            if (!more || !*more) return more;
        }
        return true;
    }

  private:
    Status prefetch(std::span<const std::pair<int, Digest>> slots) {
        std::vector<Subtree> subtrees;
        for (const auto& [slot, digest] : slots.first(std::min(slots.size(), prefetch_nodes)))
            subtrees.push_back({digest, 0});
        return reader_.prefetch(subtrees);
    }

    bool leaf(const Slots& slots, std::int64_t base) {
        return std::all_of(slots.begin(), slots.end(), [&](const auto& slot) {
            return visit_(Entry{base + slot.first, slot.second});
        });
    }

    TreeReader& reader_;
    std::int64_t start_;
    const std::function<bool(const Entry&)>& visit_;
};

Status TreeReader::visit(const Subtree& top, std::int64_t start,
                         const std::function<bool(const Entry&)>& visit) {
    auto done = Visitor(*this, start, visit).node(top, 0);
    if (!done) return failure(done.error());
    return {};
}

namespace {

class Comparer {
  public:
    Comparer(TreeReader& first_reader, TreeReader& second_reader, std::int64_t start,
             const std::function<bool(Difference)>& visit)
        : first_reader_(first_reader),
          second_reader_(second_reader),
          start_(start),
          visit_(visit) {}

    // Both subtrees as seen from `level`.
    Result<bool> node(const std::optional<Subtree>& first, const std::optional<Subtree>& second,
                      int level, std::int64_t base) {
        if (first == second) return true;
        auto left = slots_at(first_reader_, first, level);
        if (!left) return failure(left.error());
        auto right = slots_at(second_reader_, second, level);
        if (!right) return failure(right.error());
        const std::int64_t span = slot_span(level);
        auto a = left->begin();
        auto b = right->begin();
        while (a != left->end() || b != right->end()) {
            const int slot = std::min(a != left->end() ? a->slot : static_cast<int>(node_slots),
                                      b != right->end() ? b->slot : static_cast<int>(node_slots));
            std::optional<Subtree> one;
            std::optional<Subtree> other;
            if (a != left->end() && a->slot == slot) one = (a++)->subtree;
            if (b != right->end() && b->slot == slot) other = (b++)->subtree;
            const std::int64_t slot_base = base + slot * span;
            if (one == other || slot_base + span <= start_) continue;
            auto more = level == 0 ? Result<bool>(difference(slot_base, one, other))
                                   : node(one, other, level - 1, slot_base);
            if (!more || !*more) return more;
        }
        return true;
    }

  private:
    struct Slot {
        int slot;
        Subtree subtree;
    };

    static Result<std::vector<Slot>> slots_at(TreeReader& reader,
                                              const std::optional<Subtree>& subtree, int level) {
        std::vector<Slot> result;
        if (!subtree) return result;
        if (subtree->level < level) {
            result.push_back({0, *subtree});
            return result;
        }
        auto slots = reader.slots(*subtree);
        if (!slots) return failure(slots.error());
        for (const auto& [slot, digest] : *slots)
            result.push_back({slot, {digest, std::max(level - 1, 0)}});
        return result;
    }

    bool difference(std::int64_t index, const std::optional<Subtree>& first,
                    const std::optional<Subtree>& second) {
        Difference difference{.index = index};
        if (first) difference.first = first->digest;
        if (second) difference.second = second->digest;
        return visit_(difference);
    }

    TreeReader& first_reader_;
    TreeReader& second_reader_;
    std::int64_t start_;
    const std::function<bool(Difference)>& visit_;
};

}  // namespace

Status compare_trees(TreeReader& first_reader, const std::optional<Subtree>& first,
                     TreeReader& second_reader, const std::optional<Subtree>& second,
                     std::int64_t start, const std::function<bool(Difference)>& visit) {
    const int level = std::max(first ? first->level : 0, second ? second->level : 0);
    auto done = Comparer(first_reader, second_reader, start, visit).node(first, second, level, 0);
    if (!done) return failure(done.error());
    return {};
}

}  // namespace amicast::snapshots
