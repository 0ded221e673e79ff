// Group commit: transactions that arrive while another one is being made durable share the next
// commit. The thread whose turn it is runs the work of all of them, one after the other, each in a
// savepoint of its own; the others sleep until their result is durable.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <span>

#include "base/result.h"
#include "catalog/database.h"
#include "catalog/sqlite_connection.h"

namespace amicast::catalog {

class CommitQueue {
  public:
    // `connection` is used only while `connection_mutex` is held. Both must outlive the queue.
    CommitQueue(SqliteConnection& connection, std::mutex& connection_mutex, std::size_t group_max);

    // Returns when the work is durable or rolled back.
    Status write(const Database::Work& work);

  private:
    struct Request {
        const Database::Work* work = nullptr;
        Status result;
        bool done = false;
        bool leads = false;
        std::condition_variable wake;
    };
    using Group = std::span<Request* const>;

    void run_group(Group group);
    std::size_t run_transaction(Group group);
    Status run_one(const Database::Work& work, bool alone);
    Status close_savepoint(bool keep_work);
    void finish(Group group, const Request* leader);

    SqliteConnection& connection_;
    std::mutex& connection_mutex_;
    const std::size_t group_max_;
    std::mutex mutex_;
    std::deque<Request*> queue_;
    bool led_ = false;  // some thread is running a group
};

}  // namespace amicast::catalog
