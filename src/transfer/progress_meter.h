// Adds up what the threads of a copy have done and tells whoever asked to know.
#pragma once

#include <cstdint>
#include <mutex>

#include "transfer/copy_snapshot.h"

namespace amicast::transfer {

class ProgressMeter {
  public:
    // `on_progress` may be empty and must outlive this.
    explicit ProgressMeter(const OnProgress& on_progress) : on_progress_(on_progress) {}

    // Adds, then reports; the listener's answer. Thread-safe.
    Status add(const Progress& more);
    Progress total() const;

  private:
    const OnProgress& on_progress_;
    mutable std::mutex mutex_;
    Progress total_;
};

}  // namespace amicast::transfer
