// Runs another program to its end, within limits, and keeps what it said.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace amicast::formats {

struct ChildLimits {
    std::uint64_t memory_bytes = std::uint64_t{8} << 30;  // address space
    std::uint64_t cpu_seconds = 6 * 3600;
    std::uint64_t open_files = 256;
};

struct ChildCommand {
    std::string program;  // found through PATH
    std::vector<std::string> arguments;
    int inherited_fd = -1;  // kept open in the child under the same number
    ChildLimits limits;
    // Given each piece of standard output as it comes.
    std::function<void(std::string_view)> on_output;
};

struct ChildOutput {
    std::string output;  // the first MiB of it
    std::string errors;  // the last 4 KiB
};

// Waits until it has ended. Errors: not_found (no such program), unavailable (it cannot be
// started), invalid (it ended with another status than 0; `errors` is in the message).
Result<ChildOutput> run_child(const ChildCommand& command);

}  // namespace amicast::formats
