// A whole server: opens everything below a data directory, wires it, serves it, and takes it down
// in order. The only place that knows all the parts.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "config/settings.h"

namespace amicast::server {

class Application {
  public:
    // Returns when requests are being answered and DIR/endpoint stands. Errors say what to change:
    // invalid (settings), conflict (directory or port in use), unavailable, corrupt.
    static Result<std::unique_ptr<Application>> start(const config::Settings& settings);
    ~Application();  // stop()
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    const std::string& endpoint() const;
    // Removes DIR/endpoint, lets requests in progress finish, gives the leases of running jobs
    // back, closes everything. Idempotent.
    void stop();

  private:
    struct State;
    explicit Application(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace amicast::server
