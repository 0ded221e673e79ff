// Randomness as an argument. The system source is the kernel's; a seeded one makes tests
// repeatable.
#pragma once

#include <cstdint>
#include <mutex>
#include <random>
#include <span>

namespace amicast {

class Random {
  public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;

    std::uint64_t next();
};

// getrandom(2): fit for keys. Safe to share between threads.
class SystemRandom final : public Random {
  public:
    void fill(std::span<std::uint8_t> out) override;
};

// The same bytes for the same seed. For tests only. Safe to share between threads.
class SeededRandom final : public Random {
  public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::uint8_t> out) override;

  private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

}  // namespace amicast
