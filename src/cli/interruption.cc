#include "cli/interruption.h"

#include <csignal>

namespace amicast::cli {
namespace {

std::atomic<bool> flag = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

void on_signal(int) {
    flag = true;
}

}  // namespace

const std::atomic<bool>& interrupted() {
    return flag;
}

void watch_for_interruption() {
    struct sigaction action {};
    action.sa_handler = &on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second time it ends us
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

Error interruption_error() {
    return Error{.kind = ErrorKind::unavailable, .message = "Interrupted."};
}

}  // namespace amicast::cli
