#include "server/periodic.h"

#include <atomic>

#include <gtest/gtest.h>

#include "server/operator_routes.h"

namespace amicast::server {
namespace {

TEST(Periodic, RunsAtOnceAndAgainAlsoAfterAFailure) {
    std::atomic<int> good = 0;
    std::atomic<int> bad = 0;
    std::atomic<int> rare = 0;
    Periodic periodic({{.name = "good",
                        .every = std::chrono::milliseconds(1),
                        .run = [&]() -> Status {
                            ++good;
                            return {};
                        }},
                       {.name = "bad",
                        .every = std::chrono::milliseconds(1),
                        .run = [&]() -> Status {
                            ++bad;
                            return failure(ErrorKind::unavailable, "for the test");
                        }},
                       {.name = "rare", .every = std::chrono::hours(1), .run = [&]() -> Status {
                            ++rare;
                            return {};
                        }}});
    while (good < 3 || bad < 3)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    periodic.stop();
    int after = good;
    EXPECT_EQ(rare, 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(good, after);
    periodic.stop();
}

TEST(OperatorRoutes, AnswerTheirOwnPathsOnly) {
    wire::HttpRequest request{.method = "GET", .path = "/healthz"};
    EXPECT_EQ(answer_operator(request, false)->status, 200);
    request.path = "/readyz";
    EXPECT_EQ(answer_operator(request, true)->status, 200);
    EXPECT_EQ(answer_operator(request, false)->status, 503);
    request.path = "/metrics";
    EXPECT_EQ(wire::find_header(answer_operator(request, true)->headers, "Content-Type"),
              "text/plain; version=0.0.4; charset=utf-8");
    request.path = "/";
    EXPECT_FALSE(answer_operator(request, true));
    request = {.method = "POST", .path = "/healthz"};
    EXPECT_FALSE(answer_operator(request, true));
}

}  // namespace
}  // namespace amicast::server
