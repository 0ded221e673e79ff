#include "catalog/commit_queue.h"

#include <algorithm>
#include <vector>

#include "base/check.h"

namespace amicast::catalog {
namespace {

Error rolled_back(const Error& cause) {
    return Error{.kind = ErrorKind::unavailable,
                 .message = "The catalog could not make the change durable. " + cause.message,
                 .detail = cause.detail};
}

}  // namespace

CommitQueue::CommitQueue(SqliteConnection& connection, std::mutex& connection_mutex,
                         std::size_t group_max)
    : connection_(connection), connection_mutex_(connection_mutex), group_max_(group_max) {
    check(group_max > 0, "a group holds at least one transaction");
}

Status CommitQueue::write(const Database::Work& work) {
    Request request;
    request.work = &work;
    std::unique_lock lock(mutex_);
    queue_.push_back(&request);
    if (led_) {
        request.wake.wait(lock, [&] { return request.done || request.leads; });
        if (request.done) return std::move(request.result);
    }
    led_ = true;
    std::size_t count = std::min(queue_.size(), group_max_);
    auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Request*> group(queue_.begin(), end);
    queue_.erase(queue_.begin(), end);
    lock.unlock();

    run_group(group);

    lock.lock();
    finish(group, &request);
    return std::move(request.result);
}

// Gives the lead to whoever waits longest and wakes the group. Called with the mutex held: a woken
// request is gone as soon as its thread gets the mutex.
void CommitQueue::finish(Group group, const Request* leader) {
    if (queue_.empty()) {
        led_ = false;
    } else {
        queue_.front()->leads = true;
        queue_.front()->wake.notify_one();
    }
    for (Request* member : group) {
        if (member == leader) continue;
        member->done = true;
        member->wake.notify_one();
    }
}

void CommitQueue::run_group(Group group) {
    std::lock_guard lock(connection_mutex_);
    while (!group.empty())
        group = group.subspan(run_transaction(group));
}

// Runs requests from the front in one transaction; how many have their result now.
std::size_t CommitQueue::run_transaction(Group group) {
    if (Status begun = connection_.run("BEGIN IMMEDIATE"); !begun) {
        for (Request* request : group)
            request->result = failure(begun.error());
        return group.size();
    }
    std::size_t ran = 0;
    Status outcome;
    while (ran < group.size() && connection_.in_transaction()) {
        Request* request = group[ran++];
        request->result = run_one(*request->work, group.size() == 1);
        if (!connection_.in_transaction() && !request->result) outcome = request->result;
    }
    if (connection_.in_transaction()) {
        outcome = connection_.run("COMMIT");
        if (!outcome && connection_.in_transaction()) (void)connection_.run("ROLLBACK");
    }
    if (outcome) return ran;
    for (Request* request : group.first(ran)) {
        // What failed by itself keeps its own error.
        if (request->result) request->result = failure(rolled_back(outcome.error()));
    }
    return ran;
}

Status CommitQueue::run_one(const Database::Work& work, bool alone) {
    if (!alone) {
        if (Status saved = connection_.run("SAVEPOINT member"); !saved) return saved;
    }
    Status result = work(connection_);
    // For a full disk and the like SQLite has ended the transaction itself.
    if (!connection_.in_transaction()) {
        if (result) return failure(ErrorKind::unavailable, "The catalog lost the transaction.");
        return result;
    }
    // What is told that it failed must not be committed with the others, not even half of it.
    Status closed = alone ? Status{} : close_savepoint(result.has_value());
    bool keep = closed && (result || !alone);
    if (!keep) (void)connection_.run("ROLLBACK");
    if (result && !closed) return closed;
    return result;
}

Status CommitQueue::close_savepoint(bool keep_work) {
    if (!keep_work) {
        if (Status undone = connection_.run("ROLLBACK TO member"); !undone) return undone;
    }
    return connection_.run("RELEASE member");
}

}  // namespace amicast::catalog
