// Listening, accepting and stopping; what happens on a connection is in connection.cc.
#include "http/server.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
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

std::size_t worker_count(const ServerOptions& options) {
    if (options.workers > 0) return options.workers;
    return std::max<std::size_t>(16, std::size_t{4} * std::thread::hardware_concurrency());
}

Result<tcp::endpoint> resolve(const ServerOptions& options) {
    error_code error;
    auto address = asio::ip::make_address(options.host, error);
    if (!error) return tcp::endpoint(address, options.port);
    asio::io_context context;
    tcp::resolver resolver(context);
    auto found =
        resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, error);
    if (error || found.empty())
        return failure(ErrorKind::invalid, "Cannot listen on '" + options.host +
                                               "': it is neither an IP address nor a name that "
                                               "resolves to one (" +
                                               error.message() + ").");
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
    if (error)
        return failure(ErrorKind::invalid, "Cannot use the TLS certificate '" + files.certificate +
                                               "': " + error.message() +
                                               ". Expected a PEM file with the chain, leaf first.");
    tls->use_private_key_file(files.key, context::pem, error);
    if (error)
        return failure(ErrorKind::invalid, "Cannot use the TLS key '" + files.key +
                                               "': " + error.message() +
                                               ". Expected an unencrypted PEM key that belongs to "
                                               "the certificate.");
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
    State(ServerOptions options, Handler handler)
        : hub(options, std::move(handler), worker_count(options)) {
        for (std::size_t i = 0; i < std::max<std::size_t>(1, options.network_threads); ++i)
            loops.push_back(std::make_unique<Loop>());
        acceptor = std::make_unique<tcp::acceptor>(loops[0]->context);
    }

    Status listen() {
        auto address = resolve(hub.options);
        if (!address) return failure(address.error());
        if (hub.options.tls) {
            auto made = make_tls(*hub.options.tls);
            if (!made) return failure(made.error());
            tls = std::move(*made);
        }
        error_code error;
        acceptor->open(address->protocol(), error);
        if (!error) acceptor->set_option(tcp::acceptor::reuse_address(true), error);
        if (!error) acceptor->bind(*address, error);
        if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
        if (error)
            return failure(
                error == asio::error::address_in_use ? ErrorKind::conflict : ErrorKind::invalid,
                "Cannot listen on " + hub.options.host + ":" + std::to_string(hub.options.port) +
                    ": " + error.message() + ".");
        endpoint = endpoint_url(hub.options, acceptor->local_endpoint());
        return {};
    }

    void run() {
        for (auto& loop : loops) {
            guards.emplace_back(loop->context.get_executor());
            loop->thread = std::thread([&context = loop->context] { context.run(); });
        }
        asio::co_spawn(loops[0]->context, accept_all(), asio::detached);
    }

    asio::awaitable<void> accept_all() {
        std::size_t turn = 0;
        for (;;) {
            Loop& loop = *loops[turn++ % loops.size()];
            tcp::socket socket(loop.context);
            error_code error;
            auto done = asio::redirect_error(asio::use_awaitable, error);
            co_await acceptor->async_accept(socket, done);
            if (hub.stopping || error == asio::error::operation_aborted) co_return;
            if (error) {
                telemetry::count("amicast_http_accept_failures_total");
                asio::steady_timer timer(loops[0]->context, accept_pause);
                co_await timer.async_wait(done);
                continue;
            }
            hand_over(std::move(socket), loop);
        }
    }

    void hand_over(tcp::socket socket, Loop& loop) {
        if (hub.connections >= hub.options.connections_max) {
            telemetry::count("amicast_http_refused_total", {{"reason", "connections"}});
            return;  // closes it
        }
        asio::post(loop.context, [this, &loop, taken = std::move(socket)]() mutable {
            serve_connection(hub, loop, std::move(taken), tls.get());
        });
    }

    void close_connections(bool only_idle) {
        for (auto& loop : loops) {
            asio::post(loop->context, [&loop = *loop, only_idle] {
                for (Connection* connection : loop.connections) {
                    if (!only_idle || connection->idle()) connection->close();
                }
            });
        }
    }

    void wait_for_no_connections(std::chrono::milliseconds limit) {
        auto deadline = std::chrono::steady_clock::now() + limit;
        while (hub.connections > 0 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }

    void stop() {
        if (hub.stopping.exchange(true)) return;
        asio::post(loops[0]->context, [this] {
            error_code ignored;
            acceptor->close(ignored);
        });
        close_connections(true);
        wait_for_no_connections(hub.options.drain_timeout);
        if (hub.connections > 0) {
            telemetry::log_warning("connections cut at the end of the drain",
                                   {{"connections", hub.connections.load()}});
            close_connections(false);
            wait_for_no_connections(close_grace);
        }
        hub.pool.close();
        for (auto& loop : loops) {
            loop->context.stop();
            if (loop->thread.joinable()) loop->thread.join();
        }
    }

    Hub hub;
    std::unique_ptr<asio::ssl::context> tls;
    std::vector<std::unique_ptr<Loop>> loops;
    std::unique_ptr<tcp::acceptor> acceptor;
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards;
    std::string endpoint;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
    stop();
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler handler) {
    auto state = std::make_unique<State>(std::move(options), std::move(handler));
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
