// Ctrl-C: the first one asks long work to stop and tidy up, the second one ends the program.
#pragma once

#include <atomic>

#include "base/error.h"

namespace amicast::cli {

// Set by the signal; read by loops of long work.
const std::atomic<bool>& interrupted();
void watch_for_interruption();
Error interruption_error();

}  // namespace amicast::cli
