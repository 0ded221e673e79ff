// SHA-256 for threads that bring texts of one length at about the same time: whoever is first waits
// a moment for a second, and the two are hashed together for little more than the price of one (see
// sha256_each.h).
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "base/bytes.h"

namespace amicast::crypto {

class PairedSha256 {
  public:
    // `patience` bounds what waiting adds to one call. Nobody waits unless at least `busy_from`
    // visitors are there: with fewer a second text is not likely to come in time.
    explicit PairedSha256(std::chrono::microseconds patience, std::size_t busy_from = 4)
        : patience_(patience), busy_from_(busy_from) {}

    // Somebody who has come to hash one text sooner or later, or has hashed it and may soon come
    // back. One thread's own.
    class Visitor {
      public:
        explicit Visitor(PairedSha256& host);
        ~Visitor();
        Visitor(const Visitor&) = delete;
        Visitor& operator=(const Visitor&) = delete;

        Digest sha256(ByteView text);

      private:
        PairedSha256& host_;
    };

  private:
    struct Waiting {
        ByteView text;
        Digest digest{};
        bool taken = false;
        bool done = false;
        std::condition_variable changed;
    };

    Digest hash(ByteView text);

    const std::chrono::microseconds patience_;
    const std::size_t busy_from_;
    std::mutex mutex_;
    std::size_t visitors_ = 0;
    Waiting* waiting_ = nullptr;
};

}  // namespace amicast::crypto
