// Keys and their domain keys, remembered for a moment. A change empties it; what was read before
// the change and arrives after it is not kept.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "crypto/aead.h"
#include "crypto/wipe.h"
#include "keys/key.h"

namespace amicast::keys {

// Safe to share between threads.
template <class Value>
class KeyCache {
  public:
    // Taken before a value is read from the catalog, and given back with it.
    std::uint64_t generation() const {
        std::lock_guard lock(mutex_);
        return generation_;
    }

    std::shared_ptr<const Value> find(std::string_view key_id, Time now) const {
        std::lock_guard lock(mutex_);
        auto found = entries_.find(key_id);
        if (found == entries_.end()) return nullptr;
        // The clock may also have been set back.
        Duration age = now - found->second.read_at;
        return age >= Duration(0) && age < kept_for ? found->second.value : nullptr;
    }

    void keep(std::string_view key_id, std::uint64_t read_in, Time now,
              std::shared_ptr<const Value> value) {
        std::lock_guard lock(mutex_);
        if (read_in != generation_) return;
        // When full, start over: simpler than ageing, and rare.
        if (entries_.size() >= entries_max) entries_.clear();
        entries_.insert_or_assign(std::string(key_id), Entry{std::move(value), now});
    }

    void clear() {
        std::lock_guard lock(mutex_);
        ++generation_;
        entries_.clear();
    }

  private:
    struct Entry {
        std::shared_ptr<const Value> value;
        Time read_at;
    };

    // Another server's change is seen this late; see docs/architecture.md.
    static constexpr Duration kept_for = std::chrono::seconds(1);
    // A few kilobytes each, most of it the policy.
    static constexpr std::size_t entries_max = 4096;

    mutable std::mutex mutex_;
    std::uint64_t generation_ = 1;
    std::map<std::string, Entry, std::less<>> entries_;
};

// A domain key in memory.
struct DomainKey {
    explicit DomainKey(const crypto::Key& secret) : key(secret) {}
    ~DomainKey() { crypto::wipe(key); }
    DomainKey(const DomainKey&) = delete;
    DomainKey& operator=(const DomainKey&) = delete;
    crypto::Key key;
};

}  // namespace amicast::keys
