// A bare client socket for tests that must send what no well-behaved client would.
#pragma once

#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/check.h"
#include "base/unique_fd.h"

namespace amicast::http {

class TestSocket {
  public:
    // `endpoint` is "http://127.0.0.1:<port>".
    explicit TestSocket(const std::string& endpoint)
        : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port =
            htons(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        check(::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    }

    bool send(std::string_view text) {
        while (!text.empty()) {
            ssize_t sent = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Reads until `end` has been seen, the server closes, or five seconds pass.
    std::string read_until(std::string_view end) {
        while (received_.find(end) == std::string::npos && receive()) {
        }
        std::size_t found = received_.find(end);
        std::size_t size = found == std::string::npos ? received_.size() : found + end.size();
        std::string text = received_.substr(0, size);
        received_.erase(0, size);
        return text;
    }
    // Everything until the server closes.
    std::string read_all() {
        while (receive()) {
        }
        return std::exchange(received_, {});
    }

  private:
    bool receive() {
        pollfd waiting{.fd = fd_.get(), .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, 5000) != 1) return false;
        char buffer[65536];
        ssize_t got = ::recv(fd_.get(), buffer, sizeof buffer, 0);
        if (got <= 0) return false;
        received_.append(buffer, static_cast<std::size_t>(got));
        return true;
    }

    UniqueFd fd_;
    std::string received_;
};

}  // namespace amicast::http
