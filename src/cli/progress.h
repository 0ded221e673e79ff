// A line on the terminal that says how far a long piece of work is, how fast it goes, and how long
// it will take. Shows nothing where nobody looks.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace amicast::cli {

// "0:07", "12:34", "1:02:03".
std::string show_duration(std::chrono::seconds duration);

enum class ProgressUnit { bytes, thousandths };

struct ProgressState {
    ProgressUnit unit = ProgressUnit::bytes;
    std::uint64_t done = 0;
    std::uint64_t all = 0;  // 0: not known
    double per_second = 0;
};
// The text of the line, at most `width` columns; without the label's own meaning.
std::string progress_line(const std::string& label, const ProgressState& state, int width);

class Progress {
  public:
    // Standard error is a terminal, and the user did not ask for silence.
    static bool wanted(bool quiet);

    Progress(std::string label, std::uint64_t all, bool visible,
             ProgressUnit unit = ProgressUnit::bytes);
    ~Progress();  // finish()
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // From any thread; cheap.
    void add(std::uint64_t bytes) { done_ += bytes; }
    void set(std::uint64_t bytes) { done_ = bytes; }
    // Leaves the last state of the line on the screen. Idempotent.
    void finish();

  private:
    void run();
    void draw(double per_second);

    const std::string label_;
    const std::uint64_t all_;
    const bool visible_;
    const ProgressUnit unit_;
    std::atomic<std::uint64_t> done_ = 0;
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace amicast::cli
