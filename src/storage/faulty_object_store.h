// An object store whose n-th call fails: the tool of failure loops. Count the calls of a good run,
// then let each of them fail in turn, once or from then on, and see that nothing acknowledged is
// lost.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "storage/object_store.h"

namespace amicast::storage {

struct Fault {
    std::uint64_t at_call = 0;     // 1 is the next call; 0 is never
    bool from_then_on = false;     // else just that one call fails
    std::uint64_t torn_bytes = 0;  // of a failing append, so many still reach the object
    ErrorKind kind = ErrorKind::unavailable;
};

// Every call of the store and of the objects it created counts; the decorated store must outlive
// both. A call that fails does nothing else, but for the torn append. Thread-safe.
class FaultyObjectStore final : public ObjectStore {
  public:
    explicit FaultyObjectStore(ObjectStore& inner);
    ~FaultyObjectStore() override;

    // Starts counting anew.
    void arm(const Fault& fault);
    void disarm() { arm({}); }
    // Calls since arm().
    std::uint64_t calls() const;
    // True when the armed fault was reached.
    bool fired() const;

    Result<std::unique_ptr<AppendObject>> create(std::string_view name) override;
    Status read(std::string_view name, std::uint64_t offset, std::span<std::uint8_t> out) override;
    Result<std::uint64_t> size(std::string_view name) override;
    Status put(std::string_view name, ByteView content) override;
    Result<std::vector<ObjectInfo>> list(std::string_view prefix) override;
    Status remove(std::string_view name) override;

    // What decides about each call; shared with the objects created.
    struct Plan;

  private:
    ObjectStore& inner_;
    std::shared_ptr<Plan> plan_;
};

}  // namespace amicast::storage
