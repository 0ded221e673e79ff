// One client's connection as a coroutine. Internal to http/: includes Asio, so nothing but
// server.cc and connection.cc may include it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "http/server.h"
#include "http/turns.h"

namespace amicast::http {

// What others than its own coroutine may do to a connection: see how it is, and cut it. A cut only
// ends the traffic; the coroutine notices and closes the socket itself. Thread-safe.
class Connection {
  public:
    using Clock = std::chrono::steady_clock;

    virtual ~Connection() = default;
    // Waiting for a request: nothing is lost when it is cut.
    bool idle() const { return idle_; }
    bool overdue(Clock::time_point now) const { return deadline_.load() <= now; }
    void cut() const;

  protected:
    void allow(std::chrono::milliseconds time) { deadline_ = Clock::now() + time; }
    void allow_any_time() { deadline_ = Clock::time_point::max(); }

    int socket_ = -1;  // owned by the coroutine
    std::atomic<bool> idle_ = true;

  private:
    std::atomic<Clock::time_point> deadline_ = Clock::time_point::max();
};

// The open connections of a server. Thread-safe.
class Connections {
  public:
    void add(Connection& connection);
    // Afterwards nobody else touches it: the socket may be closed.
    void remove(Connection& connection);
    std::size_t size() const;

    void cut_all();
    void cut_idle();
    void cut_overdue(Connection::Clock::time_point now);

  private:
    template <class Predicate>
    void cut_if(Predicate predicate);

    mutable std::mutex mutex_;
    std::set<Connection*> open_;
};

// What every connection of a server shares.
struct Hub {
    Hub(ServerOptions o, Handler h, std::size_t handlers)
        : options(std::move(o)), handler(std::move(h)), turns(handlers, options.queue_max) {}

    const ServerOptions options;
    const Handler handler;
    std::atomic<bool> stopping = false;
    std::atomic<std::size_t> body_bytes = 0;  // reserved by requests being read or handled
    Connections connections;
    Turns turns;
    // After the above: destroying it ends the connections that are left, which need them.
    boost::asio::io_context context;
};

// Serves requests on `socket` until either side is done, on the threads of the hub's context; `tls`
// is null for plain HTTP and outlives the connection.
void serve_connection(Hub& hub, boost::asio::ip::tcp::socket socket,
                      boost::asio::ssl::context* tls);

}  // namespace amicast::http
