#include "http/turns.h"

#include <utility>

namespace amicast::http {

bool Turns::try_take() {
    std::lock_guard lock(mutex_);
    if (free_ == 0) return false;
    --free_;
    return true;
}

void Turns::take(Resume resume) {
    bool granted = false;
    {
        std::lock_guard lock(mutex_);
        granted = free_ > 0;
        if (granted) {
            --free_;
        } else if (waiting_.size() < waiting_max_) {
            waiting_.push_back(std::move(resume));
            return;
        }
    }
    resume(granted);
}

void Turns::leave() {
    Resume next;
    {
        std::lock_guard lock(mutex_);
        if (waiting_.empty()) {
            ++free_;
            return;
        }
        next = std::move(waiting_.front());
        waiting_.pop_front();
    }
    next(true);
}

}  // namespace amicast::http
