// Reads requests, has them handled, writes responses.
//
// g++ 12 destroys some temporaries of a co_await expression twice (captured lambdas, braced
// aggregates); therefore every argument in a line with co_await is a named variable.
#include "http/connection.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/clock.h"
#include "http/message_head.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using PlainStream = asio::ip::tcp::socket;
using TlsStream = asio::ssl::stream<asio::ip::tcp::socket>;

// Read along with a head at most; the rest of a body goes straight to where it stays.
constexpr std::size_t read_bytes = 8U << 10;
// A body this small travels in one piece with its head.
constexpr std::size_t joined_body_bytes_max = 16U << 10;
// What a refused client may still send while it has not seen our answer, and for how long.
constexpr std::size_t linger_bytes_max = 16U << 20;
constexpr auto linger_timeout = std::chrono::seconds(2);
constexpr auto handshake_timeout = std::chrono::seconds(10);

wire::HttpResponse handle(const Handler& handler, wire::HttpRequest&& request) {
    try {
        return handler(std::move(request));
    } catch (const std::exception& problem) {
        telemetry::log_error("handler threw", {{"what", problem.what()}});
    } catch (...) {
        telemetry::log_error("handler threw", {{"what", "not a std::exception"}});
    }
    telemetry::count("amicast_stray_exceptions_total");
    return refusal(500, "InternalError", "The server failed to handle the request.", {});
}

// Bytes of the server's budget for bodies, given back when the request has been handled.
class BodyReservation {
  public:
    explicit BodyReservation(Hub& hub) : hub_(hub) {}
    ~BodyReservation() { give_back(); }
    BodyReservation(const BodyReservation&) = delete;
    BodyReservation& operator=(const BodyReservation&) = delete;

    bool reserve(std::size_t bytes) {
        std::size_t before = hub_.body_bytes.fetch_add(bytes);
        if (before + bytes > hub_.options.body_bytes_in_flight_max) {
            hub_.body_bytes -= bytes;
            return false;
        }
        bytes_ = bytes;
        return true;
    }
    void give_back() { hub_.body_bytes -= std::exchange(bytes_, 0); }

  private:
    Hub& hub_;
    std::size_t bytes_ = 0;
};

// One of the turns to run a handler, given back when the response is there.
class Turn {
  public:
    explicit Turn(Turns& turns) : turns_(turns) {}
    ~Turn() { turns_.leave(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    Turns& turns_;
};

// The present second as the Date header has it, made anew when the second has passed.
std::string_view current_date() {
    thread_local std::string date;
    thread_local std::int64_t date_second = -1;
    Time now = SystemClock().now();
    std::int64_t second = to_microseconds(now) / 1'000'000;
    if (second != date_second) {
        date = to_http_date(now);
        date_second = second;
    }
    return date;
}

wire::Headers lower_case_headers(const beast::http::fields& fields) {
    wire::Headers headers;
    for (const auto& field : fields) {
        std::string name(field.name_string());
        for (char& c : name) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        }
        headers.emplace_back(std::move(name), std::string(field.value()));
    }
    return headers;
}

template <class Stream>
class Session final : public Connection {
  public:
    Session(Hub& hub, Stream stream) : hub_(hub), stream_(std::move(stream)) {
        error_code error;
        auto remote = socket().remote_endpoint(error);
        if (!error) remote_address_ = remote.address().to_string();
        socket().set_option(asio::ip::tcp::no_delay(true), error);
        socket().non_blocking(true, error);
        buffer_.reserve(read_bytes);
        socket_ = socket().native_handle();
        hub_.connections.add(*this);
    }
    ~Session() override { hub_.connections.remove(*this); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    asio::awaitable<void> run() {
        if constexpr (is_tls) {
            error_code error;
            allow(handshake_timeout);
            auto done = asio::redirect_error(asio::use_awaitable, error);
            co_await stream_.async_handshake(asio::ssl::stream_base::server, done);
            if (error) co_return;
        }
        bool more = true;
        while (more) {
            more = co_await serve_one();
        }
        co_await shut_down();
    }

  private:
    using HeadParser = beast::http::request_parser<beast::http::empty_body>;

    static constexpr bool is_tls = std::is_same_v<Stream, TlsStream>;

    asio::ip::tcp::socket& socket() {
        if constexpr (is_tls) {
            return stream_.next_layer();
        } else {
            return stream_;
        }
    }

    // One request and its response. False when the connection is to end.
    asio::awaitable<bool> serve_one() {
        bool arrived = co_await wait_for_request();
        if (!arrived) co_return false;

        HeadParser parser;
        parser.header_limit(static_cast<std::uint32_t>(hub_.options.header_bytes_max));
        parser.body_limit(hub_.options.body_bytes_max);
        error_code error = co_await receive_head(parser);
        wire::HttpRequest request;
        request.headers = lower_case_headers(parser.get());
        if (error) {
            co_await refuse_unreadable(error, request);
            co_return false;
        }
        auto target = parse_target(parser.get().target());
        if (!target) {
            wire::HttpResponse response =
                refusal(400, "BadRequest", "The request target is not a path.", request.headers);
            co_await refuse(response);
            co_return false;
        }
        request.method = std::string(parser.get().method_string());
        request.path = std::move(target->path);
        request.query = std::move(target->query);
        request.remote_address = remote_address_;
        request.secure = is_tls;
        http_1_0_ = parser.get().version() < 11;
        keep_alive_ = parser.get().keep_alive();

        BodyReservation reservation(hub_);
        bool has_body = co_await receive_body(parser, request, reservation);
        if (!has_body) co_return false;
        bool head_only = request.method == "HEAD";
        wire::HttpResponse response = co_await answer(request);
        reservation.give_back();  // before the client sees that there is room again
        keep_alive_ = keep_alive_ && !hub_.stopping.load(std::memory_order_relaxed);
        bool written = co_await send(response, head_only);
        co_return written&& keep_alive_;
    }

    // Waits, possibly long, for the first byte.
    asio::awaitable<bool> wait_for_request() {
        if (buffer_.size() > 0) co_return true;
        allow(hub_.options.idle_timeout);
        idle_ = true;
        // Looked at after idle_ is set: whoever stops the server sets it before it looks at idle_.
        if (hub_.stopping) co_return false;
        error_code error = co_await receive_some();
        idle_ = false;
        co_return !error;
    }

    asio::awaitable<error_code> receive_some() {
        error_code error;
        auto done = asio::redirect_error(asio::use_awaitable, error);
        auto room = buffer_.prepare(read_bytes);
        std::size_t bytes = co_await stream_.async_read_some(room, done);
        buffer_.commit(bytes);
        co_return error;
    }

    asio::awaitable<error_code> receive_head(HeadParser& parser) {
        allow(hub_.options.header_timeout);
        for (;;) {
            error_code error;
            std::size_t taken = parser.put(buffer_.data(), error);
            buffer_.consume(taken);
            if (error != beast::http::error::need_more) co_return error;
            if (buffer_.size() + read_bytes > buffer_.max_size())
                co_return beast::http::error::buffer_overflow;
            error = co_await receive_some();
            if (error) co_return error;
        }
    }

    // Reads the body into `request`. False when a refusal was sent instead, or the client has gone.
    asio::awaitable<bool> receive_body(HeadParser& parser, wire::HttpRequest& request,
                                       BodyReservation& reservation) {
        std::size_t expected = parser.chunked()
                                   ? hub_.options.body_bytes_max
                                   : static_cast<std::size_t>(parser.content_length().value_or(0));
        if (expected == 0) co_return true;
        if (!reservation.reserve(expected)) {
            telemetry::count("amicast_http_refused_total", {{"reason", "memory"}});
            wire::HttpResponse busy =
                refusal(503, "ServiceUnavailable",
                        "Too many request bodies are in flight. Try again.", request.headers);
            co_await refuse(busy);
            co_return false;
        }
        bool invited = co_await invite_body(request);
        if (!invited) co_return false;
        allow(hub_.options.body_timeout);
        error_code error;
        if (parser.chunked()) {
            error = co_await receive_chunked(parser, request);
        } else {
            error = co_await receive_exactly(expected, request);
        }
        if (!error) co_return true;
        co_await refuse_unreadable(error, request);
        co_return false;
    }

    // A client that asked first (`Expect: 100-continue`) is told to go on.
    asio::awaitable<bool> invite_body(const wire::HttpRequest& request) {
        auto expectation = wire::find_header(request.headers, "expect");
        if (!expectation || !beast::iequals(*expectation, "100-continue")) co_return true;
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        bool written = co_await write_all(go_on, std::string_view());
        co_return written;
    }

    // Straight from the socket into the body's own memory.
    asio::awaitable<error_code> receive_exactly(std::size_t expected, wire::HttpRequest& request) {
        request.body.resize(expected);
        std::size_t have = std::min(expected, buffer_.size());
        std::memcpy(request.body.data(), buffer_.data().data(), have);
        buffer_.consume(have);
        error_code error;
        while (have < expected && !error) {
            auto room = asio::buffer(request.body.data() + have, expected - have);
            if constexpr (!is_tls) {
                // Without a detour through the reactor when the bytes are there already.
                have += stream_.read_some(room, error);
                if (error != asio::error::would_block) continue;
                error = {};
            }
            auto done = asio::redirect_error(asio::use_awaitable, error);
            have += co_await stream_.async_read_some(room, done);
        }
        co_return error;
    }

    asio::awaitable<error_code> receive_chunked(HeadParser& head, wire::HttpRequest& request) {
        beast::http::request_parser<beast::http::string_body> parser(std::move(head));
        error_code error;
        auto done = asio::redirect_error(asio::use_awaitable, error);
        co_await beast::http::async_read(stream_, buffer_, parser, done);
        if (!error) request.body = std::move(parser.get().body());
        co_return error;
    }

    // Runs the handler here, when its turn has come.
    asio::awaitable<wire::HttpResponse> answer(wire::HttpRequest& request) {
        allow_any_time();
        bool has_turn = hub_.turns.try_take();
        if (!has_turn) has_turn = co_await wait_for_turn();
        if (!has_turn) {
            telemetry::count("amicast_http_refused_total", {{"reason", "queue"}});
            co_return refusal(503, "ServiceUnavailable", "The server is busy. Try again.",
                              request.headers);
        }
        Turn turn(hub_.turns);
        co_return handle(hub_.handler, std::move(request));
    }

    asio::awaitable<bool> wait_for_turn() {
        auto begin = [this](auto completion) {
            auto resume = std::make_shared<decltype(completion)>(std::move(completion));
            hub_.turns.take([resume, executor = hub_.context.get_executor()](bool granted) {
                asio::post(executor,
                           [resume, granted] { std::invoke(std::move(*resume), granted); });
            });
        };
        auto finished = asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(
            begin, asio::use_awaitable);
        bool granted = co_await std::move(finished);
        co_return granted;
    }

    asio::awaitable<bool> send(wire::HttpResponse& response, bool head_only) {
        HeadOptions options{
            .keep_alive = keep_alive_, .http_1_0 = http_1_0_, .date = current_date()};
        std::string head = response_head(response, options);
        std::string_view body = head_only ? std::string_view() : response.body;
        if (body.size() <= joined_body_bytes_max) {
            head += body;
            body = {};
        }
        allow(hub_.options.write_timeout);
        std::string_view first = head;
        bool written = co_await write_all(first, body);
        co_return written;
    }

    asio::awaitable<bool> write_all(std::string_view first, std::string_view second) {
        error_code error;
        while (!error) {
            // Over TLS an empty first piece would be written again and again.
            if (first.empty()) first = std::exchange(second, std::string_view());
            if (first.empty()) break;
            std::array<asio::const_buffer, 2> pieces{asio::buffer(first.data(), first.size()),
                                                     asio::buffer(second.data(), second.size())};
            std::size_t bytes = 0;
            if constexpr (!is_tls) bytes = stream_.write_some(pieces, error);
            if (is_tls || error == asio::error::would_block) {
                auto done = asio::redirect_error(asio::use_awaitable, error);
                bytes = co_await stream_.async_write_some(pieces, done);
            }
            std::size_t of_first = std::min(bytes, first.size());
            first.remove_prefix(of_first);
            second.remove_prefix(bytes - of_first);
        }
        co_return !error;
    }

    asio::awaitable<void> refuse_unreadable(error_code error, const wire::HttpRequest& request) {
        using Problem = beast::http::error;
        wire::HttpResponse response;
        if (error == Problem::body_limit) {
            response = refusal(413, "RequestEntityTooLarge",
                               "The request body is over the limit of " +
                                   std::to_string(hub_.options.body_bytes_max) + " bytes.",
                               request.headers);
        } else if (error == Problem::header_limit || error == Problem::buffer_overflow) {
            response = refusal(431, "RequestHeaderSectionTooLarge",
                               "The request head is over the limit of " +
                                   std::to_string(hub_.options.header_bytes_max) + " bytes.",
                               request.headers);
        } else if (error.category() == make_error_code(Problem::bad_method).category() &&
                   error != Problem::end_of_stream && error != Problem::partial_message) {
            response = refusal(400, "BadRequest",
                               "The request is not well-formed HTTP: " + error.message() + ".",
                               request.headers);
        } else {
            co_return;  // the client has gone, or was too slow: nobody to tell
        }
        telemetry::count("amicast_http_refused_total", {{"reason", "malformed"}});
        co_await refuse(response);
    }

    // Answers a request whose body was not read, so that the connection cannot go on; and reads on
    // for a moment, lest the client's unread bytes reset the connection before it saw the answer.
    asio::awaitable<void> refuse(wire::HttpResponse& response) {
        keep_alive_ = false;
        bool written = co_await send(response, false);
        if (!written) co_return;
        error_code error;
        if constexpr (!is_tls) socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
        allow(linger_timeout);
        std::size_t discarded = 0;
        while (!error && discarded < linger_bytes_max) {
            buffer_.clear();
            auto room = buffer_.prepare(read_bytes);
            auto done = asio::redirect_error(asio::use_awaitable, error);
            discarded += co_await stream_.async_read_some(room, done);
        }
    }

    asio::awaitable<void> shut_down() {
        error_code error;
        if constexpr (is_tls) {
            if (!socket().is_open()) co_return;
            allow(linger_timeout);
            auto done = asio::redirect_error(asio::use_awaitable, error);
            co_await stream_.async_shutdown(done);
        } else {
            socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
        }
    }

    Hub& hub_;
    Stream stream_;
    // Holds a head and what came along with it.
    beast::flat_buffer buffer_{hub_.options.header_bytes_max + 2 * read_bytes};
    std::string remote_address_;
    bool keep_alive_ = true;
    bool http_1_0_ = false;
};

template <class Stream>
asio::awaitable<void> keep_until_done(std::unique_ptr<Session<Stream>> session) {
    co_await session->run();
}

}  // namespace

void serve_connection(Hub& hub, asio::ip::tcp::socket socket, asio::ssl::context* tls) {
    if (tls != nullptr) {
        auto session =
            std::make_unique<Session<TlsStream>>(hub, TlsStream(std::move(socket), *tls));
        asio::co_spawn(hub.context, keep_until_done(std::move(session)), asio::detached);
    } else {
        auto session = std::make_unique<Session<PlainStream>>(hub, std::move(socket));
        asio::co_spawn(hub.context, keep_until_done(std::move(session)), asio::detached);
    }
}

}  // namespace amicast::http
