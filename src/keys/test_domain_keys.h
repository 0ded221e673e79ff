// Keys of a region without KMS, whose states a test sets; for the rooms that seal content.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/random.h"
#include "keys/domain_keys.h"

namespace amicast::keys {

class TestDomainKeys final : public DomainKeys {
  public:
    enum class State { enabled, disabled, destroyed, unreachable };

    // Keys exist once they were named here; their domain keys differ for each `seed`, as those of
    // two regions do.
    explicit TestDomainKeys(std::uint64_t seed = 1) : random_(seed) {}

    void set(const std::string& key_id, State state) {
        std::lock_guard lock(mutex_);
        Entry& entry = entries_[key_id];
        entry.state = state;
        if (state == State::destroyed) entry.key.reset();
    }
    static std::string arn(const std::string& key_id) {
        return "arn:aws:kms:us-east-1:111122223333:key/" + key_id;
    }

    Result<crypto::Key> domain_key(std::string_view key_id) override {
        std::lock_guard lock(mutex_);
        auto found = entries_.find(key_id);
        const std::string name(key_id);
        if (found == entries_.end() || found->second.state == State::destroyed)
            return failure(ErrorKind::not_found, "The key '" + name + "' does not exist.");
        if (found->second.state == State::disabled)
            return failure(ErrorKind::denied,
                           "The key '" + name + "' is disabled. Enable it to use its content.");
        if (found->second.state == State::unreachable)
            return failure(ErrorKind::unavailable, "The keys cannot be read now.");
        return made(found->second);
    }
    Result<std::optional<crypto::Key>> domain_key_for_upkeep(std::string_view key_id) override {
        std::lock_guard lock(mutex_);
        auto found = entries_.find(key_id);
        if (found == entries_.end()) return std::optional<crypto::Key>();
        if (found->second.state == State::unreachable)
            return failure(ErrorKind::unavailable, "The keys cannot be read now.");
        return found->second.key;
    }

  private:
    struct Entry {
        State state = State::enabled;
        std::optional<crypto::Key> key;
    };

    const crypto::Key& made(Entry& entry) {
        if (!entry.key) random_.fill(entry.key.emplace());
        return *entry.key;
    }

    std::mutex mutex_;
    SeededRandom random_;
    std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace amicast::keys
