// Objects in memory, for tests. It remembers which bytes and names were synced, so that a test can
// cut the power: crash() forgets the rest, or keeps a seeded random part of it, torn or scrambled,
// as a disk would.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/random.h"
#include "storage/object_store.h"

namespace amicast::storage {

class MemoryObjectStore final : public ObjectStore {
  public:
    MemoryObjectStore();
    ~MemoryObjectStore() override;

    Result<std::unique_ptr<AppendObject>> create(std::string_view name) override;
    Status read(std::string_view name, std::uint64_t offset, std::span<std::uint8_t> out) override;
    Result<std::uint64_t> size(std::string_view name) override;
    Status put(std::string_view name, ByteView content) override;
    Result<std::vector<ObjectInfo>> list(std::string_view prefix) override;
    Status remove(std::string_view name) override;

    // Power loss: writers of before go dead, and of what was never synced a random part survives:
    // a prefix, sometimes with damaged bytes; an object never synced may vanish whole.
    void crash(Random& random);

    // Changes one stored byte, as a rotting disk would. The object must have it.
    void flip(std::string_view name, std::uint64_t offset);

    // One stored object; public for the writer in the source file only.
    struct Object;

  private:
    std::shared_ptr<Object> find(std::string_view name);

    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Object>, std::less<>> objects_;
};

}  // namespace amicast::storage
