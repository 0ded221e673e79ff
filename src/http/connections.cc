#include <sys/socket.h>

#include "http/connection.h"

namespace amicast::http {

void Connection::cut() const {
    ::shutdown(socket_, SHUT_RDWR);
}

void Connections::add(Connection& connection) {
    std::lock_guard lock(mutex_);
    open_.insert(&connection);
}

void Connections::remove(Connection& connection) {
    std::lock_guard lock(mutex_);
    open_.erase(&connection);
}

std::size_t Connections::size() const {
    std::lock_guard lock(mutex_);
    return open_.size();
}

// Under the lock, so that no socket is closed, and its number used anew, before it is cut.
template <class Predicate>
void Connections::cut_if(Predicate predicate) {
    std::lock_guard lock(mutex_);
    for (const Connection* connection : open_) {
        if (predicate(*connection)) connection->cut();
    }
}

void Connections::cut_all() {
    cut_if([](const Connection&) { return true; });
}

void Connections::cut_idle() {
    cut_if([](const Connection& connection) { return connection.idle(); });
}

void Connections::cut_overdue(Connection::Clock::time_point now) {
    cut_if([now](const Connection& connection) { return connection.overdue(now); });
}

}  // namespace amicast::http
