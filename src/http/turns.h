// Who may run a handler now: at most so many at a time, a bounded line behind them.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace amicast::http {

// The threads of a server serve the network and run handlers alike; a thread that has read a
// request handles it, without handing it to another one. Handlers block on disks, therefore the
// turns are fewer than the threads, and a thread is always left for the network. Thread-safe.
class Turns {
  public:
    // Called once: with true when the turn has come, with false when the line is full. Must not
    // block or throw.
    using Resume = std::function<void(bool)>;

    Turns(std::size_t turns, std::size_t waiting_max) : free_(turns), waiting_max_(waiting_max) {}

    // True: the caller has a turn and owes a leave().
    bool try_take();
    // Takes a turn, now or when those before it have left.
    void take(Resume resume);
    // Gives the turn to the next in line.
    void leave();

  private:
    std::mutex mutex_;
    std::size_t free_;
    const std::size_t waiting_max_;
    std::deque<Resume> waiting_;
};

}  // namespace amicast::http
