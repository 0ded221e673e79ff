// An HTTP/1.1 server over plain TCP or TLS: reads whole, bounded requests and has each answered by
// a handler, a bounded number at a time. Sockets, timeouts, limits and back-pressure are settled
// here; what a request means is not.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "wire/http_message.h"

namespace amicast::http {

// PEM files. The certificate file holds the chain, leaf first.
struct TlsFiles {
    std::string certificate;
    std::string key;
};

struct ServerOptions {
    std::string host = "127.0.0.1";  // an address, or a name that resolves to one
    std::uint16_t port = 0;          // 0: any free port
    std::optional<TlsFiles> tls;     // TLS 1.2 and later

    // Requests handled at a time; 0: max(16, 4 × cores), since most of them wait for a disk: the
    // more that wait together, the more share one flush.
    std::size_t workers = 0;
    std::size_t network_threads = 1;  // beyond those: always free to read, refuse and accept
    std::size_t queue_max = 1024;     // requests that may wait to be handled; more get 503
    std::size_t connections_max = 2048;
    // Of all requests being read or handled together: what unknown clients can make us hold.
    std::size_t body_bytes_in_flight_max = std::size_t{256} << 20;
    std::size_t header_bytes_max = limits::request_header_bytes_max;
    std::size_t body_bytes_max = limits::request_body_bytes_max;

    std::chrono::milliseconds idle_timeout = std::chrono::seconds(75);  // between requests
    std::chrono::milliseconds header_timeout = std::chrono::seconds(20);
    std::chrono::milliseconds body_timeout = std::chrono::seconds(120);
    std::chrono::milliseconds write_timeout = std::chrono::seconds(120);
    std::chrono::milliseconds drain_timeout = std::chrono::seconds(20);
};

// Called on any of the server's threads, up to `workers` at a time. Should not throw; what it
// throws is logged, counted and answered with status 500.
using Handler = std::function<wire::HttpResponse(wire::HttpRequest&&)>;

class Server {
  public:
    // Listens and serves from the moment it returns. Errors: invalid (an address, certificate or
    // key that cannot be used), conflict (the port is taken), unavailable.
    static Result<std::unique_ptr<Server>> start(const ServerOptions& options, Handler handler);
    ~Server();  // stop()
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // "http://127.0.0.1:8080": where a client on this machine reaches it.
    const std::string& endpoint() const;
    // Takes no new connections, lets the requests in progress finish within the drain timeout, then
    // closes what is left. Idempotent; not from a handler.
    void stop();

  private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace amicast::http
