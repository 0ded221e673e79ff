// Forgetting keys: memory that held one is overwritten before it is given back.
#pragma once

#include <cstdint>
#include <span>

namespace amicast::crypto {

// Overwrites with zeroes; the compiler may not leave it out.
void wipe(std::span<std::uint8_t> bytes);

// Overwrites what it refers to at the end of its scope.
class WipeAtEnd {
  public:
    explicit WipeAtEnd(std::span<std::uint8_t> bytes) : bytes_(bytes) {}
    ~WipeAtEnd() { wipe(bytes_); }
    WipeAtEnd(const WipeAtEnd&) = delete;
    WipeAtEnd& operator=(const WipeAtEnd&) = delete;

  private:
    std::span<std::uint8_t> bytes_;
};

}  // namespace amicast::crypto
