// Memory that may be written to a disk image past the page cache without being copied first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

#include "base/check.h"

namespace amicast::formats {

// What every device and file system of today accepts for reads and writes past the page cache: of
// memory, offset and length.
inline constexpr std::size_t direct_alignment = 4096;

class AlignedBuffer {
  public:
    // A whole number of direct_alignment. What is in it at first is anything.
    explicit AlignedBuffer(std::size_t bytes)
        : memory_(static_cast<std::uint8_t*>(std::aligned_alloc(direct_alignment, bytes))),
          bytes_(bytes) {
        check(bytes % direct_alignment == 0, "whole pages");
        if (!memory_) throw std::bad_alloc();
    }

    std::span<std::uint8_t> bytes() const { return {memory_.get(), bytes_}; }

  private:
    struct Free {
        void operator()(std::uint8_t* memory) const { std::free(memory); }  // NOLINT: as allocated
    };
    std::unique_ptr<std::uint8_t, Free> memory_;
    std::size_t bytes_;
};

}  // namespace amicast::formats
