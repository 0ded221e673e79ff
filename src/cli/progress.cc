#include "cli/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/readable.h"

namespace amicast::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto redraw_every = std::chrono::milliseconds(100);
// Weight of the newest sample in the rate shown: smooth over about two seconds.
constexpr double newest_weight = 0.05;
constexpr int bar_columns = 24;

int terminal_columns() {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

std::chrono::seconds time_left(const ProgressState& state) {
    double seconds = static_cast<double>(state.all - state.done) / state.per_second;
    return std::chrono::seconds(std::llround(seconds));
}

}  // namespace

std::string show_duration(std::chrono::seconds duration) {
    auto all = duration.count();
    if (all >= 3600) return fmt::format("{}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60);
    return fmt::format("{}:{:02}", all / 60, all % 60);
}

std::string progress_line(const std::string& label, const ProgressState& state, int width) {
    bool bytes = state.unit == ProgressUnit::bytes;
    std::string rate = bytes ? readable_bytes(state.per_second) + "/s" : "";
    std::string line;
    if (state.all == 0) {
        line =
            fmt::format("{} {}  {}", label, readable_bytes(static_cast<double>(state.done)), rate);
    } else {
        double share =
            std::min(1.0, static_cast<double>(state.done) / static_cast<double>(state.all));
        auto filled = static_cast<std::size_t>(share * bar_columns);
        line = fmt::format("{} {:3.0f}% [{}{}]", label, share * 100, std::string(filled, '#'),
                           std::string(bar_columns - filled, '.'));
        if (bytes) {
            line += fmt::format(" {} of {}  {}", readable_bytes(static_cast<double>(state.done)),
                                readable_bytes(static_cast<double>(state.all)), rate);
        }
        if (state.per_second > 0 && state.done < state.all)
            line += fmt::format("  {} left", show_duration(time_left(state)));
    }
    return line.substr(0, static_cast<std::size_t>(std::max(width, 0)));
}

bool Progress::wanted(bool quiet) {
    return !quiet && ::isatty(STDERR_FILENO) == 1;
}

Progress::Progress(std::string label, std::uint64_t all, bool visible, ProgressUnit unit)
    : label_(std::move(label)), all_(all), visible_(visible), unit_(unit) {
    if (visible_) thread_ = std::thread([this] { run(); });
}

Progress::~Progress() {
    finish();
}

void Progress::finish() {
    {
        std::lock_guard lock(mutex_);
        if (stopping_) return;
        stopping_ = true;
    }
    stop_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Progress::run() {
    Clock::time_point began = Clock::now();
    Clock::time_point last = began;
    std::uint64_t last_done = 0;
    double rate = 0;
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(lock, redraw_every, [this] { return stopping_; })) {
        Clock::time_point now = Clock::now();
        std::uint64_t done = done_;
        double seconds = std::chrono::duration<double>(now - last).count();
        double sample = static_cast<double>(done - std::min(done, last_done)) / seconds;
        rate = rate == 0 ? sample : rate + newest_weight * (sample - rate);
        last = now;
        last_done = done;
        draw(rate);
    }
    // The last line tells the rate of the whole.
    double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    draw(seconds > 0 ? static_cast<double>(done_) / seconds : 0);
    std::fputc('\n', stderr);
}

void Progress::draw(double per_second) {
    ProgressState state{.unit = unit_, .done = done_, .all = all_, .per_second = per_second};
    std::string line = progress_line(label_, state, terminal_columns() - 1);
    fmt::print(stderr, "\r{}\x1b[K", line);
    std::fflush(stderr);
}

}  // namespace amicast::cli
