// Listening, accepting and stopping; what happens on a connection is in connection.cc.
#include "http/server.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/connection.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// After accept() failed, mostly for want of file descriptors: others must end first.
constexpr auto accept_pause = std::chrono::milliseconds(50);
// Between the end of the drain and giving connections up.
constexpr auto close_grace = std::chrono::seconds(1);

std::size_t handlers_max(const ServerOptions& options) {
    if (options.workers > 0) return options.workers;
    return std::max<std::size_t>(16, std::size_t{4} * std::thread::hardware_concurrency());
}

// How often deadlines are looked at: an eighth of the shortest, and not more than once a second.
std::chrono::milliseconds deadline_precision(const ServerOptions& options) {
    auto shortest = std::min({options.idle_timeout, options.header_timeout, options.body_timeout,
                              options.write_timeout});
    return std::clamp(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(1000));
}

Result<tcp::endpoint> resolve(const ServerOptions& options) {
    error_code error;
    auto address = asio::ip::make_address(options.host, error);
    if (!error) return tcp::endpoint(address, options.port);
    asio::io_context context;
    tcp::resolver resolver(context);
    auto found =
        resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, error);
    if (error || found.empty()) {
        return failure(ErrorKind::invalid, "Cannot listen on '" + options.host +
                                               "': it is neither an IP address nor a name that "
                                               "resolves to one (" +
                                               error.message() + ").");
    }
    return found.begin()->endpoint();
}

Result<std::unique_ptr<asio::ssl::context>> make_tls(const TlsFiles& files) {
    using asio::ssl::context;
    auto tls = std::make_unique<context>(context::tls_server);
    error_code error;
    tls->set_options(context::default_workarounds | context::no_sslv2 | context::no_sslv3 |
                         context::no_tlsv1 | context::no_tlsv1_1 | context::no_compression,
                     error);
    if (!error) tls->use_certificate_chain_file(files.certificate, error);
    if (error) {
        return failure(ErrorKind::invalid, "Cannot use the TLS certificate '" + files.certificate +
                                               "': " + error.message() +
                                               ". Expected a PEM file with the chain, leaf first.");
    }
    tls->use_private_key_file(files.key, context::pem, error);
    if (error) {
        return failure(ErrorKind::invalid, "Cannot use the TLS key '" + files.key +
                                               "': " + error.message() +
                                               ". Expected an unencrypted PEM key that belongs to "
                                               "the certificate.");
    }
    return tls;
}

// Where a client on this machine reaches us.
std::string endpoint_url(const ServerOptions& options, const tcp::endpoint& bound) {
    error_code error;
    auto address = asio::ip::make_address(options.host, error);
    std::string host = options.host;
    if (!error && address.is_unspecified()) host = address.is_v6() ? "::1" : "127.0.0.1";
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return (options.tls ? "https://" : "http://") + host + ":" + std::to_string(bound.port());
}

}  // namespace

struct Server::State {
    State(const ServerOptions& options, Handler handler)
        : hub(options, std::move(handler), handlers_max(options)),
          acceptor(asio::make_strand(hub.context)) {}

    Status listen() {
        auto address = resolve(hub.options);
        if (!address) return failure(address.error());
        if (hub.options.tls) {
            auto made = make_tls(*hub.options.tls);
            if (!made) return failure(made.error());
            tls = std::move(*made);
        }
        error_code error;
        acceptor.open(address->protocol(), error);
        if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error) acceptor.bind(*address, error);
        if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
        if (error) {
            return failure(
                error == asio::error::address_in_use ? ErrorKind::conflict : ErrorKind::invalid,
                "Cannot listen on " + hub.options.host + ":" + std::to_string(hub.options.port) +
                    ": " + error.message() + ".");
        }
        endpoint = endpoint_url(hub.options, acceptor.local_endpoint());
        return {};
    }

    void run() {
        asio::co_spawn(acceptor.get_executor(), accept_all(), asio::detached);
        asio::co_spawn(hub.context, cut_overdue_connections(), asio::detached);
        std::size_t count = handlers_max(hub.options) + hub.options.network_threads;
        for (std::size_t i = 0; i < count; ++i)
            threads.emplace_back([this] { hub.context.run(); });
    }

    asio::awaitable<void> accept_all() {
        for (;;) {
            tcp::socket socket(hub.context);
            error_code error;
            auto done = asio::redirect_error(asio::use_awaitable, error);
            co_await acceptor.async_accept(socket, done);
            if (hub.stopping || error == asio::error::operation_aborted) co_return;
            if (error) {
                telemetry::count("amicast_http_accept_failures_total");
                asio::steady_timer timer(hub.context, accept_pause);
                co_await timer.async_wait(done);
                continue;
            }
            if (hub.connections.size() >= hub.options.connections_max) {
                telemetry::count("amicast_http_refused_total", {{"reason", "connections"}});
                continue;  // closes it
            }
            serve_connection(hub, std::move(socket), tls.get());
        }
    }

    // One timer for all connections: setting one for each read and write would cost as much as
    // they do.
    asio::awaitable<void> cut_overdue_connections() {
        asio::steady_timer timer(hub.context);
        while (!hub.context.stopped()) {
            timer.expires_after(deadline_precision(hub.options));
            error_code error;
            auto done = asio::redirect_error(asio::use_awaitable, error);
            co_await timer.async_wait(done);
            hub.connections.cut_overdue(Connection::Clock::now());
        }
    }

    void wait_for_no_connections(std::chrono::milliseconds limit) {
        auto deadline = std::chrono::steady_clock::now() + limit;
        while (hub.connections.size() > 0 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }

    void stop() {
        if (hub.stopping.exchange(true)) return;
        asio::post(acceptor.get_executor(), [this] {
            error_code ignored;
            acceptor.close(ignored);
        });
        hub.connections.cut_idle();
        wait_for_no_connections(hub.options.drain_timeout);
        if (hub.connections.size() > 0) {
            telemetry::log_warning("connections cut at the end of the drain",
                                   {{"connections", hub.connections.size()}});
            hub.connections.cut_all();
            wait_for_no_connections(close_grace);
        }
        hub.context.stop();
        for (std::thread& thread : threads)
            thread.join();
    }

    std::unique_ptr<asio::ssl::context> tls;
    Hub hub;
    tcp::acceptor acceptor;  // on a strand: it is closed by others than who accepts
    std::vector<std::thread> threads;
    std::string endpoint;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
    stop();
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handler handler) {
    auto state = std::make_unique<State>(options, std::move(handler));
    Status listening = state->listen();
    if (!listening) return failure(listening.error());
    state->run();
    return std::unique_ptr<Server>(new Server(std::move(state)));  // NOLINT: private constructor
}

const std::string& Server::endpoint() const {
    return state_->endpoint;
}

void Server::stop() {
    state_->stop();
}

}  // namespace amicast::http
