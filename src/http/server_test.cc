// A real server on a free port, spoken to by bare sockets and by our client: framing, limits,
// back-pressure, draining.
#include "http/server.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/client.h"
#include "http/test_socket.h"

namespace amicast::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

wire::HttpResponse echo(wire::HttpRequest&& request) {
    wire::HttpResponse response;
    response.headers = {{"x-method", request.method},
                        {"x-path", request.path},
                        {"x-query", request.query},
                        {"x-remote", request.remote_address}};
    if (auto mark = wire::find_header(request.headers, "x-mark"))
        response.headers.emplace_back("x-mark", std::string(*mark));
    response.body = std::move(request.body);
    return response;
}

std::unique_ptr<Server> start(ServerOptions options = {}, Handler handler = echo) {
    auto server = Server::start(std::move(options), std::move(handler));
    EXPECT_TRUE(server) << server.error().message;
    return std::move(*server);
}

// Holds handlers until it is opened.
class Gate {
  public:
    void pass() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
    }
    void open() {
        std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void wait_for(int waiting) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return waiting_ >= waiting; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
    int waiting_ = 0;
};

TEST(HttpServer, AnswersAndKeepsTheConnection) {
    auto server = start();
    TestSocket socket(server->endpoint());
    for (int i = 0; i < 3; ++i) {
        socket.send(
            "POST /a/b%2Fc?x=1 HTTP/1.1\r\nHost: h\r\nX-Mark: M\r\nContent-Length: 3\r\n\r\nabc");
        std::string head = socket.read_until("\r\n\r\n");
        EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
        EXPECT_THAT(head, HasSubstr("x-method: POST\r\nx-path: /a/b%2Fc\r\nx-query: x=1\r\n"));
        EXPECT_THAT(head, HasSubstr("x-remote: 127.0.0.1\r\nx-mark: M\r\n"));
        EXPECT_THAT(head, HasSubstr("Content-Length: 3\r\n"));
        EXPECT_EQ(socket.read_until("abc"), "abc");
    }
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
    auto server = start();
    TestSocket socket(server->endpoint());
    std::string three;
    for (const char* body : {"one", "two", "end"})
        three += std::string("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n") + body;
    socket.send(three);
    std::string all = socket.read_until("end");
    EXPECT_LT(all.find("one"), all.find("two"));
    EXPECT_LT(all.find("two"), all.find("end"));
}

TEST(HttpServer, ReadsChunkedBodies) {
    auto server = start();
    TestSocket socket(server->endpoint());
    socket.send(
        "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    EXPECT_THAT(socket.read_until("abcde"), HasSubstr("Content-Length: 5\r\n"));
}

TEST(HttpServer, HeadHasTheLengthAndNoBody) {
    auto server =
        start({}, [](wire::HttpRequest&&) { return wire::HttpResponse{.body = "12345"}; });
    TestSocket socket(server->endpoint());
    socket.send("HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    std::string all = socket.read_all();
    std::size_t second = all.find("HTTP/1.1", 1);
    ASSERT_NE(second, std::string::npos);
    EXPECT_THAT(all.substr(0, second), HasSubstr("Content-Length: 5\r\n"));
    EXPECT_EQ(all.substr(0, second).find("12345"), std::string::npos);
    EXPECT_THAT(all.substr(second), HasSubstr("12345"));
}

TEST(HttpServer, ClosesAfterHttp10AndConnectionClose) {
    auto server = start();
    TestSocket old(server->endpoint());
    old.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_THAT(old.read_all(), HasSubstr("Connection: close\r\n"));
    TestSocket closing(server->endpoint());
    closing.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(closing.read_all(), HasSubstr("Connection: close\r\n"));
}

TEST(HttpServer, InvitesABodyThatWaits) {
    auto server = start();
    TestSocket socket(server->endpoint());
    socket.send("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(socket.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    socket.send("ok");
    EXPECT_THAT(socket.read_until("ok"), StartsWith("HTTP/1.1 200"));
}

TEST(HttpServer, BodyLimitOnBothSides) {
    auto server = start({.body_bytes_max = 1000});
    TestSocket fits(server->endpoint());
    fits.send("PUT / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(999, 'x') + "Z");
    EXPECT_THAT(fits.read_until("Z"), StartsWith("HTTP/1.1 200"));
    TestSocket over(server->endpoint());
    over.send("PUT / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'));
    EXPECT_THAT(over.read_all(), StartsWith("HTTP/1.1 413"));
    TestSocket asking(server->endpoint());
    asking.send("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
    EXPECT_THAT(asking.read_all(), StartsWith("HTTP/1.1 413"));
}

TEST(HttpServer, BodyLimitCountsChunks) {
    auto server = start({.body_bytes_max = 1000});
    std::string head = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    TestSocket fits(server->endpoint());
    fits.send(head + "3e8\r\n" + std::string(999, 'x') + "Z\r\n0\r\n\r\n");
    EXPECT_THAT(fits.read_until("Z"), StartsWith("HTTP/1.1 200"));
    TestSocket over(server->endpoint());
    over.send(head + "3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n");
    EXPECT_THAT(over.read_all(), StartsWith("HTTP/1.1 413"));
}

TEST(HttpServer, RefusedClientSeesTheAnswerThoughItSendsOn) {
    auto server = start();
    TestSocket socket(server->endpoint());
    std::string body(5U << 20, 'x');
    socket.send("PUT / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
    EXPECT_TRUE(socket.send(body));
    EXPECT_THAT(socket.read_all(), StartsWith("HTTP/1.1 413"));
}

TEST(HttpServer, HeaderLimitOnBothSides) {
    auto server = start({.header_bytes_max = 2000});
    std::string head = "GET / HTTP/1.1\r\nX-Long: ";
    std::string end = "\r\n\r\n";
    TestSocket fits(server->endpoint());
    fits.send(head + std::string(1900 - head.size(), 'x') + end);
    EXPECT_THAT(fits.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
    TestSocket over(server->endpoint());
    over.send(head + std::string(2100 - head.size(), 'x') + end);
    EXPECT_THAT(over.read_all(), StartsWith("HTTP/1.1 431"));
    TestSocket endless(server->endpoint());
    endless.send(head + std::string(100'000, 'x'));
    EXPECT_THAT(endless.read_all(), StartsWith("HTTP/1.1 431"));
}

TEST(HttpServer, RefusesWhatIsNotHttp) {
    auto server = start();
    for (const char* text :
         {"\x16\x03\x01\x02\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
          "GET / HTTP/1.1\r\nNo colon\r\n\r\n", "GET * HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"}) {
        TestSocket socket(server->endpoint());
        socket.send(text);
        EXPECT_THAT(socket.read_all(), StartsWith("HTTP/1.1 400")) << text;
    }
}

TEST(HttpServer, ForgetsAClientThatVanishesInTheMiddle) {
    auto server = start();
    {
        TestSocket socket(server->endpoint());
        socket.send("PUT / HTTP/1.1\r\nContent-Length: 100\r\n\r\nonly this");
    }
    TestSocket next(server->endpoint());
    next.send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_THAT(next.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST(HttpServer, IdleAndSlowConnectionsEnd) {
    auto server = start({.idle_timeout = std::chrono::milliseconds(50),
                         .header_timeout = std::chrono::milliseconds(50),
                         .body_timeout = std::chrono::milliseconds(50)});
    TestSocket idle(server->endpoint());
    EXPECT_EQ(idle.read_all(), "");
    TestSocket slow_head(server->endpoint());
    slow_head.send("GET / HT");
    EXPECT_EQ(slow_head.read_all(), "");
    TestSocket slow_body(server->endpoint());
    slow_body.send("PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc");
    EXPECT_EQ(slow_body.read_all(), "");
}

TEST(HttpServer, SaysBusyWhenWorkersAndQueueAreFull) {
    Gate gate;
    auto server = start({.workers = 1, .queue_max = 1}, [&](wire::HttpRequest&& request) {
        gate.pass();
        return echo(std::move(request));
    });
    TestSocket running(server->endpoint());
    running.send("GET / HTTP/1.1\r\n\r\n");
    gate.wait_for(1);
    TestSocket queued(server->endpoint());
    queued.send("GET / HTTP/1.1\r\n\r\n");
    std::string answer;
    // The queued one may not have reached the queue yet; one of the next finds it full.
    std::vector<std::unique_ptr<TestSocket>> others;
    for (int i = 0; i < 2; ++i) {
        others.push_back(std::make_unique<TestSocket>(server->endpoint()));
        others.back()->send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    }
    answer = others.back()->read_until("\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503"));
    gate.open();
    EXPECT_THAT(running.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST(HttpServer, BoundsBodiesInFlight) {
    Gate gate;
    auto server = start({.body_bytes_in_flight_max = 1000}, [&](wire::HttpRequest&& request) {
        if (!request.body.empty()) gate.pass();
        return echo(std::move(request));
    });
    TestSocket first(server->endpoint());
    first.send("PUT / HTTP/1.1\r\nContent-Length: 600\r\n\r\n" + std::string(600, 'x'));
    gate.wait_for(1);
    TestSocket second(server->endpoint());
    second.send("PUT / HTTP/1.1\r\nContent-Length: 401\r\n\r\n" + std::string(401, 'x'));
    EXPECT_THAT(second.read_all(), StartsWith("HTTP/1.1 503"));
    gate.open();
    EXPECT_THAT(first.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
    TestSocket third(server->endpoint());
    third.send("PUT / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
    EXPECT_THAT(third.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST(HttpServer, BoundsConnections) {
    auto server = start({.connections_max = 1});
    TestSocket first(server->endpoint());
    first.send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_THAT(first.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
    TestSocket second(server->endpoint());
    EXPECT_EQ(second.read_all(), "");
}

TEST(HttpServer, StrayExceptionBecomesAnInternalError) {
    auto server = start(
        {}, [](wire::HttpRequest&&) -> wire::HttpResponse { throw std::runtime_error("oops"); });
    TestSocket socket(server->endpoint());
    socket.send("GET / HTTP/1.1\r\n\r\n");
    std::string answer = socket.read_until("}");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500"));
    EXPECT_EQ(answer.find("oops"), std::string::npos);
}

TEST(HttpServer, StopFinishesWhatIsRunning) {
    Gate gate;
    auto server = start({}, [&](wire::HttpRequest&& request) {
        gate.pass();
        return echo(std::move(request));
    });
    TestSocket idle(server->endpoint());
    TestSocket busy(server->endpoint());
    busy.send("GET / HTTP/1.1\r\n\r\n");
    gate.wait_for(1);
    std::thread stopper([&] { server->stop(); });
    EXPECT_EQ(idle.read_all(), "");
    gate.open();
    std::string answer = busy.read_all();
    stopper.join();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    server->stop();  // again: nothing
}

TEST(HttpServer, StopCutsWhatDoesNotEnd) {
    auto server = start({.drain_timeout = std::chrono::milliseconds(30)});
    TestSocket stuck(server->endpoint());
    stuck.send("PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc");
    stuck.send("d");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    server->stop();
    EXPECT_EQ(stuck.read_all(), "");
}

TEST(HttpServer, SaysWhyItCannotListen) {
    auto server = start();
    auto port = static_cast<std::uint16_t>(
        std::stoi(server->endpoint().substr(server->endpoint().rfind(':') + 1)));
    auto taken = Server::start({.port = port}, echo);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, ErrorKind::conflict);
    auto nowhere = Server::start({.host = "no such host"}, echo);
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().kind, ErrorKind::invalid);
    auto no_certificate = Server::start({.tls = TlsFiles{"/nonexistent", "/nonexistent"}}, echo);
    ASSERT_FALSE(no_certificate);
    EXPECT_THAT(no_certificate.error().message, HasSubstr("TLS certificate '/nonexistent'"));
}

TEST(HttpClient, SendsAndReceives) {
    auto server = start();
    Client client;
    std::string url = server->endpoint() + "/p%2Fq/../r?a=b";
    wire::Headers headers{{"x-mark", "m"}};
    std::string body(700'000, 'b');
    for (std::string_view method : {"PUT", "POST", "GET", "DELETE"}) {
        bool has_body = method[0] == 'P';
        ClientRequest request{.method = method, .url = url, .headers = &headers};
        if (has_body) request.body = as_bytes(body);
        auto response = client.send(request);
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_EQ(response->status, 200);
        EXPECT_EQ(wire::find_header(response->headers, "x-method"), method);
        EXPECT_EQ(wire::find_header(response->headers, "x-path"), "/p%2Fq/../r");
        EXPECT_EQ(wire::find_header(response->headers, "x-mark"), "m");
        EXPECT_EQ(response->body.size(), has_body ? body.size() : 0);
    }
}

TEST(HttpClient, WorksFromManyThreadsOverKeptConnections) {
    std::atomic<int> handled = 0;
    auto server = start({}, [&](wire::HttpRequest&& request) {
        ++handled;
        return echo(std::move(request));
    });
    Client client;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                std::string body = std::to_string(t) + "/" + std::to_string(i);
                auto response = client.send(
                    {.method = "POST", .url = server->endpoint(), .body = as_bytes(body)});
                ASSERT_TRUE(response) << response.error().message;
                EXPECT_EQ(response->body, body);
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(handled, 100);
}

TEST(HttpClient, BoundsTheResponse) {
    auto server = start(
        {}, [](wire::HttpRequest&&) { return wire::HttpResponse{.body = std::string(1001, 'x')}; });
    Client client({.response_bytes_max = 1000});
    auto response = client.send({.url = server->endpoint()});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::limit);
    Client larger({.response_bytes_max = 1001});
    EXPECT_TRUE(larger.send({.url = server->endpoint()}));
}

TEST(HttpClient, SaysWhyItCannotReachAServer) {
    std::string endpoint = start()->endpoint();  // and gone again
    Client client;
    auto response = client.send({.url = endpoint});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(response.error().message, HasSubstr(endpoint));
    EXPECT_EQ(client.send({.url = "file:///etc/passwd"}).error().kind, ErrorKind::invalid);
    EXPECT_EQ(client.send({.url = "://"}).error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace amicast::http
