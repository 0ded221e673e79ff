// Where a region's bytes lie: named objects that are written once, appended to, sealed, read in
// ranges and removed. Local files here; an S3-compatible store has the same shape. Knows nothing of
// what it stores.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace amicast::storage {

// An object being written. One writer at a time; readers may read what sync() covered.
class AppendObject {
  public:
    virtual ~AppendObject() = default;
    // Adds the pieces in order. Not durable yet.
    virtual Status append(std::span<const ByteView> pieces) = 0;
    // Everything appended so far survives power loss, the object's name included.
    virtual Status sync() = 0;
    // sync(), and no more appends.
    virtual Status seal() = 0;
    virtual std::uint64_t size() const = 0;
};

struct ObjectInfo {
    std::string name;
    std::uint64_t bytes = 0;
};

class ObjectStore {
  public:
    virtual ~ObjectStore() = default;

    // Fails with `conflict` when the name is taken. Names are relative paths of [a-z0-9._-]
    // segments.
    virtual Result<std::unique_ptr<AppendObject>> create(std::string_view name) = 0;
    // Fills `out` whole from `offset`; `corrupt` when the object ends before, `not_found` when
    // there is none.
    virtual Status read(std::string_view name, std::uint64_t offset,
                        std::span<std::uint8_t> out) = 0;
    virtual Result<std::uint64_t> size(std::string_view name) = 0;
    // Whole object at once, atomically and durably; replaces an older one.
    virtual Status put(std::string_view name, ByteView content) = 0;
    // Every object whose name starts with `prefix`, in name order.
    virtual Result<std::vector<ObjectInfo>> list(std::string_view prefix) = 0;
    // Durable; removing what is not there succeeds.
    virtual Status remove(std::string_view name) = 0;
};

// Files below `directory`, which is made when absent. Writes go past no fsync that durability
// needs; names are flushed with their directory. Full disk and I/O errors come back as
// `unavailable`.
Result<std::unique_ptr<ObjectStore>> open_local_files(const std::string& directory);

}  // namespace amicast::storage
