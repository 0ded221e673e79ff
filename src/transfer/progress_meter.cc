#include "transfer/progress_meter.h"

namespace amicast::transfer {

Status ProgressMeter::add(const Progress& more) {
    std::lock_guard lock(mutex_);
    total_.blocks_all += more.blocks_all;
    total_.blocks_done += more.blocks_done;
    total_.bytes_moved += more.bytes_moved;
    total_.bytes_skipped += more.bytes_skipped;
    return on_progress_ ? on_progress_(total_) : Status{};
}

Progress ProgressMeter::total() const {
    std::lock_guard lock(mutex_);
    return total_;
}

}  // namespace amicast::transfer
