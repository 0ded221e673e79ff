// The `amicast` program: a server and the commands around it.
#include <csignal>

#include "cli/command_line.h"

int main(int argc, char** argv) {
    // A peer that closes its end is an error of that one connection, not of the process.
    std::signal(SIGPIPE, SIG_IGN);
    return amicast::cli::run_command_line(argc, argv);
}
