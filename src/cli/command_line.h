// The command line: which command, with which options. Only command_line.cc sees CLI11.
#pragma once

namespace amicast::cli {

// Parses, runs the command and returns the process's exit status.
int run_command_line(int argc, char** argv);

}  // namespace amicast::cli
