// The `amicast` program: a server and the commands around it.
#include <csignal>

#include <malloc.h>

#include "cli/command_line.h"

namespace {

// Blocks of half a MiB come and go with every request. As it comes, glibc returns such memory to
// the kernel and fetches it back page by page, at a price of several percent of all work on a
// block. A few arenas that keep what was freed do instead; requests are few and large, so threads
// hardly meet there.
void keep_freed_memory() {
    constexpr int mib = 1 << 20;
    // NOLINTBEGIN(concurrency-mt-unsafe): nothing else runs yet
    mallopt(M_MMAP_THRESHOLD, 8 * mib);
    mallopt(M_TRIM_THRESHOLD, 16 * mib);
    mallopt(M_TOP_PAD, mib);
    mallopt(M_ARENA_MAX, 4);
    // NOLINTEND(concurrency-mt-unsafe)
}

}  // namespace

int main(int argc, char** argv) {
    // A peer that closes its end is an error of that one connection, not of the process.
    std::signal(SIGPIPE, SIG_IGN);
    keep_freed_memory();
    return amicast::cli::run_command_line(argc, argv);
}
