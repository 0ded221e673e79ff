// Values remembered as long as identity has not changed. Everything kept belongs to one generation
// number; a newer one empties the cache, and a value read under an older one is not kept.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace amicast::iam {

// Safe to share between threads.
template <class Value>
class GenerationCache {
  public:
    explicit GenerationCache(std::size_t entries_max) : entries_max_(entries_max) {}

    std::shared_ptr<const Value> find(std::string_view key, std::uint64_t generation) const {
        std::shared_lock lock(mutex_);
        if (generation != generation_) return nullptr;
        auto found = entries_.find(key);
        return found == entries_.end() ? nullptr : found->second;
    }

    void keep(std::string key, std::uint64_t generation, std::shared_ptr<const Value> value) {
        std::unique_lock lock(mutex_);
        if (generation < generation_) return;
        // When full, start over: simpler than ageing, and rare.
        if (generation > generation_ || entries_.size() >= entries_max_) entries_.clear();
        generation_ = generation;
        entries_.insert_or_assign(std::move(key), std::move(value));
    }

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const {
            return std::hash<std::string_view>()(key);
        }
    };

    const std::size_t entries_max_;
    mutable std::shared_mutex mutex_;
    std::uint64_t generation_ = 0;
    std::unordered_map<std::string, std::shared_ptr<const Value>, Hash, std::equal_to<>> entries_;
};

}  // namespace amicast::iam
