// One client's connection as a coroutine. Internal to http/: includes Asio, so nothing but
// server.cc and connection.cc may include it.
#pragma once

#include <atomic>
#include <set>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "base/worker_pool.h"
#include "http/server.h"

namespace amicast::http {

// What every connection of a server shares.
struct Hub {
    Hub(ServerOptions o, Handler h, std::size_t workers)
        : options(std::move(o)), handler(std::move(h)), pool(workers, options.queue_max) {}

    const ServerOptions options;
    const Handler handler;
    std::atomic<bool> stopping = false;
    std::atomic<std::size_t> connections = 0;
    std::atomic<std::size_t> body_bytes = 0;  // reserved by requests being read or handled
    WorkerPool pool;
};

class Connection {
  public:
    virtual ~Connection() = default;
    // Ends the connection at once. On the loop's thread only.
    virtual void close() = 0;
    // Waiting for a request: nothing is lost when it is closed.
    bool idle() const { return idle_; }

  protected:
    bool idle_ = true;
};

// One network thread with the connections it looks after; everything in it happens on that thread,
// so that connections need no locks.
struct Loop {
    std::set<Connection*> connections;
    std::string date;  // of the Date header, made anew each second
    std::int64_t date_second = -1;
    // After the above: destroying it ends what is still running, which needs them.
    boost::asio::io_context context{1};
    std::thread thread;
};

// Serves requests on `socket` until either side is done. On the loop's thread; `tls` is null for
// plain HTTP and outlives the connection.
void serve_connection(Hub& hub, Loop& loop, boost::asio::ip::tcp::socket socket,
                      boost::asio::ssl::context* tls);

}  // namespace amicast::http
